"""A second year by files alone. What is made up for it is in README.md; figures are computed here, by Decimal."""

from __future__ import annotations

import csv
import json
import shutil
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import pytest

from pipeline.build import build, verify
from pipeline.examine import examine
from pipeline.package import load
from pipeline.record import Run
from tests.conftest import ROOT, quiet, sources
from tests.second_year.joining import HERE, TABLES, correct, join
from tests.sparql import BASE, ask, opened

Row = dict[str, str]


class Joined(NamedTuple):
    """The project with both years, and the run that built its release."""

    folder: Path
    run: Run


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Joined:
    folder = sources(tmp_path_factory.mktemp("second-year"))
    shutil.copytree(ROOT / "output", folder / "output")
    join(folder)
    return Joined(folder, build(load(folder), quiet))


@pytest.fixture(scope="module")
def store(joined: Joined) -> ox.Store:
    return opened(joined.folder / "output" / "rdf")


def key(table: str) -> list[str]:
    schema = json.loads((ROOT / "schemas" / "published" / f"{table}.json").read_text("utf-8"))
    return list(schema["primaryKey"])


def published(project: Path, table: str) -> dict[tuple[str, ...], Row]:
    """The rows of a published table by primary key, in its order."""
    with (project / "output" / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return {tuple(row[name] for name in key(table)): row for row in csv.DictReader(file)}


def cells(row: Row, *names: str) -> tuple[str, ...]:
    return tuple(row[name] for name in names)


def percent(part: str | Decimal, whole: str | Decimal) -> str:
    """part / whole x 100 as it is published."""
    return str((Decimal(part) / Decimal(whole) * 100).quantize(Decimal("0.01"), ROUND_HALF_UP))


def growth(new: str, old: str) -> str:
    return percent(Decimal(new) - Decimal(old), old)


def test_the_build_warns_of_nothing_but_the_rounding_of_r5(joined: Joined) -> None:
    assert joined.run.published
    assert [(problem.code, problem.facts["scope"]) for problem in joined.run.problems] == [
        ("W-ROUNDING", " (fiscal_year=2023)")
    ]


def test_verify_finds_nothing(joined: Joined) -> None:
    assert verify(joined.folder / "output") == []


@pytest.mark.parametrize(
    ("kpi", "r5", "r6"),
    [
        ("kpi01", "35", "35"),
        ("kpi02", "78.34", "81.02"),
        ("kpi03", "1768", "2512"),
        ("kpi05", "40.0", "43.5"),
        ("kpi06", "52000", "54000"),
        ("kpi07", "12", "17"),
        ("kpi09", "377", "402"),
        ("kpi10", "79.2", "84.6"),
        ("kpi11", "1223", "1958"),
    ],
)
def test_a_value_is_compared_with_the_year_before(joined: Joined, kpi: str, r5: str, r6: str) -> None:
    row = published(joined.folder, "kpi_observations")[kpi, "2024"]
    assert cells(row, "value", "status") == (r6, "reported")
    assert cells(row, "change_on_year", "change_on_year_status") == (str(Decimal(r6) - Decimal(r5)), "computed")
    assert cells(row, "change_rate_on_year", "change_rate_status") == (growth(r6, r5), "computed")


def test_a_value_that_is_not_final_is_not_compared(joined: Joined) -> None:
    row = published(joined.folder, "kpi_observations")["kpi04", "2024"]
    assert cells(row, "value", "status", "obs_status") == ("", "not_yet_final", "M")
    assert cells(row, "change_on_year_status", "change_rate_status") == ("no_value", "no_value")
    assert published(joined.folder, "kpi_achievement")[("kpi04",)]["fiscal_year"] == "2022"


def test_a_kpi_that_ends_has_no_value_and_its_last_standing(joined: Joined) -> None:
    row = published(joined.folder, "kpi_observations")["kpi08", "2024"]
    assert cells(row, "printed", "value", "status", "obs_status") == ("※R5で終了", "", "ended", "M")
    assert published(joined.folder, "kpi_achievement")[("kpi08",)] == published(ROOT, "kpi_achievement")[("kpi08",)]


def test_a_new_kpi_begins_with_its_target(joined: Joined) -> None:
    kpi = published(joined.folder, "kpis")[("kpi13",)]
    assert cells(kpi, "target_value", "target_unit", "target_fiscal_year") == ("60", "percent", "2027")
    observations = published(joined.folder, "kpi_observations")
    assert [year for name, year in observations if name == "kpi13"] == ["2024"]
    assert cells(observations["kpi13", "2024"], "value", "change_on_year_status") == ("41.2", "no_previous_year")
    standing = published(joined.folder, "kpi_achievement")[("kpi13",)]
    assert standing["achievement_rate"] == percent("41.2", "60")
    assert cells(standing, "gap_to_target", "target_met") == (str(Decimal("60") - Decimal("41.2")), "false")
    assert cells(standing, "baseline_status", "progress_status") == ("no_baseline", "no_baseline")


def test_a_unit_that_changes_is_not_compared(joined: Joined) -> None:
    observations = published(joined.folder, "kpi_observations")
    assert [cells(observations["kpi12", year], "value", "unit") for year in ("2021", "2023", "2024")] == [
        ("6624", "hour"),
        ("12328", "hour"),
        ("1637", "person-day"),
    ]
    row = observations["kpi12", "2024"]
    assert cells(row, "change_on_year", "change_rate_on_year", "achievement_rate") == ("", "", "")
    assert set(cells(row, "change_on_year_status", "change_rate_status", "achievement_status")) == {"unit_differs"}
    standing = published(joined.folder, "kpi_achievement")[("kpi12",)]
    assert cells(standing, "unit", "target_unit", "baseline_unit") == ("person-day", "hour", "hour")
    statuses = ("achievement_status", "progress_status", "gap_status", "target_met_status")
    assert set(cells(standing, *statuses)) == {"unit_differs"}
    assert published(joined.folder, "kpis")[("kpi12",)]["unit"] == "person-day"


def test_a_unit_that_changes_under_the_same_label_stops_the_build(project: Path) -> None:
    join(project)
    values = project / "raw" / "kpi_values.csv"
    values.write_text(values.read_text("utf-8").replace("議事録作成の削減日数", "議事録作成の削減時間"), "utf-8")
    run = examine(load(project), quiet)
    [problem] = [problem for problem in run.problems if problem.severity == "error"]
    assert (problem.code, problem.cell, problem.facts["identity"]) == ("E-SAME", "1,637人日", "kpi-units")


def test_a_target_is_met_later(joined: Joined) -> None:
    before, now = (published(project, "kpi_achievement")[("kpi03",)] for project in (ROOT, joined.folder))
    assert cells(before, "fiscal_year", "target_met", "gap_to_target") == ("2023", "false", "732")
    assert cells(now, "fiscal_year", "target_met", "gap_to_target") == ("2024", "true", str(2500 - 2512))
    assert now["achievement_rate"] == percent("2512", "2500")
    assert now["progress_rate"] == percent(Decimal(2512 - 201), Decimal(2500 - 201))


def test_a_target_to_exceed_the_year_before_is_judged_once_that_is_printed(joined: Joined) -> None:
    before, now = (published(project, "kpi_achievement")[("kpi10",)] for project in (ROOT, joined.folder))
    assert cells(before, "target_met", "target_met_status") == ("", "no_previous_year")
    assert cells(now, "target_met", "target_met_status") == ("true", "computed")


def test_the_first_value_becomes_the_baseline_of_the_second(joined: Joined) -> None:
    before, now = (published(project, "kpi_achievement")[("kpi07",)] for project in (ROOT, joined.folder))
    assert before["progress_status"] == "no_baseline"
    assert cells(now, "baseline_fiscal_year", "baseline_value", "baseline_status") == ("2023", "12", "assumed")
    assert now["progress_rate"] == percent(Decimal(17 - 12), Decimal(17 - 12))


def test_settlements_are_compared_and_a_budget_is_not(joined: Joined) -> None:
    budget = published(joined.folder, "budget")
    names = ("amount_jpy", "amount_basis", "amount_change_rate", "amount_change_status")
    r4, r5, r6 = (budget[year, "total"] for year in ("2022", "2023", "2024"))
    assert cells(r4, *names) == ("6580000000", "budget", "", "no_previous_year")
    assert cells(r5, *names) == ("6240000000", "settlement", "", "basis_differs")
    assert cells(r6, *names) == ("6310000000", "settlement", growth("6310000000", "6240000000"), "computed")
    assert r6["project_count_change_rate"] == growth("187", "177")


def test_money_of_a_goal_is_compared_where_r5_says_of_which_goal_and_basis_it_is(joined: Joined) -> None:
    budget = published(joined.folder, "budget")
    goals = ("citizen", "local", "business", "foundation-pref", "foundation-muni")
    assert {goal: budget["2024", goal]["amount_change_status"] for goal in goals} == {
        "citizen": "no_previous_year",  # R5 has only box-1 and box-2
        "local": "no_previous_year",
        "business": "basis_not_stated",
        "foundation-pref": "basis_not_stated",
        "foundation-muni": "basis_not_stated",
    }
    assert budget["2024", "business"]["project_count_change_rate"] == growth("19", "16")
    assert sum(Decimal(budget["2024", goal]["amount_jpy"]) for goal in goals) == Decimal("63.1") * 10**8
    assert budget["2024", "citizen"]["amount_share"] == percent("20.9", "63.1")


def test_initiatives_have_their_year_and_are_counted_by_it(joined: Joined) -> None:
    rows = published(joined.folder, "initiatives").values()
    found = [(year, new) for row in rows for year, new in [cells(row, "fiscal_year", "is_new")]]
    assert {pair: found.count(pair) for pair in found} == {
        ("2023", "false"): 41,
        ("2023", "true"): 9,
        ("2024", "false"): 2,
        ("2024", "true"): 3,
    }
    counted = [r for (name, _), r in published(joined.folder, "reconciliation").items() if "initiative-rows" in name]
    assert [cells(row, "parts", "whole", "verdict") for row in counted] == [
        ("50", "50", "equal"),
        ("9", "9", "equal"),
        ("5", "5", "equal"),
        ("3", "3", "equal"),
    ]


@pytest.mark.parametrize(
    ("kpi", "value", "target", "printed", "rule"),
    [
        ("kpi01", "35", "33", "100", "capped"),
        ("kpi03", "2512", "2500", "100", "truncated"),
        ("kpi06", "54000", "55000", "98", "truncated"),
        ("kpi07", "17", "17", "100", "truncated"),
        ("kpi09", "402", "300", "134", "truncated"),
        ("kpi11", "1958", "1000", "195", "truncated"),
        ("kpi13", "41.2", "60", "68", "truncated"),
    ],
)
def test_the_printed_rate_is_that_of_the_newest_year(
    joined: Joined, kpi: str, value: str, target: str, printed: str, rule: str
) -> None:
    assert published(joined.folder, "kpi_reported_rates")[kpi, "2024"]["reported_rate"] == printed
    standing = published(joined.folder, "kpi_achievement")[(kpi,)]
    assert standing["achievement_rate"] == percent(value, target)
    assert cells(standing, "reported_rate", "reported_rate_rule") == (printed, rule)


def test_a_rate_that_is_no_longer_printed_is_not_taken_from_r5(joined: Joined) -> None:
    before, now = (published(project, "kpi_achievement")[("kpi12",)] for project in (ROOT, joined.folder))
    assert (before["reported_rate"], now["reported_rate_rule"]) == ("216", "not_reported")


def test_the_slice_of_a_kpi_has_its_values_of_both_years(joined: Joined, store: ox.Store) -> None:
    query = """SELECT ?slice ?observation ?year {
      <dataset/kpi_observations> qb:slice ?slice . ?slice qb:observation ?observation .
      ?observation sdmx-dimension:refPeriod ?year }"""
    expected = [
        [
            f"{BASE}dataset/kpi_observations/slice/{kpi}",
            f"{BASE}observation/kpi/{kpi}/{year}",
            f"{BASE}id/fiscal-year/{year}",
        ]
        for kpi, year in published(joined.folder, "kpi_observations")
    ]
    found = ask(store, query)
    assert sorted(found) == sorted(expected)
    both = [year for slice_, _, year in found if slice_.endswith("/kpi03")]
    assert {f"{BASE}id/fiscal-year/{year}" for year in ("2023", "2024")} <= set(both)


def test_each_observation_has_the_unit_of_its_year(store: ox.Store) -> None:
    query = """SELECT ?year ?unit { <dataset/kpi_observations/slice/kpi12> qb:observation ?observation .
      ?observation sdmx-dimension:refPeriod ?year ; sdmx-attribute:unitMeasure ?unit } ORDER BY ?year"""
    assert [[term.rsplit("/", 1)[1] for term in row] for row in ask(store, query)] == [
        ["2021", "hour"],
        ["2023", "hour"],
        ["2024", "person-day"],
    ]


def test_the_catalogue_has_the_new_edition_and_its_tables_cover_both_years(store: ox.Store) -> None:
    series = "dataset/information-policy-results"
    assert ask(store, f"SELECT ?edition {{ <{series}> dcat:last ?edition }}") == [[f"{BASE}{series}/2024"]]
    years = ask(store, "SELECT ?year { <dataset/kpi_reported_rates> dcterms:temporal ?year } ORDER BY ?year")
    assert years == [[f"{BASE}id/fiscal-year/2023"], [f"{BASE}id/fiscal-year/2024"]]


CHANGED: dict[tuple[str, tuple[str, ...]], set[str]] = {
    ("kpis", ("kpi08",)): {"note_ja", "note_en"},  # a footnote of R6
    ("kpis", ("kpi12",)): {"unit", "note_ja", "note_en"},  # the unit of its newest value
}
"""What the release of R6 says otherwise of a row of R5."""
UNCHANGED = sorted(
    resource["name"]
    for resource in json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]
    if "raw" in resource["origin"]
)
"""The tables of rows that were read. `kpi_achievement` is the newest standing; reports are of a run."""


@pytest.mark.parametrize("table", UNCHANGED)
def test_what_was_published_of_r5_is_unchanged(joined: Joined, table: str) -> None:
    before, now = published(ROOT, table), published(joined.folder, table)
    assert list(now)[: len(before)] == list(before)
    for place, row in before.items():
        changed = {name for name, cell in row.items() if now[place][name] != cell}
        assert changed == CHANGED.get((table, place), set()), place


def test_a_value_of_r5_is_corrected_and_what_follows_from_it(project: Path, joined: Joined) -> None:
    join(project)
    correct(project)
    run = build(load(project), quiet)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    assert verify(project / "output") == []

    [change] = [
        row
        for row in published(project, "audit").values()
        if row["rule"] == "correction#row=2" and row["published_field"] == "value"
    ]
    assert cells(change, "file", "field", "printed", "value") == ("raw/kpi_values.csv", "printed", "377人", "379人")

    before, now = (published(folder, "kpi_observations") for folder in (joined.folder, project))
    r5, r6 = now["kpi09", "2023"], now["kpi09", "2024"]
    assert cells(r5, "value", "achievement_rate") == ("379", percent("379", "300"))
    assert cells(r6, "value", "change_on_year") == ("402", str(402 - 379))
    assert r6["change_rate_on_year"] == growth("402", "379")
    assert [place for place in before if before[place] != now[place]] == [("kpi09", "2023"), ("kpi09", "2024")]


def test_all_that_is_made_up_says_so(joined: Joined) -> None:
    for table in TABLES:
        with table.open(encoding="utf-8", newline="") as file:
            notes = [row["attribution_note_ja"] for row in csv.DictReader(file) if "attribution_note_ja" in row]
        assert all("架空" in note for note in notes), table.name
    assert "架空" in (HERE / "corrections.csv").read_text("utf-8")
    descriptor = json.loads((joined.folder / "output" / "datapackage.json").read_text("utf-8"))
    assert "架空" in descriptor["title"]
    assert "架空" in (joined.folder / "output" / "README.ja.md").read_text("utf-8").splitlines()[0]

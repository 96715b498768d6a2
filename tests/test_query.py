"""SPARQL on the release: the worked examples, each with the answer that the CSV gives by pandas."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import Stop
from pipeline.frames import open_release
from pipeline.package import load
from pipeline.package.words import vocabulary
from pipeline.query import answer
from tests.conftest import ROOT, Opendata

Frames = dict[str, pd.DataFrame]
Rows = list[list[object]]
OUTPUT, QUERIES, BASE = ROOT / "output", ROOT / "queries", "https://opendata.example.jp/miyagi/"
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
TITLES = {resource["name"]: resource["titles"]["ja"] for resource in DESCRIPTOR["resources"]}
SCHEMAS = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "schemas" / "published").glob("*.json")}
FIELDS = {(table, field["name"]): field for table, schema in SCHEMAS.items() for field in schema["fields"]}


@pytest.fixture(scope="module")
def frames() -> Frames:
    return open_release(OUTPUT)


def rows(frame: pd.DataFrame, *columns: str) -> Rows:
    found: Rows = frame[list(columns)].to_numpy().tolist()
    return found


def reiwa(year: int) -> str:
    return f"令和{year - 2018}年度"


def observed(frames: Frames) -> pd.DataFrame:
    """The observations of KPIs with years, units and statuses in words."""
    frame = frames["kpi_observations"].sort_values(["kpi", "fiscal_year"])
    statuses = {code["value"]: code["labels"]["ja"] for code in FIELDS["kpi_observations", "obs_status"]["categories"]}
    words = {"in_words": frame.obs_status.map(statuses), "year": frame.fiscal_year.map(reiwa)}
    return frame.assign(**words, unit=frame.unit.map(frames["units"].set_index("unit").label_ja))


def missed_targets(frames: Frames) -> Rows:
    achievement = frames["kpi_achievement"].merge(frames["kpis"][["kpi", "label_ja"]], on="kpi", validate="1:1")
    missed = achievement[achievement.target_met.eq(False).fillna(False)]
    return rows(missed, "kpi", "label_ja", "value", "target_value", "achievement_rate")


def new_by_goal(frames: Frames) -> Rows:
    counts = frames["initiatives"].query("is_new").groupby("goal").size().sort_index()
    return [[goal, count] for goal, count in counts.items()]


def money(frames: Frames) -> Rows:
    budget = frames["budget"].sort_values("amount_per_project", ascending=False)
    return rows(budget.assign(year=budget.fiscal_year.map(reiwa)), "year", "goal", "amount_per_project")


def differing(frames: Frames) -> Rows:
    reported = frames["kpi_achievement"].dropna(subset=["reported_rate"])
    rounded = [int(rate + rate.__class__("0.5")) for rate in reported.achievement_rate]
    different = reported[reported.reported_rate.astype(int) != rounded]
    return rows(different, "kpi", "achievement_rate", "reported_rate", "reported_rate_rule")


def areas(frames: Frames) -> Rows:
    return [["http://data.e-stat.go.jp/lod/sac/C04000", len(frames["budget"]) + len(frames["kpi_observations"])]]


def doubtful(frames: Frames) -> Rows:
    tables = [frame for frame in frames.values() if "attribution" in frame]
    doubts = pd.concat([frame[frame.attribution != "stated"] for frame in tables])
    return sorted(rows(doubts, "attribution", "attribution_note_ja"))


def inputs(frames: Frames) -> Rows:
    row = frames["kpi_achievement"].set_index("kpi").loc["kpi03"]
    derivation = FIELDS["kpi_achievement", "achievement_rate"]["derivation"]
    rate = vocabulary().rates[derivation["rate"]]
    names = sorted(derivation["inputs"].values())
    return [[row.achievement_rate, rate.titles.ja, rate.descriptions.ja, name, row[name]] for name in names]


def raw_row(frames: Frames) -> Rows:
    resource = next(each for each in DESCRIPTOR["resources"] if each["name"] == "kpi_observations")
    path = resource["origin"]["raw"]["path"]
    raw = pd.read_csv(OUTPUT / path, dtype="string").query("kpi == 'kpi05' and printed_year == 'R5'")
    value = frames["kpi_observations"].query("kpi == 'kpi05' and fiscal_year == 2023").value.item()
    said = [value, raw.printed.item(), f"{BASE}{path}#row={raw.index[0] + 2}", raw.page.item(), path]
    digest = hashlib.sha256((OUTPUT / path).read_bytes()).hexdigest()
    return [[*said, digest, source["title"]] for source in resource["sources"]]


def named_municipalities(frames: Frames) -> Rows:
    places = frames["initiative_municipalities"].merge(frames["municipalities"], on="code", validate="m:1")
    named = places.merge(frames["initiatives"], on="initiative", validate="m:1").sort_values(["area_code", "label_ja"])
    return rows(
        named.assign(area="http://data.e-stat.go.jp/lod/sac/C" + named.area_code), "label_ja", "name_ja", "area"
    )


def downloads(frames: Frames) -> Rows:
    files = sorted((OUTPUT / "data").glob("*.csv"))
    assert {path.stem for path in files} == set(frames)
    return [[TITLES[path.stem], f"{BASE}data/{path.name}", path.stat().st_size] for path in files]


def over_the_years(frames: Frames) -> Rows:
    return rows(observed(frames), "kpi", "year", "value", "unit", "in_words")


def unusual(frames: Frames) -> Rows:
    found = observed(frames).query("obs_status != 'A'")
    address = BASE + "observation/kpi/" + found.kpi + "/" + found.fiscal_year.astype("string")
    code = "http://purl.org/linked-data/sdmx/2009/code#obsStatus-" + found.obs_status
    return rows(found.assign(address=address, code=code), "address", "code", "in_words", "printed")


def within_rounding(frames: Frames) -> Rows:
    tables = {each["name"]: each["table"] for each in DESCRIPTOR["pipeline"]["identities"]}
    found = frames["reconciliation"].query("verdict == 'within_rounding'")
    named = found.assign(table=found.identity.map(tables).map(TITLES))
    return rows(named, "table", "title_ja", "parts", "whole", "difference", "bound")


def complete(frames: Frames) -> Rows:
    warned = [row[0] for row in within_rounding(frames)]
    shares = {TITLES[table]: Decimal(100 * int(frame.count().sum())) / frame.size for table, frame in frames.items()}
    rounded = {name: share.quantize(Decimal("0.01"), ROUND_HALF_UP) for name, share in shares.items()}
    return [[name, rounded[name], warned.count(name)] for name in sorted(rounded, key=lambda n: (rounded[n], n))]


def published_then(frames: Frames) -> Rows:
    revisions = frames["revisions"]
    ours = revisions[(revisions.key == "kpi08/2023") & (revisions.version == DESCRIPTOR["version"])]
    return sorted(rows(ours, "field", "value"))


def components(frames: Frames) -> Rows:
    found: Rows = []
    address = load(ROOT).address
    for table in sorted(frames, key=lambda table: str(TITLES[table])):
        columns = [c for kind in ("virtualColumns", "fields") for c in SCHEMAS[table].get(kind, [])]
        order = [c for role in ("dimension", "measure", "attribute") for c in columns if c.get("role") == role]
        for number, column in enumerate(order, 1):
            property_url = column.get("propertyUrl", f"def/{column['name']}")
            found.append([TITLES[table], number, column["role"], address(property_url)])
    return found


def changes(frames: Frames) -> Rows:
    audit = frames["audit"].query("table == 'kpi_observations' and key == 'kpi08/2023'")
    audit = audit.sort_values(["published_field", "rule"])
    page = pd.read_csv(OUTPUT / "raw/kpi_values.csv", dtype="string").page
    read = {"at": BASE + audit.file + "#row=" + audit.row.astype("string"), "page": page[audit.row.iloc[0] - 2]}
    return rows(audit.assign(**read), "published_field", "printed", "value", "rule", "at", "page")


EXPECTED: dict[str, Callable[[Frames], Rows]] = {
    "missed-targets": missed_targets,
    "new-initiatives-by-goal": new_by_goal,
    "money-per-project": money,
    "where-the-source-differs": differing,
    "areas": areas,
    "doubtful-attributions": doubtful,
    "derived-from": inputs,
    "provenance": raw_row,
    "municipalities-and-e-stat-areas": named_municipalities,
    "downloads": downloads,
    "changes": changes,
    "kpi-over-the-years": over_the_years,
    "observation-status": unusual,
    "quality": complete,
    "reconciliation": within_rounding,
    "cube-structure": components,
    "published-in-a-release": published_then,
}


def plain(cell: object) -> str:
    """A missing value as a store has it, and numbers without zeros that say nothing: 160.00 may come as 160."""
    text = "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]
    return text.rstrip("0").rstrip(".") if "." in text and text.replace(".", "").lstrip("-").isdigit() else text


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_gives_what_the_csv_gives(name: str, frames: Frames) -> None:
    text = answer(OUTPUT, (QUERIES / f"{name}.rq").read_text("utf-8"), "csv")
    rows = [[plain(cell) for cell in row] for row in list(csv.reader(io.StringIO(text)))[1:]]
    if name == "doubtful-attributions":
        rows = sorted(row[1:] for row in rows)
    expected = [[plain(cell) for cell in row] for row in EXPECTED[name](frames)]
    assert rows == expected
    assert rows


def test_every_example_is_tested() -> None:
    assert {path.stem for path in QUERIES.glob("*.rq")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_an_example_asks_in_both_languages_and_answers_in_order(name: str) -> None:
    question, *query = (QUERIES / f"{name}.rq").read_text("utf-8").splitlines()
    assert re.fullmatch("# [A-Z][ -~]+ / .*[ぁ-ん].*", question)
    assert "ORDER BY" in "\n".join(query)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT ?x WHERE {", "E-QUERY"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", "E-QUERY"),
        ("SELECT ?x { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }", "E-QUERY-SERVICE"),
        ("SELECT ?x { service?s{ ?x ?y ?z } }", "E-QUERY-SERVICE"),
    ],
)
def test_what_is_refused(query: str, code: str) -> None:
    with pytest.raises(Stop) as stop:
        answer(OUTPUT, query, "csv")
    assert [problem.code for problem in stop.value.problems] == [code]


def test_the_word_service_in_a_text_or_an_address_is_no_service() -> None:
    query = 'SELECT ?x { ?x <http://example.jp/service#SERVICE> "SERVICE" } # SERVICE'
    assert answer(OUTPUT, query, "csv") == "x\n"


def test_nothing_outside_is_read() -> None:
    query = f"SELECT ?x FROM <file://{OUTPUT}/rdf/kpis.nt> {{ ?x ?y ?z }}"
    with pytest.raises(Stop) as stop:
        answer(OUTPUT, query, "csv")
    assert stop.value.problems[0].code == "E-QUERY-DATASET"


def test_a_query_that_takes_too_long_is_ended(opendata: Opendata, tmp_path: Path) -> None:
    (tmp_path / "slow.rq").write_text("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "utf-8")
    found = opendata("query", str(tmp_path / "slow.rq"), "--timeout", "1")
    assert (found.returncode, found.stdout) == (5, "")
    assert "E-QUERY-TIME" in found.stderr
    assert "within 1 seconds" in found.stderr


def test_the_command_reads_a_file_or_standard_input(opendata: Opendata) -> None:
    table = opendata("query", "queries/new-initiatives-by-goal.rq")
    assert table.stdout.splitlines() == ["goal      new", "--------  ---", "business  2", "citizen   4", "local     3"]
    found = json.loads(opendata("query", "queries/areas.rq", "--json").stdout)
    assert found["results"]["bindings"][0]["observations"]["value"] == "30"
    assert opendata("query", "queries/areas.rq", "--release", "nowhere").returncode == 2


def test_a_graph_comes_as_turtle() -> None:
    text = answer(OUTPUT, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3", "table")
    assert text.count(" .") >= 1


def test_a_release_whose_rdf_cannot_be_had_is_refused(tmp_path: Path) -> None:
    def refused() -> tuple[str, str]:
        with pytest.raises(Stop) as stop:
            answer(tmp_path, "ASK {}", "table")
        (problem,) = stop.value.problems
        return problem.code, problem.facts.get("reason", "").split(": ")[0]

    assert refused() == ("E-RELEASE", "rdf/*.nt")
    (tmp_path / "rdf").mkdir()
    (tmp_path / "rdf" / "x.nt").write_text("no triple", "utf-8")
    assert refused() == ("E-RELEASE", "rdf/x.nt")
    (tmp_path / "rdf" / "y.nt").symlink_to("/etc/passwd")
    assert refused() == ("E-PATH", "")


def test_a_row_of_one_variable_without_a_value_is_a_line(tmp_path: Path) -> None:
    (tmp_path / "rdf").mkdir()
    (tmp_path / "rdf" / "a.nt").write_text('<https://a.jp/1> <https://a.jp/p> "x" .\n')
    query = "SELECT ?label { ?s ?p ?o OPTIONAL { ?o ?q ?label } }"
    assert answer(tmp_path, query, "table") == "label\n-----\n\n"


def test_a_function_that_nobody_has_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "rdf").mkdir()
    (tmp_path / "rdf" / "a.nt").write_text('<https://a.jp/1> <https://a.jp/p> "x" .\n')
    with pytest.raises(Stop) as stop:
        answer(tmp_path, "SELECT * { ?s ?p ?o FILTER(<https://a.jp/f>(?o)) }", "csv")
    assert [problem.code for problem in stop.value.problems] == ["E-QUERY"]

"""Corrections of the source: made, recorded, and refused where the source holds something else."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.build import build, verify
from pipeline.correct import COLUMNS, correct
from pipeline.package import load
from pipeline.package.models import Field, Schema, Words
from pipeline.problem import Problem
from pipeline.record import Correction, Run
from pipeline.table import Table, frame
from tests.conftest import quiet
from tests.sparql import ask, opened

SCHEMA_NAMES = ("key", "one", "two")
GOOD = {
    "resource": "kpi_observations",
    "key": "kpi09/R5",
    "field": "printed",
    "expected": "377人",
    "value": "379人",
    "reason_ja": "集計の誤り",
    "reason_en": "Counted wrongly",
    "confirmed_by": "情報政策の担当",
    "date": "2026-11-01",
}


def corrected(project: Path, **changes: str) -> Run:
    with (project / "corrections.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(GOOD | changes)
    return build(load(project), quiet)


def rows(project: Path, table: str) -> list[dict[str, str]]:
    with (project / f"output/data/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_correction_is_made_recorded_and_followed(project: Path) -> None:
    run = corrected(project)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    [row] = [r for r in rows(project, "kpi_observations") if (r["kpi"], r["fiscal_year"]) == ("kpi09", "2023")]
    assert (row["value"], row["printed"]) == ("379", "377人")  # as it is printed
    changes = {row["published_field"]: row for row in rows(project, "audit") if row["rule"] == "correction#row=2"}
    change = changes["value"]
    assert changes.keys() == {"value", "value_step", "unit", "approximate", "cumulative", "status"}
    assert (change["file"], change["row"], change["printed"]) == ("raw/kpi_values.csv", "19", "377人")
    assert (change["key"], change["value"]) == ("kpi09/2023", "379人")
    assert verify(project / "output") == []

    query = """
        SELECT ?value ?why WHERE { <observation/kpi/kpi09/2023> prov:wasDerivedFrom ?correction .
          ?correction prov:value ?value ; rdfs:comment ?why FILTER(LANG(?why) = "ja") }"""
    assert ask(opened(project / "output/rdf/provenance.nt"), query) == [["379人", "集計の誤り"]]
    assert (project / "output/corrections.csv").exists()


def test_a_correction_stays_where_the_source_was_mended(project: Path) -> None:
    place = project / "raw/kpi_values.csv"
    place.write_text(place.read_text("utf-8").replace("377人", "379人"), "utf-8")
    assert [problem.code for problem in corrected(project).problems] == ["W-ROUNDING"]
    [change] = [
        row for row in rows(project, "audit") if "correction" in row["rule"] and row["published_field"] == "value"
    ]
    assert (change["printed"], change["value"]) == ("379人", "379人")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"expected": "376人"}, "E-CORRECTION-EXPECTED", "expected"),
        ({"resource": "kpi_values"}, "E-CORRECTION", "resource"),
        ({"key": "kpi09/R9"}, "E-CORRECTION", "key"),
        ({"field": "value"}, "E-CORRECTION", "field"),
        ({"confirmed_by": ""}, "E-CORRECTION", ""),
        ({"date": "令和8年11月"}, "E-CORRECTION", "date"),
    ],
)
def test_a_correction_that_does_not_fit_stops_the_build(
    project: Path, changes: dict[str, str], code: str, field: str
) -> None:
    before = (project / "output/tagmanifest-sha256.txt").read_bytes()
    run = corrected(project, **changes)
    found = [problem for problem in run.problems if problem.severity == "error"]
    assert [(p.code, p.file, p.row, p.field) for p in found] == [(code, "corrections.csv", 2, field)]
    assert (project / "output/tagmanifest-sha256.txt").read_bytes() == before


def test_other_columns_are_refused(project: Path) -> None:
    (project / "corrections.csv").write_text("resource,value\nkpis,1\n", "utf-8")
    run = build(load(project), quiet)
    assert [problem.code for problem in run.problems if problem.severity == "error"] == ["E-CORRECTION"]


TEXT = st.sampled_from(["", "a", "b", "377人", "a/b", '"', ",", "\n"])
KEYS = st.sampled_from(["k1", "k2", "k3", "", "/"])
SCHEMA = Schema([Field(name, Words("x", "x")) for name in ("key", "one", "two")], primary_key=["key"])


@given(
    st.lists(st.tuples(KEYS, TEXT, TEXT), max_size=5, unique_by=lambda row: row[0]),
    st.lists(st.tuples(KEYS, st.sampled_from(["one", "two"]), TEXT, TEXT), max_size=4, unique_by=lambda c: c[:2]),
)
def test_a_correction_is_made_and_can_be_taken_back_or_is_a_problem(
    received: list[tuple[str, str, str]], declared: list[tuple[str, str, str, str]]
) -> None:
    table = Table("t", frame(SCHEMA_NAMES, received), "raw/t.csv", "", range(2, 2 + len(received)), SCHEMA_NAMES)
    corrections = [
        Correction("t", key, field, expected, value, "x", "x", "x", "2026-11-01", number, "", 0)
        for number, (key, field, expected, value) in enumerate(declared)
    ]
    corrected, made = correct(table, SCHEMA, corrections)
    before, after = ({row["key"]: row for row in of.rows()} for of in (table, corrected))
    assert [one.key for one, _ in made] == [one.key for one in corrections if one.key in before]
    expected = {key: dict(row) for key, row in before.items()}
    for one, outcome in made:
        if isinstance(outcome, Problem):
            assert (outcome.code, outcome.cell) == ("E-CORRECTION-EXPECTED", before[one.key][one.field])
            assert outcome.cell not in (one.expected, one.value)
        else:
            assert before[one.key][one.field] in (one.expected, one.value)
            [change] = outcome
            assert (change.printed, change.value) == (before[one.key][one.field], one.value)
            expected[one.key][one.field] = one.value
    assert after == expected
    done = [(one, outcome[0]) for one, outcome in made if not isinstance(outcome, Problem)]
    back = [replace(one, expected=one.value, value=change.printed) for one, change in done]
    assert correct(corrected, SCHEMA, back)[0].rows() == table.rows()

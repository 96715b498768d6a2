"""SPARQL on the release: the worked examples, each with the answer that the CSV gives by pandas."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from pipeline.errors import Stop
from pipeline.frames import open_release
from pipeline.query import answer
from tests.conftest import ROOT, Opendata

Frames = dict[str, pd.DataFrame]
OUTPUT, QUERIES = ROOT / "output", ROOT / "queries"


@pytest.fixture(scope="module")
def frames() -> Frames:
    return open_release(OUTPUT)


def missed_targets(frames: Frames) -> list[list[object]]:
    achievement = frames["kpi_achievement"].merge(frames["kpis"][["kpi", "label_ja"]], on="kpi", validate="1:1")
    missed = achievement[achievement.target_met.eq(False).fillna(False)]
    return missed[["kpi", "label_ja", "value", "target_value", "achievement_rate"]].to_numpy().tolist()


def new_by_goal(frames: Frames) -> list[list[object]]:
    counts = frames["initiatives"].query("is_new").groupby("goal").size().sort_index()
    return [[goal, count] for goal, count in counts.items()]


def money(frames: Frames) -> list[list[object]]:
    budget = frames["budget"].sort_values("amount_per_project", ascending=False)
    years = budget.fiscal_year.map({2022: "令和4年度", 2023: "令和5年度"})
    return [list(row) for row in zip(years, budget.goal, budget.amount_per_project, strict=True)]


def differing(frames: Frames) -> list[list[object]]:
    reported = frames["kpi_achievement"].dropna(subset=["reported_rate"])
    columns = ["kpi", "achievement_rate", "reported_rate", "reported_rate_rule"]
    rows = reported[columns].to_numpy().tolist()
    return [row for row in rows if int(row[1] + row[1].__class__("0.5")) != row[2]]


def areas(frames: Frames) -> list[list[object]]:
    observations = len(frames["budget"]) + len(frames["kpi_observations"])
    return [["http://data.e-stat.go.jp/lod/sac/C04000", observations]]


def doubtful(frames: Frames) -> list[list[object]]:
    tables = [frame for frame in frames.values() if "attribution" in frame]
    doubts = pd.concat([frame[frame.attribution != "stated"] for frame in tables])
    return sorted(doubts[["attribution", "attribution_note_ja"]].to_numpy().tolist())


EXPECTED: dict[str, Callable[[Frames], list[list[object]]]] = {
    "missed-targets": missed_targets,
    "new-initiatives-by-goal": new_by_goal,
    "money-per-project": money,
    "where-the-source-differs": differing,
    "areas": areas,
    "doubtful-attributions": doubtful,
}


def plain(cell: object) -> str:
    """Numbers without zeros that say nothing: a store may write 160.00 as 160."""
    text = str(cell)
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
    assert answer(OUTPUT, query, "csv") == "x\n"


def test_the_command_reads_a_file_or_standard_input(opendata: Opendata) -> None:
    table = opendata("query", "queries/new-initiatives-by-goal.rq")
    assert table.stdout.splitlines() == ["goal      new", "--------  ---", "business  2", "citizen   4", "local     3"]
    found = json.loads(opendata("query", "queries/areas.rq", "--json").stdout)
    assert found["results"]["bindings"][0]["observations"]["value"] == "30"
    assert opendata("query", "queries/areas.rq", "--release", "nowhere").returncode == 2


def test_a_graph_comes_as_turtle() -> None:
    text = answer(OUTPUT, "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3", "table")
    assert text.count(" .") >= 1


def test_a_release_without_rdf_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        answer(tmp_path, "ASK {}", "csv")

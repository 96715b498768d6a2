"""What was not done because of errors is said exactly, and nothing that was done."""

from __future__ import annotations

from pathlib import Path

from pipeline.examine import examine
from pipeline.package import load
from pipeline.record import Run
from tests.conftest import quiet


def spoilt(project: Path, table: str, old: str, new: str) -> Run:
    path = project / "raw" / f"{table}.csv"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return examine(load(project), quiet)


def said(run: Run) -> list[tuple[str, str, str]]:
    return [
        (problem.code, problem.facts.get("tables", ""), problem.facts.get("titles_en", ""))
        for problem in run.problems
        if problem.severity == "information"
    ]


def test_a_cell_that_cannot_be_read_keeps_the_identities_of_its_table_alone_from_being_checked(project: Path) -> None:
    run = spoilt(project, "goals", "３つの重点目標", "三つの重点目標")
    of_goals = ("5 goals", "Every KPI belongs to a goal", "Every guideline belongs to a goal")
    titles = "; ".join((*of_goals, "Every initiative belongs to a goal"))
    assert said(run) == [("I-NOT-RECONCILED", "goals", titles), ("I-SKIPPED", "", "")]
    assert [p.code for p in run.problems if p.severity == "warning"] == ["W-ROUNDING"]  # of others


def test_another_header_keeps_the_values_from_being_read(project: Path) -> None:
    run = spoilt(project, "kpi_rates", "kpi,", "kpis,")
    titles = "8 printed achievement rates"
    table = "kpi_reported_rates"
    assert said(run) == [("I-UNREAD", table, ""), ("I-NOT-RECONCILED", table, titles), ("I-SKIPPED", "", "")]


def test_an_identity_that_does_not_hold_was_checked(project: Path) -> None:
    run = spoilt(project, "budget", "63件", "64件")
    assert said(run) == [("I-SKIPPED", "", "")]


def test_a_note_on_a_table_does_not_keep_it_from_being_reconciled(project: Path) -> None:
    """As that on its encoding."""
    descriptor = project / "datapackage.json"
    text = descriptor.read_text("utf-8")
    assert text.count('"schema": "schemas/raw/goals.json",') == 1
    said_nothing = text.replace(
        '"schema": "schemas/raw/goals.json",\n          "encoding": "utf-8"', '"schema": "schemas/raw/goals.json"'
    )
    assert said_nothing != text
    descriptor.write_text(said_nothing, "utf-8")
    goals = project / "raw/goals.csv"
    goals.write_bytes(goals.read_text("utf-8").encode("cp932"))
    run = examine(load(project), quiet)
    assert "I-ENCODING" in [problem.code for problem in run.problems]
    assert "goal-rows" in [result.identity.name for result in run.results]

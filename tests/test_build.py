"""The route as a whole: on the real project, on spoilt copies of it, and killed half-way."""

from __future__ import annotations

import csv
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.check.hashes import digests_in, hash_problems
from pipeline.errors import Stop
from pipeline.examine import examine
from pipeline.package import load
from pipeline.package.models import Field, Schema
from tests.conftest import ROOT, content, quiet
from tests.package.spoiling import put

ANOTHER_DAY = """
import time
import pipeline.build
time.time = lambda: 86400.0 * 365
time.time_ns = lambda: 86400 * 365 * 10**9
time.localtime = time.gmtime = lambda *a: time.struct_time((1971, 1, 1, 0, 0, 0, 4, 1, 0))
from pipeline.cli import main
main(["build", "--quiet"])
"""


def test_the_committed_release_is_what_a_build_makes(project: Path) -> None:
    shutil.rmtree(project / "output")
    run = build(load(project), quiet)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    assert content(project / "output") == content(ROOT / "output")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "ja_JP.UTF-8"},
        {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "C"},
    ],
)
def test_another_folder_day_time_zone_and_locale_give_the_same_bytes(
    project: Path, environment: dict[str, str]
) -> None:
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)} | environment
    subprocess.run([sys.executable, "-c", ANOTHER_DAY], cwd=project, env=env, check=True, capture_output=True)
    assert content(project / "output") == content(ROOT / "output")


def spoilt(field: Field, schema: Schema) -> str | None:
    """A cell that cannot stand in the field; None where any text can."""
    foreign = any(field.name in key.fields for key in schema.foreign_keys)
    constrained = field.constraints.enum or field.constraints.pattern or field.categories or field.type != "string"
    if field.notation or foreign or constrained:
        return "こわれた！"
    return "" if field.constraints.required else None


SPOILS = [
    (name, position, field.name, cell)
    for name, schema in load(ROOT).raw.items()
    for position, field in enumerate(schema.fields)
    if (cell := spoilt(field, schema)) is not None
]


@pytest.mark.parametrize(("table", "position", "field", "cell"), SPOILS, ids=[f"{s[0]}.{s[2]}" for s in SPOILS])
def test_a_spoilt_cell_in_any_raw_table_is_named(
    project: Path, table: str, position: int, field: str, cell: str
) -> None:
    path = load(project).raw_sources()[table].path
    with (project / path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][position] = cell
    with (project / path).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    before = content(project / "output")
    run = build(load(project), quiet)
    assert run.failed
    assert (path, 2, field, cell) in {(p.file, p.row, p.field, p.cell) for p in run.problems}
    assert content(project / "output") == before


def test_a_wrong_figure_breaks_its_identity_and_an_amount_outside_the_bound_is_an_error(project: Path) -> None:
    budget = project / "raw" / "budget.csv"
    budget.write_text(budget.read_text("utf-8").replace("63件", "64件").replace("62.4億円", "62.6億円"), "utf-8")
    run = examine(load(project), quiet)
    found = {(p.code, p.facts.get("identity"), p.facts.get("bound")) for p in run.problems}
    assert {("E-TOTAL", "project-counts", "0"), ("E-TOTAL", "amounts", "30,000,000")} <= found


@pytest.mark.parametrize(("year", "column"), [("1822", 2), ("9999", 2)])
def test_a_fiscal_year_without_a_name_is_refused_before_anything_is_made(project: Path, year: str, column: int) -> None:
    """Of a column of years, which no notation reads."""
    budget = project / "raw" / "budget.csv"
    text = budget.read_text("utf-8").replace("R５", "R5").replace(",R5,", ",2023,")
    budget.write_text(text.replace(",R4,", f",{year},"), "utf-8")
    put(project, "schemas/raw/budget.json", "fields.printed_year.notation", None)
    put(project, "schemas/published/budget.json", "fields.fiscal_year.from", "printed_year")
    put(project, "schemas/published/budget.json", "fields.fiscal_year.constraints", {"required": True})
    found = [p for p in examine(load(project), quiet).problems if p.severity == "error"]
    assert {(p.code, p.file, p.row, p.column, p.cell) for p in found} == {
        ("E-FISCAL-YEAR", "raw/budget.csv", 8, column, year)
    }


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("fields.goal.valueUrl", "id/goal/total", "E-CUBE"),  # all observations of a year are one point then
        ("fields.goal.categories.box-1.definitions", None, "E-SHAPE"),
    ],
)
def test_a_release_without_its_shape_or_with_a_broken_cube_is_not_published(
    project: Path, place: str, value: object, code: str
) -> None:
    before = content(project / "output")
    put(project, "schemas/published/budget.json", place, value)
    run = build(load(project), quiet)
    assert code in {problem.code for problem in run.problems}
    assert not run.published
    assert content(project / "output") == before


def test_rdf_that_says_something_else_is_not_published(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = content(project / "output")
    monkeypatch.setattr("pipeline.emit.turtle", lambda ntriples, prefixes: ntriples.replace(b"kpi01", b"kpi10"))
    run = build(load(project), quiet)
    assert {problem.code for problem in run.problems} == {"W-ROUNDING", "E-RDF"}
    assert content(project / "output") == before


def test_all_problems_of_a_run_are_reported(project: Path) -> None:
    """Different stages, different tables, one run."""
    for name, old, new in [
        ("kpis.csv", "33自治体", "33自治会"),
        ("goals.csv", "priority", ""),
        ("guidelines.csv", "gl02,citizen", "gl01,nowhere"),
        ("budget.csv", "177件", "178件"),
    ]:
        path = project / "raw" / name
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    problems = examine(load(project), quiet).problems
    assert [p.facts["where"] for p in problems if p.code == "E-FOREIGN-KEY"] == ["raw/goals.csv"]
    codes = [problem.code for problem in problems]
    assert {"E-UNIT", "E-PRIMARY-KEY", "E-FOREIGN-KEY", "E-TOTAL", "I-SKIPPED"} <= set(codes)


def appended(file: Path) -> None:
    with file.open("a", encoding="utf-8") as opened:
        opened.write("kpi99,x,x,x,x\n")


def replaced(file: Path) -> None:
    """As editors save, here to the same bytes."""
    shutil.copyfile(file, file.with_suffix(".new"))
    file.with_suffix(".new").replace(file)


@pytest.mark.parametrize("change", [appended, replaced, os.utime])
def test_a_raw_file_that_is_written_meanwhile_is_told(project: Path, change: Callable[[Path], None]) -> None:
    def say(stage: str, count: int) -> None:
        if stage == "validate":
            change(project / "raw/kpis.csv")

    before = content(project / "output")
    run = build(load(project), say)
    assert [problem.file for problem in run.problems if problem.code == "E-FILE-CHANGED"] == ["raw/kpis.csv"]
    assert (run.published, content(project / "output")) == (False, before)


def test_a_raw_file_that_is_written_before_it_is_read_again_is_told(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.receive.RECENT", 0)
    file = project / "raw/kpis.csv"
    repeated = file.read_bytes() + file.read_bytes().splitlines(keepends=True)[1]
    file.write_bytes(repeated)

    def say(stage: str, count: int) -> None:
        if stage == "read":
            file.write_bytes(b"\xff" * len(repeated))

    with pytest.raises(Stop) as stop:
        examine(load(project), say)
    assert [(problem.code, problem.file) for problem in stop.value.problems] == [("E-FILE-CHANGED", "raw/kpis.csv")]


KILLED = """
import os, signal, sys
import pipeline.emit.swap as swap
from pipeline.cli import main
def killed(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(swap, sys.argv[1], killed)
main(["build", "--quiet"])
"""


@pytest.mark.parametrize(
    ("place", "release"),
    [
        ("_exchange", "old"),
        ("flush", "new"),  # of the folder of output/, after the exchange
    ],
)
def test_killed_at_any_step_the_output_is_whole_and_the_next_build_succeeds(
    project: Path, place: str, release: str
) -> None:
    """Of the project itself; at every call of a small one: `tests/hardening/test_faults.py`."""
    kpis = project / "raw" / "kpis.csv"
    kpis.write_text(kpis.read_text("utf-8").replace("Electronic approval rate", "Rate of approval"), "utf-8")
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", KILLED, place], cwd=project, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    output = project / "output"
    assert not list(hash_problems(output, digests_in(output)))
    changed = b"Rate of approval" in (project / "output/data/kpis.csv").read_bytes()
    assert changed == (release == "new")
    assert not build(load(project), quiet).failed
    assert b"Rate of approval" in (project / "output/data/kpis.csv").read_bytes()
    assert not (project / ".opendata/staging").exists()

"""Wide tables made long: each value keeps its own place."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.add import add
from pipeline.examine import examine
from pipeline.package import load
from pipeline.package.descriptor import Dialect, Raw, Unpivot
from pipeline.read import read_source
from pipeline.read.unpivot import unpivot
from pipeline.table import Table, frame
from tests.package.spoiling import put

DECLARED = Unpivot(keep=["code", "name"], name="year", value="printed")
WIDE = "code,name,R4,R5\n042021,石巻市,1,2\n042030,塩竈市,,4\n"


def cells(table: Table) -> list[list[str | None]]:
    return [list(row.values()) for row in table.rows()]


def test_years_side_by_side_become_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(WIDE, "utf-8")
    table, problems = read_source(tmp_path, "t", Raw(path="t.csv", schema="", encoding="utf-8", unpivot=DECLARED))
    assert [(p.code, p.row, p.column) for p in problems] == [("I-CELL-BLANK", 3, 3)]
    assert table.labels == ["code", "name", "year", "printed"]
    assert cells(table) == [
        ["042021", "石巻市", "R4", "1"],
        ["042021", "石巻市", "R5", "2"],
        ["042030", "塩竈市", "R5", "4"],
    ]
    assert [(table.line(index), table.column(index, 3)) for index in range(3)] == [(2, 3), (2, 4), (3, 4)]
    assert table.column(0, 1) == 2


def test_in_a_sheet_that_begins_elsewhere(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    cells_at = {"C4": "市", "D4": "R4", "E4": "R5", "C5": "石巻市", "D5": 1, "E5": 2}
    for place, value in cells_at.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    (tmp_path / "t.xlsx").write_bytes(out.getvalue())
    declared = Unpivot(keep=["市"], name="year", value="printed")
    source = Raw(path="t.xlsx", schema="", dialect=Dialect(range="C4:E"), unpivot=declared)
    table, _ = read_source(tmp_path, "t", source)
    assert cells(table) == [["石巻市", "R4", "1"], ["石巻市", "R5", "2"]]
    assert [table.column(index, 2) for index in range(2)] == [4, 5]  # D5 and E5


def test_a_column_to_keep_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(WIDE.replace("code", "コード"), "utf-8")
    _, [problem] = read_source(tmp_path, "t", Raw(path="t.csv", schema="", encoding="utf-8", unpivot=DECLARED))
    assert (problem.code, problem.cell, problem.facts["labels"]) == ("E-UNPIVOT", "code", "コード, name, R4, R5")


def test_an_empty_cell_is_said_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "wide.csv").write_text("code,R4,R5\na,1,\n\nb,,4\n", "utf-8")
    wide = Unpivot(keep=["code"], name="year", value="value")
    declared = Raw(path="wide.csv", schema="", encoding="utf-8", unpivot=wide)
    table, problems = read_source(tmp_path, "t", declared)
    assert cells(table) == [["a", "R4", "1"], ["b", "R5", "4"]]
    assert [(p.code, p.row, p.column, p.facts["label"]) for p in problems] == [
        ("I-CELL-BLANK", 2, 3, "R5"),
        ("I-CELL-BLANK", 4, 2, "R4"),
    ]


@pytest.mark.parametrize("required", [True, False])
def test_and_is_an_error_where_there_must_be_a_value(project: Path, required: bool) -> None:
    (project / "wide.csv").write_text("code,R4,R5\na,1件,2件\nb,3件,4件\n", "utf-8")
    add(load(project), project / "wide.csv")
    (project / "raw/wide.csv").write_text("code,R4,R5\na,1件,\nb,3件,4件\n", "utf-8")
    if not required:
        put(project, "schemas/raw/wide.json", "fields.column_3.constraints", {})
        put(project, "schemas/published/wide.json", "fields.column_3.constraints", {})
    run = examine(load(project), lambda stage, count: None)
    found = [(p.code, p.row, p.column) for p in run.problems if p.file == "raw/wide.csv"]
    assert found == [("E-REQUIRED" if required else "I-CELL-BLANK", 2, 3)]


@given(st.integers(0, 3), st.lists(st.lists(st.none() | st.sampled_from(["", "1", "△2"]), min_size=3, max_size=3)))
def test_any_wide_table_can_be_made_again_of_the_long_one(kept: int, rows: list[list[str | None]]) -> None:
    """`kept` is where the column that stays stands; a cell of the others is there once, at its place, or is empty."""
    named = [[*row[:kept], f"k{number}", *row[kept:]] for number, row in enumerate(rows)]
    labels = ["R3", "R4", "R5"]
    labels.insert(kept, "code")
    wide = Table("t", frame([str(n) for n in range(4)], named), "t.csv", "", range(2, 2 + len(rows)), labels)
    long = unpivot(wide, Unpivot(keep=["code"], name="year", value="printed"))
    found = {(code, year): printed for code, year, printed in cells(long)}
    assert len(found) == long.frame.num_rows
    found |= {(f"k{number}", "code"): f"k{number}" for number in range(len(rows))}
    again = [[found.get((f"k{number}", label)) for label in labels] for number in range(len(rows))]
    assert again == [[cell or None for cell in row] for row in named]
    for index, (code, year, _) in enumerate(cells(long)):
        assert (long.line(index), long.column(index, 2)) == (int(f"{code}"[1:]) + 2, labels.index(f"{year}") + 1)

"""Workbooks as departments send them: what is read, what is said, what is refused."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

import pipeline.read.sheet
import pipeline.read.workbook
from pipeline.build import build
from pipeline.package import load
from pipeline.package.descriptor import Dialect
from pipeline.problem import Problem
from pipeline.read.excel import read_excel, sheet_said
from pipeline.read.sheet import Sheet, table_of
from pipeline.read.workbook import answer
from pipeline.table import Table
from tests.conftest import ROOT, tries
from tests.package.spoiling import put


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(*rows: list[object], change: Callable[[Any], None] = lambda sheet: None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    change(sheet)
    return saved(book)


def read(content: bytes, **dialect: Any) -> tuple[Table, list[Problem]]:
    table, problems = read_excel(content, "t", "raw/t.xlsx", Dialect(**dialect))
    assert table is not None
    return table, problems


def rows(table: Table) -> list[list[str | None]]:
    return [list(row.values()) for row in table.rows()]


def test_a_plain_table() -> None:
    table, problems = read(sheet_of(["市町村", "人口"], ["仙台市", 1096704], ["石巻市", "140,151"]))
    assert problems == []
    assert (table.labels, table.sheet, list(table.lines)) == (["市町村", "人口"], "Sheet", [2, 3])
    assert rows(table) == [["仙台市", "1096704"], ["石巻市", "140,151"]]


def test_title_rows_a_header_of_two_rows_and_notes_below() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("C3:D3")
        sheet.merge_cells("B3:B4")

    content = sheet_of(
        ["第1表　人口"],
        [],
        [None, "市町村", "人口", None],
        [None, None, "男", "女"],
        [None, "仙台市", 1, 2],
        [None, "石巻市", 3, 4],
        [],
        [None, "注1 速報値"],
        [None, "注2 推計"],
        change=merge,
    )
    table, problems = read(content, range="B3:D", header_rows=[3, 4], header_join="_")
    assert table.labels == ["市町村", "人口_男", "人口_女"]
    assert rows(table) == [["仙台市", "1", "2"], ["石巻市", "3", "4"]]
    assert (list(table.lines), table.first_column) == ([5, 6], 2)
    assert [(p.code, p.row, p.cell, p.facts) for p in problems] == [("I-BELOW", 8, "注1 速報値", {"count": "2"})]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (40002, "000000", "040002"),
        (40, "0.0", "40.0"),
        (0.7834, "0.00%", "78.34%"),
        (1234567.5, "#,##0.00", "1234567.50"),
        (1223, '#,##0"h"', "1223h"),
        (62.4, "General", "62.4"),
        (0.1 + 0.2, "General", "0.3"),
        (2.5, "0", "3"),
        (-2.5, "0.0", "-2.5"),
        ("1,768人", "@", "1,768人"),
        ("０４", "General", "０４"),
        (True, "General", "true"),
        (datetime.date(2024, 2, 1), "yyyy/m/d", "2024-02-01"),
    ],
)
def test_a_value_is_what_its_cell_shows(value: object, number_format: str, text: str) -> None:
    def form(sheet: Any) -> None:
        sheet["A2"].number_format = number_format

    table, _ = read(sheet_of(["値"], [value], change=form))
    assert rows(table) == [[text]]


def test_merged_rows_are_filled_and_merged_columns_refused() -> None:
    def merge(sheet: Any) -> None:
        sheet.merge_cells("A2:A3")
        sheet.merge_cells("B4:C4")

    content = sheet_of(["市", "男", "女"], ["仙台", 1, 2], [None, 3, 4], ["石巻", 5, None], change=merge)
    table, problems = read(content)
    assert rows(table)[:2] == [["仙台", "1", "2"], ["仙台", "3", "4"]]
    assert sorted((p.code, p.facts["range"]) for p in problems) == [("E-MERGED", "B4:C4"), ("W-MERGED", "A2:A3")]


def test_hidden_rows_and_columns_are_read_and_said() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions["B"].hidden = True

    table, problems = read(sheet_of(["a", "b"], [1, 2], [3, 4], change=hide))
    assert rows(table) == [["1", "2"], ["3", "4"]]
    assert [(p.code, p.facts["hidden"]) for p in problems] == [("W-HIDDEN", "3, B")]


def test_formulas_are_read_by_their_saved_results() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("表")
    sheet.write_row(0, 0, ["a", "b"])
    sheet.write_formula(1, 0, "=1+2", None, 3)
    sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    book.close()
    table, problems = read(out.getvalue())
    assert rows(table) == [["3", "#DIV/0!"]]
    found = [(p.code, p.row, p.column, p.cell) for p in problems]
    assert found == [("E-EXCEL-CELL", 2, 2, "#DIV/0!"), ("I-FORMULA", None, None, None)]
    assert problems[1].facts == {"count": "2", "first": "A2"}


def test_a_formula_without_a_saved_result_has_no_value() -> None:
    _, problems = read(sheet_of(["a"], ["=1+2"]))
    assert ("E-EXCEL-CELL", 2, "") in [(p.code, p.row, p.cell) for p in problems]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 50_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E-EXCEL"),
        (b"a,b\n1,2\n", "E-EXCEL"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "E-EXCEL"),  # the old format, or a password
        (sheet_of(["a"], [1])[:700], "E-EXCEL"),
        (bomb(), "E-EXCEL-LIMIT"),
    ],
    ids=["empty", "csv", "xls", "torn", "bomb"],
)
def test_what_is_no_workbook_or_too_much_is_refused(content: bytes, code: str) -> None:
    table, problems = read_excel(content, "t", "raw/t.xlsx", Dialect())
    assert table is None
    assert [problem.code for problem in problems] == [code]


def test_of_several_sheets_one_must_be_named() -> None:
    book = Workbook()
    book.create_sheet("第2表").append(["a"])
    [problem] = read_excel(saved(book), "t", "raw/t.xlsx", Dialect())[1]
    assert (problem.code, problem.facts["sheets"]) == ("E-SHEET", "Sheet, 第2表")
    assert read(saved(book), sheet_name="第2表")[0].labels == ["a"]


def test_a_cell_in_the_last_corner_of_a_sheet_costs_nothing() -> None:
    table, _ = read(sheet_of(["a"], [1], change=lambda sheet: sheet.cell(1_048_576, 16_384, "x")))
    assert rows(table) == [["1"]]


def as_workbook(text: str) -> bytes:
    """A CSV in a workbook, whole numbers as numbers, below a title and beside an empty column."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "表"
    for row, cells in enumerate(csv.reader(io.StringIO(text)), 3):
        for column, cell in enumerate(cells, 2):
            plain = cell.isascii() and cell.isdigit() and str(int(cell)) == cell
            sheet.cell(row, column, int(cell) if plain else cell or None)
    return saved(book)


@pytest.mark.parametrize("form", ["cp932", "xlsx"])
def test_every_raw_table_gives_the_same_bytes_in_every_form(form: str, project: Path) -> None:
    """All but the names of the files, in the audit."""
    package = load(ROOT)
    for name, source in package.raw_sources().items():
        text = (project / source.path).read_text("utf-8")
        path = source.path.replace(".csv", f".{form}.csv" if form == "cp932" else ".xlsx")
        (project / source.path).unlink()
        (project / path).write_bytes(as_workbook(text) if form == "xlsx" else text.encode("cp932"))
        last = len(next(csv.reader(io.StringIO(text)))) + 1
        put(project, "datapackage.json", f"resources.{name}.origin.raw.path", path)
        put(project, "datapackage.json", f"resources.{name}.origin.raw.encoding", "cp932" if form == "cp932" else "")
        if form == "xlsx":
            dialect = {"range": f"B3:{chr(64 + last)}", "headerRows": [3]}
            put(project, "datapackage.json", f"resources.{name}.origin.raw.dialect", dialect)
    run = build(load(project), lambda stage, count: None)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    for path_ in sorted((ROOT / "output/data").glob("*.csv")):
        made = (project / "output/data" / path_.name).read_bytes()
        assert made == path_.read_bytes() or path_.stem == "audit"


NUMBERS = st.integers(-(10**12), 10**12) | st.decimals(-(10**6), 10**6, places=2, allow_nan=False).map(float)
CELLS = st.none() | NUMBERS | st.text("aAあ𠮷 　\n'\"=&<_x0041ß件", min_size=1, max_size=6)


@tries(25)
@given(st.lists(st.lists(CELLS, min_size=3, max_size=3).map(lambda row: ["k", *row]), max_size=4))
def test_any_cells_come_back_as_they_are_shown(cells: list[list[Any]]) -> None:
    """Without the process around the reader, which takes longer than all else."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("表")
    for number, row in enumerate([["a", "b", "c", "d"], *cells]):
        for column, cell in enumerate(row):
            (sheet.write_string if isinstance(cell, str) else sheet.write)(number, column, cell)
    book.close()
    said = sheet_said(answer(out.getvalue(), ""), "t.xlsx", "")
    assert isinstance(said, Sheet)
    table, problems = table_of(said, "t", "t.xlsx", Dialect())
    assert problems == []
    for back, row in zip(rows(table), cells, strict=True):
        for text, cell in zip(back, row, strict=True):
            assert text == (cell or "") if cell is None or isinstance(cell, str) else float(f"{text}") == cell


def merged(sheet: Any) -> None:
    sheet.merge_cells("A1:C2")


@pytest.mark.parametrize(
    ("name", "limit", "change", "said"),
    [
        ("MAX_ENTRIES", 3, None, "expansion"),
        ("MAX_EXPANDED", 999, None, "expansion"),
        ("MAX_CELLS", 3, None, "cells"),
        ("MAX_CELLS", 5, merged, "cells"),
        ("MAX_ROWS", 1, None, "cells"),
    ],
)
def test_a_workbook_over_a_limit_is_not_read(
    monkeypatch: pytest.MonkeyPatch, name: str, limit: int, change: Callable[[Any], None] | None, said: str
) -> None:
    content = sheet_of(["a", "b"], ["1", "2"], change=change or (lambda sheet: None))
    assert "cells" in answer(content, "")
    monkeypatch.setattr(pipeline.read.workbook, name, limit)
    assert answer(content, "") == {"limit": said}


@pytest.mark.parametrize(("columns", "code"), [(2, "E-EXCEL-LIMIT"), (1, "E-COLUMNS")])
def test_cells_far_apart_span_no_table(monkeypatch: pytest.MonkeyPatch, columns: int, code: str) -> None:
    monkeypatch.setattr(pipeline.read.sheet, "MAX_PLACES", 9)
    monkeypatch.setattr(pipeline.read.sheet, "MAX_COLUMNS", columns)
    cells = {(row, column): "x" for row in range(1, 7) for column in (1, 2)}
    table, problems = table_of(Sheet("表", cells), "t", "t.xlsx", Dialect())
    assert (table.rows(), [problem.code for problem in problems]) == ([], [code])

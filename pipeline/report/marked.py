"""Tables back to the departments that sent them: as received, with every problem on its cell."""

from __future__ import annotations

import bisect
import contextlib
import csv
import io
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell

from pipeline.encodings import CODECS, candidates
from pipeline.files import is_folder, read_bytes
from pipeline.package import Package
from pipeline.package.descriptor import Raw
from pipeline.problem import SEVERITIES, Problem, failed
from pipeline.report.cells import LIST, MAX_COLUMNS, MAX_ROWS, Mark, list_problems, mark_cell, text_cell
from pipeline.table import Table

MAX_BYTES = 200_000_000
_ROWS = "原表"


def copies(problems: Sequence[Problem], package: Package, raw: Mapping[str, Table]) -> dict[str, tuple[str, bytes]]:
    """A workbook for each raw file with a problem in a row: by the file, where it goes and its bytes. Where there are
    errors, only for those that have some.

    A department's are in a folder of its name. The cells are those of the file, before any correction. Of the `raw`
    tables no rows are needed.
    """
    made: dict[str, tuple[str, bytes]] = {}
    taken: set[str] = set()
    order, wrong = list(SEVERITIES.values()), failed(problems)
    sources = {source.path: source for source in package.raw_sources().values()}
    for source in (source for path, source in sources.items() if not is_folder(path)):  # whose rows are for no person
        ours = sorted((p for p in problems if p.file == source.path), key=lambda p: order.index(p.severity))
        if not any(problem.row for problem in ours) or (wrong and ours[0].severity != "error"):
            continue
        first = {table.sheet: table.first_column for table in raw.values() if table.file == source.path}
        received = next((table.received for table in raw.values() if table.file == source.path), None)
        content = received or read_bytes(package.root, source.path, MAX_BYTES)
        if not isinstance(content, Problem):
            path = _path(source, taken)
            made[source.path] = path, _saved(_workbook(content, source, ours, first))
    return made


def _path(source: Raw, taken: set[str]) -> str:
    """`DEPARTMENT/NAME.xlsx`, with the whole path for a name where two files have the same one."""
    folder = re.sub(r"[^\w ・（）()-]", "_", source.department).strip()[:80]
    names = [PurePosixPath(source.path).stem, source.path.replace("/", "-")]
    while True:
        path = f"{folder}/{names[0]}.xlsx" if folder else f"{names[0]}.xlsx"
        if path.casefold() not in taken:
            taken.add(path.casefold())
            return path
        names = names[1:] or [f"{names[0]}_"]


def _workbook(content: bytes, source: Raw, problems: Sequence[Problem], first: Mapping[str, int]) -> Any:
    if not source.path.lower().endswith(".xlsx"):
        records, lines = _records(content, source)
        marks = [_mark(problem, _ROWS, lines, first) for problem in problems]
        return _of_records(records, problems, marks)
    marks = [_mark(problem, problem.sheet, (), first) for problem in problems]
    book = _opened(content, problems)
    if book is None:
        book = Workbook(write_only=True)
        list_problems(book.create_sheet(LIST), problems, marks)
        return book
    for (sheet, row, column), found in _together(problems, marks).items():
        if sheet in book.sheetnames:
            mark_cell(_owner(book[sheet], row, column), found)
    list_problems(book.create_sheet(LIST, 0), problems, marks)
    book.active = 0
    for sheet in book.worksheets:  # sheets that are selected together are edited together
        sheet.sheet_view.tabSelected = sheet is book.worksheets[0]
    return book


def _opened(content: bytes, problems: Sequence[Problem]) -> Any:
    """The workbook, unless the reading found that it is not to be opened."""
    if {"E-EXCEL", "E-EXCEL-LIMIT"} & {problem.code for problem in problems}:
        return None
    with warnings.catch_warnings(), contextlib.suppress(Exception):  # the reading opened it without its links
        warnings.simplefilter("ignore")
        return load_workbook(io.BytesIO(content))
    return None


def _owner(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the one that holds the value of the merged range that it is in."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        merged = next(r for r in sheet.merged_cells.ranges if cell.coordinate in r)
        return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _records(content: bytes, source: Raw) -> tuple[list[list[str]], list[int]]:
    """The cells of a CSV and the line where each record begins; of one that cannot be read, what can be."""
    encoding = source.encoding or next(iter(candidates(content)), "utf-8")
    text = content.decode(CODECS.get(encoding.lower(), "utf-8"), "replace").removeprefix("\ufeff")
    dialect = source.dialect
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter, quotechar=dialect.quote_char)
    records: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    with contextlib.suppress(csv.Error):
        for cells in reader:
            records.append(cells)
            lines.append(begin)
            begin = reader.line_num + 1
    return records, lines


def _mark(problem: Problem, sheet: str, lines: Sequence[int], first: Mapping[str, int]) -> Mark | None:
    """Where a problem stands; the row of a CSV's sheet is the record that its line belongs to."""
    if problem.row is None:
        return None
    row = bisect.bisect_right(lines, problem.row) if lines else problem.row
    column = problem.column or first.get(problem.sheet, 1)
    return (sheet, row, column) if row <= MAX_ROWS and column <= MAX_COLUMNS else None


def _together(problems: Iterable[Problem], marks: Iterable[Mark | None]) -> dict[Mark, list[Problem]]:
    found: dict[Mark, list[Problem]] = {}
    for problem, mark in zip(problems, marks, strict=True):
        if mark:
            found.setdefault(mark, []).append(problem)
    return found


def _of_records(records: Sequence[Sequence[str]], problems: Sequence[Problem], marks: Sequence[Mark | None]) -> Any:
    book = Workbook(write_only=True)  # a long table does not stay in memory as cells
    list_problems(book.create_sheet(LIST), problems, marks)
    sheet = book.create_sheet(_ROWS)
    sheet.freeze_panes = "A2"
    found = _together(problems, marks)
    columns: dict[int, list[int]] = {}
    for _, row, column in found:
        columns.setdefault(row, []).append(column)
    for row, texts in enumerate(islice(records, MAX_ROWS), 1):
        marked = columns.get(row, [])
        missing = [""] * (max(marked, default=0) - len(texts))
        cells = [text_cell(sheet, text) for text in islice((*texts, *missing), MAX_COLUMNS)]
        for column in marked:
            mark_cell(cells[column - 1], found[_ROWS, row, column])
        sheet.append(cells)
    return book


def _saved(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

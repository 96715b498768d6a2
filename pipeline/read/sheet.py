"""A declared range of a sheet as a table of texts; each row knows its place in the sheet."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.letters import letter, number
from pipeline.package.descriptor import Dialect
from pipeline.problem import Problem
from pipeline.table import Table, frame

MAX_COLUMNS = 2_000
MAX_PLACES = 20_000_000
"""Cells that a table may have, empty ones too: a few cells far apart span a table that no memory holds."""
_RANGE = re.compile(r"([A-Z]{1,3})([1-9][0-9]*):([A-Z]{1,3})([1-9][0-9]*)?")
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it is: texts by (row, column), and its form."""

    name: str
    cells: Mapping[Place, str]
    wrong: frozenset[Place] = frozenset()  # cells with an error value, or a formula without a value
    formulas: frozenset[Place] = frozenset()
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def table_of(sheet: Sheet, name: str, file: str, dialect: Dialect) -> tuple[Table, list[Problem]]:
    """The declared range: its header rows joined, its rows to the end of the range or the first empty one.
    Problems: E-EMPTY, E-MERGED, W-MERGED, and those of single cells."""
    region = _region(sheet, dialect)
    if beyond := _beyond(region, file, sheet.name):
        return Table(name, frame((), ()), file, sheet.name), [beyond]
    labels = [dialect.header_join.join(_labels(sheet, region.header, column)) for column in region.columns]
    if not any(labels):
        return Table(name, frame((), ()), file, sheet.name), [Problem("E-EMPTY", file, sheet.name, region.header[0])]
    values = {place: text for place, text in sheet.cells.items() if place[1] in region.columns}
    problems = [*_findings(sheet, file, region)]
    for top, left, bottom, right in sheet.merged:
        if top in region.rows and left in region.columns:
            code, text = "E-MERGED" if right > left else "W-MERGED", sheet.cells.get((top, left))
            facts = {"range": f"{letter(left)}{top}:{letter(right)}{bottom}"}
            problems.append(Problem(code, file, sheet.name, top, cell=text, facts=facts))
            last = min(bottom, region.rows[-1])
            values |= {(row, left): text or "" for row in range(top, last + 1)}
    cells = [[values.get((row, column), "") for column in region.columns] for row in region.rows]
    grid = frame([str(position) for position in range(len(region.columns))], cells)
    first, last = region.columns[0], region.header[-1]
    table = Table(name, grid, file, sheet.name, region.rows, labels, first_column=first, header_row=last)
    return table, problems


@dataclass(frozen=True, slots=True)
class Region:
    """Numbers of the columns, the header rows and the rows of a table in a sheet, and of the rows below it."""

    columns: Sequence[int]
    header: Sequence[int]
    rows: Sequence[int]
    below: Sequence[int]


def _region(sheet: Sheet, dialect: Dialect) -> Region:
    used = sorted({row for row, _ in sheet.cells})
    match = _RANGE.fullmatch(dialect.range)
    header = dialect.header_rows or [int(match[2]) if match else next(iter(used), 1)]
    if match:
        columns = range(number(match[1]), number(match[3]) + 1)
    else:
        named = [column for row, column in sheet.cells if row in header]
        columns = range(min(named, default=1), max(named, default=0) + 1)
    filled = {row for row, column in (*sheet.cells, *sheet.formulas) if column in columns}
    if match and match[4]:
        end = min(int(match[4]), max(filled, default=0) + 1)  # of the empty rows below all others one is said, not all
        rows = [row for row in range(max(header) + 1, end + 1) if row not in dialect.comment_rows]
        return Region(columns, header, rows, [])
    end = next(row for row in itertools.count(max(header) + 1) if row not in filled)
    rows = [row for row in range(max(header) + 1, end) if row not in dialect.comment_rows]
    return Region(columns, header, rows, [row for row in used if row > end])


def too_wide(count: int, file: str, sheet: str, row: int) -> Problem | None:
    """E-COLUMNS where a row has more columns than a table may."""
    if count <= MAX_COLUMNS:
        return None
    return Problem("E-COLUMNS", file, sheet, row, facts={"count": str(count), "limit": str(MAX_COLUMNS)})


def _beyond(region: Region, file: str, sheet: str) -> Problem | None:
    count = len(region.columns)
    if count * len(region.rows) > MAX_PLACES and count <= MAX_COLUMNS:
        return Problem("E-EXCEL-LIMIT", file, sheet, facts={"limit": "cells"})
    return too_wide(count, file, sheet, region.header[0])


def _labels(sheet: Sheet, header: Sequence[int], column: int) -> list[str]:
    """What the header rows say above a column; a merged cell says it once, above all its columns."""
    places = dict.fromkeys(_owner(sheet, (row, column)) for row in header)
    return [sheet.cells[place] for place in places if place in sheet.cells]


def _owner(sheet: Sheet, place: Place) -> Place:
    """The cell that holds the value of a place: itself, or the first of the merged range that it is in."""
    row, column = place
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return place


def _findings(sheet: Sheet, file: str, region: Region) -> Iterator[Problem]:
    """What the form of the sheet hides from who only sees its values."""
    rows, columns = {*region.rows}, {*region.columns}
    for row, column in sorted(sheet.wrong):
        if row in rows and column in columns:
            text = sheet.cells.get((row, column), "")
            yield Problem("E-EXCEL-CELL", file, sheet.name, row, column=column, cell=text)
    formulas = sorted((r, c) for r, c in sheet.formulas if r in rows and c in columns)
    if formulas:
        facts = {"count": str(len(formulas)), "first": f"{letter(formulas[0][1])}{formulas[0][0]}"}
        yield Problem("I-FORMULA", file, sheet.name, facts=facts)
    hidden = [str(row) for row in sorted(sheet.hidden_rows & rows)]
    hidden += [letter(column) for column in sorted(sheet.hidden_columns & columns)]
    if hidden:
        yield Problem("W-HIDDEN", file, sheet.name, facts={"hidden": ", ".join(hidden)})
    if region.below:
        first = next(text for (row, _), text in sorted(sheet.cells.items()) if row == region.below[0])
        yield Problem("I-BELOW", file, sheet.name, region.below[0], cell=first, facts={"count": str(len(region.below))})

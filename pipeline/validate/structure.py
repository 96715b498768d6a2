"""The header and the shape of the rows, against the schema's fields in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Table


def header_of(schema: Schema) -> list[str]:
    """What stands above the columns of a raw table."""
    return [field.in_header for field in schema.fields]


def header_problems(table: Table, schema: Schema) -> Iterator[Problem]:
    """E-LABEL-BLANK, -DOUBLE, -WRONG, -EXTRA, -MISSING: where the header is not the schema's fields."""
    names, expecteds = schema.names, header_of(schema)
    labels = [label.strip() for label in table.labels]
    for position, (label, received) in enumerate(zip(labels, table.labels, strict=True), 1):
        name, expected = (names[position - 1], expecteds[position - 1]) if position <= len(names) else ("", "")
        code = ""
        if not expected:
            code = "E-LABEL-EXTRA"
        elif not label:
            code = "E-LABEL-BLANK"
        elif label in labels[: position - 1]:
            code = "E-LABEL-DOUBLE"
        elif received != expected:
            code = "E-LABEL-WRONG"
        if code:
            place = (table.file, table.sheet, table.header_row)
            yield Problem(code, *place, name, position + table.first_column - 1, received, {"expected": expected})
    for position, field in enumerate(schema.fields[len(labels) :], len(labels) + 1):
        place = (table.file, table.sheet, table.header_row)
        yield Problem("E-LABEL-MISSING", *place, field.name, position, "", {"expected": field.in_header})


def row_problems(
    table: Table, schema: Schema, blank: set[int], room: Callable[[str, str, str, str], bool] = lambda *_: True
) -> Iterator[Problem]:
    """E-ROW-BLANK, E-CELL-MISSING and E-CELL-EXTRA, each where there is `room` for one more of its cause."""
    width = len(table.labels)
    names = schema.names[:width]
    for index in sorted(blank):
        file, sheet, line = table.place(index)
        if room("E-ROW-BLANK", file, sheet, ""):
            yield Problem("E-ROW-BLANK", file, sheet, line)
    for index, cells in (table.ragged or {}).items():
        if index in blank:
            continue
        file, sheet, line = table.place(index)
        for position in range(len(cells) + 1, width + 1):
            name = names[position - 1] if position <= len(names) else table.labels[position - 1]
            if room("E-CELL-MISSING", file, sheet, name):
                facts = {"columns": str(position), "fields": name}
                yield Problem("E-CELL-MISSING", file, sheet, line, name, position, "", facts)
        for position, cell in enumerate(cells[width:], width + 1):
            if room("E-CELL-EXTRA", file, sheet, ""):
                yield Problem("E-CELL-EXTRA", file, sheet, line, "", position, cell)


def told_once(problems: Sequence[Problem]) -> list[Problem]:
    """The problems of rows, one for each row that is cut short: its cells that are not there are one mistake, and that
    they are required too is no other."""
    cut: dict[tuple[str, int | None], dict[int | None, Problem]] = {}
    for problem in problems:
        if problem.code == "E-CELL-MISSING":
            cut.setdefault((problem.file, problem.row), {})[problem.column] = problem
    told: list[Problem] = []
    for problem in problems:
        missing = cut.get((problem.file, problem.row), {})
        if problem.code == "E-CELL-MISSING" and problem.column == next(iter(missing)):
            first, *_, last = [problem.column, *missing]
            columns = f"{first}" if first == last else f"{first}–{last}"
            facts = {"columns": columns, "fields": ", ".join(one.field for one in missing.values())}
            told.append(replace(problem, facts=facts))
        elif problem.code not in _SAID_BY_THAT or problem.column not in missing:
            told.append(problem)
    return told


_SAID_BY_THAT = ("E-CELL-MISSING", "E-REQUIRED")

"""The header and the shape of the rows, against the schema's fields in their order."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Table


def header_problems(table: Table, schema: Schema) -> Iterator[Problem]:
    """E-LABEL-BLANK, -DOUBLE, -WRONG, -EXTRA, -MISSING: where the header is not the schema's fields."""
    names = [field.name for field in schema.fields]
    labels = [label.strip() for label in table.labels]
    for position, (label, received) in enumerate(zip(labels, table.labels, strict=True), 1):
        expected = names[position - 1] if position <= len(names) else ""
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
            yield Problem(code, table.file, table.sheet, 1, expected, position, received, {"expected": expected})
    for position, name in enumerate(names[len(labels) :], len(labels) + 1):
        yield Problem("E-LABEL-MISSING", table.file, table.sheet, 1, name, position, "", {"expected": name})


def row_problems(table: Table, schema: Schema, blank: set[int]) -> Iterator[tuple[int, Problem]]:
    """E-ROW-BLANK, E-CELL-MISSING and E-CELL-EXTRA, each with the index of its row."""
    width = len(table.labels)
    names = [field.name for field in schema.fields][:width]
    for index in sorted(blank):
        yield index, Problem("E-ROW-BLANK", *table.place(index))
    for index, cells in (table.ragged or {}).items():
        if index in blank:
            continue
        for position in range(len(cells) + 1, width + 1):
            name = names[position - 1] if position <= len(names) else table.labels[position - 1]
            yield index, Problem("E-CELL-MISSING", *table.place(index), name, position, "")
        for position, cell in enumerate(cells[width:], width + 1):
            yield index, Problem("E-CELL-EXTRA", *table.place(index), "", position, cell)

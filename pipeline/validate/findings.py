"""What a check finds in a row, as a problem with its place."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Table


def problem_of(
    table: Table,
    schema: Schema,
    index: int,
    field: str,
    code: str,
    facts: Mapping[str, str],
    position: int | None = None,
) -> Problem:
    """The problem of a row. `field` is the name of a field, or of several parted by a comma; `position` that of its
    column, where it is no field of the schema."""
    names = [f.name for f in schema.fields[: table.frame.num_columns]]
    positions = [names.index(name) for name in field.split(", ") if name in names] if position is None else [position]
    cells = [table.frame.column(at)[index].as_py() for at in positions]
    cell = ", ".join(map(str, cells)) if len(cells) > 1 else next(iter(cells), None)
    column = table.column(index, positions[0]) if len(positions) == 1 else None
    return Problem(code, *table.place(index), field, column, cell, facts)

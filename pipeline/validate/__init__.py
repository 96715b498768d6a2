"""Tables against their Table Schemas: every problem; of one cause so many, and how many more (`pipeline/tally.py`).

The kinds of error and their places are those of frictionless 5.21 wherever it has a verdict
(`tests/validate/test_parity.py`); beyond it go categories, unique keys and lexical forms.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.arrays import everywhere, pc
from pipeline.package.models import Field, Schema, Words
from pipeline.problem import Problem
from pipeline.table import Table
from pipeline.tally import MORE, Tally
from pipeline.validate.columns import Column, column_of
from pipeline.validate.findings import problem_of
from pipeline.validate.keys import Key, empty_primary_keys, numbers_of
from pipeline.validate.structure import row_problems

if TYPE_CHECKING:
    from pipeline.validate.hashes import Numbers


def by_place(problems: Sequence[Problem], files: Sequence[str]) -> list[Problem]:
    """The problems by file, row and column; how many more there are comes after those of the file."""
    order = {file: place for place, file in enumerate(files)}
    return sorted(problems, key=lambda p: (order.get(p.file, 0), p.code == MORE, p.row or 0, p.column or 0))


@dataclass(frozen=True, slots=True)
class Checked:
    """What part of a table's rows has shown: its own problems, and its keys as numbers."""

    problems: list[Problem]
    numbers: Mapping[Key, Numbers]


def validate_part(table: Table, schema: Schema, keys: Sequence[Key]) -> Checked:
    """Every problem of these rows but those of their keys with other rows."""
    width = len(table.labels)
    fields = [*schema.fields[:width], *map(_any, table.labels[len(schema.fields) :])]
    keyed = {name for key in keys for name in key.fields}
    columns = [column_of(table, at, f, schema, keyed=f.name in keyed) for at, f in enumerate(fields)]
    blank = _blank(columns)
    found = Tally()
    for position, (field, column) in enumerate(zip(fields, columns, strict=True)):
        for index, (code, facts) in column.findings:
            if index not in blank and found.room(code, *table.place(index)[:2], field.name):
                found.add([problem_of(table, schema, index, field.name, code, facts, position)])
    found.add(row_problems(table, schema, blank, found.room))
    known = {f.name: c.keys for f, c in zip(schema.fields, columns, strict=False) if f.name in keyed}
    for index, names, (code, facts) in empty_primary_keys(schema, known):
        if found.room(code, *table.place(index)[:2], names):
            found.add([problem_of(table, schema, index, names, code, facts)])
    return Checked(found.said(), numbers_of(keys, known))


def _blank(columns: Sequence[Column]) -> set[int]:
    """The rows in which every cell is missing, and none is of the wrong type."""
    blank = everywhere(column.missing for column in columns)
    return set() if blank is None else set(pc.indices_nonzero(blank).to_pylist())


def _any(label: str) -> Field:
    """The field of a column that the schema does not have: what the schema says does not hold for it."""
    return Field(name=label, type="any", titles=Words(ja=label, en=label), missing_values=[""])

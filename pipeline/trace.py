"""Which cells a derived cell was made with: for provenance, explanations, and whoever compares releases. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.enrich.lookups import Indexed, Row, found_rows
from pipeline.package.models import Lookup, Schema


class Cell(NamedTuple):
    """A field of a row of a published table."""

    table: str
    row: Row
    field: str

    @property
    def value(self) -> str | None:
        return self.row[self.field]


class Input(NamedTuple):
    """An input of a derivation by its name, and the cells that it stands for: one of the row, or those that a lookup
    picks, which is none where no row is found, and several where they hold the same value."""

    name: str
    lookup: Lookup | None
    cells: list[Cell]


def named_inputs(
    schemas: Mapping[str, Schema], rows: Mapping[str, Indexed], table: str, row: Row, field: str
) -> list[Input]:
    """The inputs of a derived field of `row`; a status has those of the field that it is the status of. None where the
    field is not derived, and no cells of tables that are not among `rows`."""
    derivation = schemas[table].field(field).derivation
    if derivation is None:
        return []
    if derivation.status_of:
        return named_inputs(schemas, rows, table, row, derivation.status_of)
    return [_input(name, source, rows, table, row) for name, source in derivation.sources.items()]


def _input(name: str, source: str | Lookup, rows: Mapping[str, Indexed], table: str, row: Row) -> Input:
    if isinstance(source, str):
        return Input(name, None, [Cell(table, row, source)])
    found = found_rows(source, row, rows[source.table]) if source.table in rows else []
    return Input(name, source, [Cell(source.table, other, source.field) for other in found])


def inputs_of(
    schemas: Mapping[str, Schema], rows: Mapping[str, Indexed], table: str, row: Row, field: str
) -> list[Cell]:
    """The cells that a derived cell was made with, also those without a value, in the order of its inputs."""
    return [cell for given in named_inputs(schemas, rows, table, row, field) for cell in given.cells]

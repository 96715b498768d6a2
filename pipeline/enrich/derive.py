"""The stage: adds the derived fields that the published schemas declare, in order of dependence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa

from pipeline.arrays import pc
from pipeline.enrich.lookups import Indexed
from pipeline.enrich.outcomes import AMBIGUOUS, numeric_fields, outcomes_of
from pipeline.package import Package
from pipeline.package.dependence import Cell, order
from pipeline.package.models import Derivation, Schema
from pipeline.problem import Problem
from pipeline.table import Row, Table, frame


def derive(
    tables: Mapping[str, Table], package: Package, others: Mapping[str, Indexed] | None = None
) -> tuple[dict[str, Table], list[Problem]]:
    """The published tables that are made of these, with their derived fields, in the order of the package; not those
    among `others`, whose rows can be looked up as they are. A field is there to be looked up once it is derived.

    Problems: E-LOOKUP where a lookup finds several values.
    """
    elsewhere = dict(others or {})
    origins = {resource.name: resource.origin.table for resource in package.descriptor.resources}
    schemas = {n: s for n, s in _derived(package).items() if n not in elsewhere and (n in tables or origins[n])}
    rows: dict[str, list[Row]] = {name: table.rows() for name, table in tables.items()}
    made = {name: tables[name] for name in schemas if name in tables}
    for name in schemas:
        if origin := origins[name]:
            theirs = rows[origin] if origin in rows else elsewhere[origin].rows
            keys = schemas[name].primary_key
            made[name] = Table(name, frame(keys, [[row[key] for key in keys] for row in theirs]))
            rows[name] = made[name].rows()
    indexed = {name: Indexed(of_table) for name, of_table in rows.items()} | elsewhere
    problems: list[Problem] = []
    statuses: dict[Cell, Any] = {}
    numeric = numeric_fields(package.published)
    for name, derivation, field in _in_order(_derived(package), schemas):
        made[name], found = _with_field(made[name], field, derivation, statuses, indexed, numeric)
        problems += found
        for row, text in zip(rows[name], made[name].frame.column(field).to_pylist(), strict=True):
            row[field] = text
    return {name: _in_shape(made[name], schema) for name, schema in schemas.items()}, problems


def derive_part(
    table: Table, schemas: Mapping[str, Schema], others: Mapping[str, Indexed]
) -> tuple[Table, list[Problem]]:
    """Some rows of a published table with their derived fields, from them and from `others` that are complete.
    `schemas` are its own and those of the tables in which it looks up. Problems: E-LOOKUP."""
    schema = schemas[table.name]
    problems: list[Problem] = []
    statuses: dict[Cell, Any] = {}
    numeric = numeric_fields(schemas)
    for _, derivation, field in _in_order(schemas, {table.name: schema}):
        table, found = _with_field(table, field, derivation, statuses, others, numeric)
        problems += found
    return _in_shape(table, schema), problems


def _with_field(
    table: Table,
    field: str,
    derivation: Derivation,
    statuses: dict[Cell, Any],
    others: Mapping[str, Indexed],
    numeric: frozenset[tuple[str, str]],
) -> tuple[Table, list[Problem]]:
    """The rows with one more derived field, whose statuses join those of the others. E-LOOKUP where it has several
    values."""
    if derivation.status_of:
        values, status = statuses[table.name, derivation.status_of], pa.repeat("computed", table.frame.num_rows)
    else:
        values, status = outcomes_of(derivation, table.name, table.frame, others, numeric)
    statuses[table.name, field] = status
    several = pc.indices_nonzero(pc.equal(status, AMBIGUOUS)).to_pylist()
    problems = [Problem("E-LOOKUP", *table.place(index), field) for index in several]
    return replace(table, frame=table.frame.append_column(field, [values])), problems


def _in_shape(table: Table, schema: Schema) -> Table:
    return replace(table, frame=table.frame.select(schema.names), labels=schema.names)


def _derived(package: Package) -> dict[str, Schema]:
    return {r.name: package.published[r.name] for r in package.descriptor.resources if not r.origin.report}


def _in_order(every: Mapping[str, Schema], schemas: Mapping[str, Schema]) -> list[tuple[str, Derivation, str]]:
    """The derived fields of these tables, each after those of all tables that it depends on."""
    fields = {(name, field.name): field for name, schema in schemas.items() for field in schema.fields}
    cells = [cell for cell in order(every) if cell in fields]
    return [(name, d, field) for name, field in cells if (d := fields[name, field].derivation)]

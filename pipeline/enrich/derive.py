"""The stage: adds the derived fields that the published schemas declare, in order of dependence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pipeline.arrays import pc
from pipeline.enrich.lookups import Indexed
from pipeline.enrich.outcomes import AMBIGUOUS, numeric_fields, outcome, outcomes_of, published
from pipeline.enrich.rates import Outcome
from pipeline.package import Package
from pipeline.package.dependence import Cell, order
from pipeline.package.models import Derivation, Schema
from pipeline.problem import Problem
from pipeline.table import Row, Table, frame


def derive(
    tables: Mapping[str, Table], package: Package, others: Mapping[str, Indexed] | None = None
) -> tuple[dict[str, Table], list[Problem]]:
    """The published tables that are made of these, with their derived fields, in the order of the package; not those
    among `others`, whose rows can be looked up as they are.

    Problems: E-LOOKUP where a lookup finds several values.
    """
    elsewhere = dict(others or {})
    origins = {resource.name: resource.origin.table for resource in package.descriptor.resources}
    schemas = {n: s for n, s in _derived(package).items() if n not in elsewhere and (n in tables or origins[n])}
    rows: dict[str, list[Row]] = {name: table.rows() for name, table in tables.items()}
    for resource in package.descriptor.resources:
        if resource.origin.table and resource.name in schemas:
            keys = schemas[resource.name].primary_key
            origin = resource.origin.table
            theirs = rows[origin] if origin in rows else elsewhere[origin].rows
            rows[resource.name] = [{key: row[key] for key in keys} for row in theirs]
    made = {name: tables.get(name, Table(name, frame((), ()))) for name in schemas}
    indexed = {name: Indexed(of_table) for name, of_table in rows.items()} | elsewhere
    problems: list[Problem] = []
    outcomes: dict[Cell, list[Outcome]] = {}
    for name, derivation, field in _in_order(_derived(package), schemas):
        outcomes[name, field] = _outcomes(derivation, name, rows[name], indexed, package, outcomes)
        problems += _filled(made[name], field, derivation, rows[name], outcomes[name, field])
    return {name: _table(made[name], schema, rows[name]) for name, schema in schemas.items()}, problems


def derive_part(
    table: Table, schemas: Mapping[str, Schema], others: Mapping[str, Indexed]
) -> tuple[Table, list[Problem]]:
    """Some rows of a published table with their derived fields, from them and from `others` that are complete.
    `schemas` are its own and those of the tables in which it looks up. Problems: E-LOOKUP."""
    schema, frame = schemas[table.name], table.frame
    problems: list[Problem] = []
    statuses: dict[str, Any] = {}
    for name, derivation, field in _in_order(schemas, {table.name: schema}):
        if derivation.status_of:
            values, statuses[field] = statuses[derivation.status_of], None
        else:
            numeric = numeric_fields(schemas)
            values, statuses[field] = outcomes_of(derivation, name, frame, others, numeric)
            for index in pc.indices_nonzero(pc.equal(statuses[field], AMBIGUOUS)).to_pylist():
                problems.append(Problem("E-LOOKUP", *table.place(index), field))
        frame = frame.append_column(field, [values])
    names = [declared.name for declared in schema.fields]
    return replace(table, frame=frame.select(names), labels=names), problems


def _derived(package: Package) -> dict[str, Schema]:
    return {r.name: package.published[r.name] for r in package.descriptor.resources if not r.origin.report}


def _in_order(every: Mapping[str, Schema], schemas: Mapping[str, Schema]) -> list[tuple[str, Derivation, str]]:
    """The derived fields of these tables, each after those of all tables that it depends on."""
    fields = {(name, field.name): field for name, schema in schemas.items() for field in schema.fields}
    cells = [cell for cell in order(every) if cell in fields]
    return [(name, d, field) for name, field in cells if (d := fields[name, field].derivation)]


def _outcomes(
    derivation: Derivation,
    name: str,
    rows: list[Row],
    indexed: Mapping[str, Indexed],
    package: Package,
    outcomes: Mapping[Cell, list[Outcome]],
) -> list[Outcome]:
    if derivation.status_of:
        return [Outcome(of.status, "computed") for of in outcomes[name, derivation.status_of]]
    numeric = numeric_fields(package.published)
    return [outcome(derivation, name, row, indexed, numeric) for row in rows]


def _filled(
    table: Table, field: str, derivation: Derivation, rows: list[Row], outcomes: list[Outcome]
) -> list[Problem]:
    """The field in each row. E-LOOKUP where it has several values."""
    problems = []
    for index, (row, result) in enumerate(zip(rows, outcomes, strict=True)):
        row[field] = published(result.value, derivation.decimals)
        if result.status == AMBIGUOUS:
            problems.append(Problem("E-LOOKUP", *table.place(index), field))
    return problems


def _table(table: Table, schema: Schema, rows: list[Row]) -> Table:
    fields = [field.name for field in schema.fields]
    cells = frame(fields, [[row[field] for field in fields] for row in rows])
    return replace(table, frame=cells, labels=fields)

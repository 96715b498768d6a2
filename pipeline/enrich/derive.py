"""The stage: adds the derived fields that the published schemas declare, in order of dependence."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.enrich.outcomes import AMBIGUOUS, numeric_fields, outcome, published
from pipeline.enrich.rates import Outcome
from pipeline.package import Package
from pipeline.package.dependence import Cell, order
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Row, Table, frame


def derive(tables: Mapping[str, Table], package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """All published tables but reports, with their derived fields, in the order of the package.

    Problems: E-LOOKUP where a lookup finds several values.
    """
    schemas = {r.name: package.published[r.name] for r in package.descriptor.resources if not r.origin.report}
    rows: dict[str, list[Row]] = {name: table.rows() for name, table in tables.items()}
    for resource in package.descriptor.resources:
        if resource.origin.table:
            keys = schemas[resource.name].primary_key
            rows[resource.name] = [{key: row[key] for key in keys} for row in rows[resource.origin.table]]
    made = {name: tables.get(name, Table(name, frame((), ()))) for name in schemas}
    problems: list[Problem] = []
    outcomes: dict[Cell, list[Outcome]] = {}
    numeric = numeric_fields(schemas)
    for name, field_name in order(schemas):
        derivation = next(f.derivation for f in schemas[name].fields if f.name == field_name)
        if derivation is None:
            continue
        if derivation.status_of:
            results = [Outcome(of.status, "computed") for of in outcomes[name, derivation.status_of]]
        else:
            results = [outcome(derivation, name, row, rows, numeric) for row in rows[name]]
        outcomes[name, field_name] = results
        for index, (row, result) in enumerate(zip(rows[name], results, strict=True)):
            row[field_name] = published(result.value, derivation.decimals)
            if result.status == AMBIGUOUS:
                problems.append(Problem("E-LOOKUP", *made[name].place(index), field_name))
    derived = {name: _table(made[name], schema, rows[name]) for name, schema in schemas.items()}
    return derived, problems


def _table(table: Table, schema: Schema, rows: list[Row]) -> Table:
    fields = [field.name for field in schema.fields]
    cells = frame(fields, [[row[field] for field in fields] for row in rows])
    return Table(table.name, cells, table.file, table.sheet, table.lines, fields)

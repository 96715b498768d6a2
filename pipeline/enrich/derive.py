"""The stage: adds the derived fields that the published schemas declare, in order of dependence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from pipeline.enrich.lookups import look_up
from pipeline.enrich.rates import RATES, Outcome, Value, round_half_up
from pipeline.errors import Ambiguous, Stop
from pipeline.package import Package
from pipeline.package.models import Derivation, Field, Lookup, Schema
from pipeline.problem import Problem
from pipeline.table import Row, Table, frame

Cell = tuple[str, str]
"""A table and a field of it."""


def derive(tables: Mapping[str, Table], package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """All published tables but reports, with their derived fields, in the order of the package.

    Problems: E-LOOKUP where a lookup finds several values. Raises Stop
    (E-DESCRIPTOR) where derivations depend on each other in a circle.
    """
    schemas = {r.name: package.published[r.name] for r in package.descriptor.resources if not r.origin.report}
    rows: dict[str, list[Row]] = {name: table.rows() for name, table in tables.items()}
    for resource in package.descriptor.resources:
        if resource.origin.table:
            keys = schemas[resource.name].primary_key
            rows[resource.name] = [{key: row[key] for key in keys} for row in rows[resource.origin.table]]
    problems: list[Problem] = []
    outcomes: dict[Cell, list[Outcome]] = {}
    for name, field_name in _order(schemas):
        field = next(f for f in schemas[name].fields if f.name == field_name)
        if field.derivation is None:
            continue
        results = [
            _outcome(field.derivation, name, i, row, rows, outcomes, schemas) for i, row in enumerate(rows[name])
        ]
        outcomes[name, field_name] = results
        for index, (row, outcome) in enumerate(zip(rows[name], results, strict=True)):
            row[field_name] = _text(outcome.value, field.derivation.decimals)
            if outcome.status == "ambiguous":
                problems.append(_ambiguous(tables.get(name), name, index, field))
    derived = {name: _table(tables.get(name), name, schema, rows[name]) for name, schema in schemas.items()}
    return derived, problems


def _order(schemas: Mapping[str, Schema]) -> Iterator[Cell]:
    """Every field of every table, each after those it is derived from."""
    graph: dict[Cell, set[Cell]] = {}
    for name, schema in schemas.items():
        for field in schema.fields:
            graph[name, field.name] = set(_needs(name, field))
    try:
        yield from TopologicalSorter(graph).static_order()
    except CycleError as error:
        circle = " -> ".join(f"{table}.{field}" for table, field in error.args[1])
        facts = {"reason": f"derivations in a circle: {circle}"}
        raise Stop([Problem("E-DESCRIPTOR", file="schemas/published", field="derivation", facts=facts)]) from error


def _needs(table: str, field: Field) -> Iterator[Cell]:
    derivation = field.derivation
    if derivation is None:
        return
    if derivation.status_of:
        yield table, derivation.status_of
    for source in [*derivation.inputs.values(), *([derivation.lookup] if derivation.lookup else [])]:
        if isinstance(source, str):
            yield table, source
            continue
        theirs = [source.field, *source.match, *source.where, *([source.by] if source.by else [])]
        ours = [*source.match.values(), *([source.before] if source.before else [])]
        ours += [source.by] if source.by and source.offset is not None else []
        yield from ((source.table, name) for name in theirs)
        yield from ((table, name) for name in ours)


def _outcome(
    derivation: Derivation,
    table: str,
    index: int,
    row: Row,
    rows: Mapping[str, list[Row]],
    outcomes: Mapping[Cell, list[Outcome]],
    schemas: Mapping[str, Schema],
) -> Outcome:
    if derivation.status_of:
        return Outcome(outcomes[table, derivation.status_of][index].status, "computed")
    try:
        if derivation.lookup:
            return Outcome(look_up(derivation.lookup, row, rows[derivation.lookup.table]), "computed")
        inputs = {n: _input(source, table, row, rows, schemas) for n, source in derivation.inputs.items()}
    except Ambiguous:
        return Outcome(None, "ambiguous")
    return RATES[derivation.rate or ""](**inputs)


def _input(
    source: str | Lookup, table: str, row: Row, rows: Mapping[str, list[Row]], schemas: Mapping[str, Schema]
) -> Value:
    """The input as its field's type has it: numbers as Decimal, the rest as text."""
    if isinstance(source, str):
        text, schema, name = row[source], schemas[table], source
    else:
        text, schema, name = look_up(source, row, rows[source.table]), schemas[source.table], source.field
    numeric = any(f.name == name and f.type in ("integer", "number") for f in schema.fields)
    return Decimal(text) if text is not None and numeric else text


def _text(value: Fraction | Decimal | str | None, decimals: int | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if decimals is not None:
        return format(round_half_up(value, decimals), "f")
    assert isinstance(value, Decimal), "a rate that divides declares its decimals"
    return format(value, "f")


def _ambiguous(table: Table | None, name: str, index: int, field: Field) -> Problem:
    file, sheet, line = (table.file, table.sheet, table.line(index)) if table else (name, "", index + 2)
    return Problem("E-LOOKUP", file, sheet, line, field.name)


def _table(table: Table | None, name: str, schema: Schema, rows: list[Row]) -> Table:
    fields = [field.name for field in schema.fields]
    cells = frame(fields, [[row[field] for field in fields] for row in rows])
    if table is None:
        return Table(name, cells, labels=fields)
    return Table(name, cells, table.file, table.sheet, table.lines, fields)

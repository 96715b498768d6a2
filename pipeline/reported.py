"""The tables of what a run reports of itself, which are published beside the data: audit, reconciliation, data
dictionary, and those of all releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any

import pyarrow as pa

from pipeline.arrays import empty_as_null
from pipeline.package import Package
from pipeline.package.coded import code_table
from pipeline.package.formula import derivation_text
from pipeline.package.models import Schema, values_of
from pipeline.package.reports import REPORTS
from pipeline.record import CHANGES, Result, Run
from pipeline.table import Table, frame

COUNTED = "case"
"""The unit of rows that are counted."""


def report_parts(run: Run, package: Package, name: str) -> Iterator[Table]:
    """The table of a resource whose origin is a report, in parts."""
    schema, report = package.published[name], package.resource(name).origin.report
    if report == "audit":
        yield from _audit(run, name, schema)
    elif report == "reconciliation":
        yield _table(name, schema, REPORTS[report], [_result_row(result, package) for result in run.results])
    elif report == "dictionary":
        yield _table(name, schema, REPORTS[report], [*_dictionary_rows(package)])
    elif report:
        yield _table(name, schema, REPORTS[report], getattr(run.history, report))


def _audit(run: Run, name: str, schema: Schema) -> Iterator[Table]:
    """The changes, those by corrections first."""
    corrected = frame(list(CHANGES), [list(map(str, astuple(change))) for change in run.changed])
    for part in [corrected, *(table.frame for table in run.changes)]:
        texts: dict[str, Any] = {n: part.column(n).combine_chunks().cast(pa.string()) for n in schema.names}
        columns = {n: empty_as_null(cells) for n, cells in texts.items()}
        yield Table(name, pa.table(columns), labels=schema.names)


def _table(name: str, schema: Schema, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """The fields that the schema has, of the columns that the report has."""
    positions = [columns.index(field) for field in schema.names]
    cells = [[None if row[at] in (None, "") else str(row[at]) for at in positions] for row in rows]
    return Table(name, frame(schema.names, cells), labels=schema.names)


def _result_row(result: Result, package: Package) -> list[object]:
    titles = result.identity.titles
    numbers = [format(n, "f") for n in (result.parts, result.whole, result.difference, result.bound)]
    fields = {field.name: field for field in package.published[result.identity.table].fields}
    unit = fields[result.identity.field].unit if result.identity.kind == "total" else COUNTED
    return [result.identity.name, result.scope, titles.ja, titles.en, unit, *numbers, result.verdict]


def _dictionary_rows(package: Package) -> Iterator[list[object]]:
    for resource in package.descriptor.resources:
        schema = package.published[resource.name]
        for position, described in enumerate(schema.fields, 1):
            words = described.descriptions
            yield [
                resource.name,
                described.name,
                position,
                described.type,
                "true" if described.constraints.required or described.name in schema.primary_key else "false",
                described.titles.ja,
                described.titles.en,
                words.ja if words else "",
                words.en if words else "",
                described.unit,
                "; ".join(values_of(described.categories or ())),
                code_table(package.published, resource.name, described),
                derivation_text(described.derivation),
            ]

"""Every derived value computed again from the published CSV alone, by what the schema declares."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.check.release import Release
from pipeline.enrich.lookups import Indexed
from pipeline.enrich.outcomes import NUMERIC, outcome, published
from pipeline.problem import Problem


def derived_problems(release: Release) -> Iterator[Problem]:
    """E-DERIVED for each published value that its inputs and derivation do not give."""
    fields = {(table.name, field.name): field for table in release.resources for field in table.schema.fields}
    numeric = frozenset(place for place, field in fields.items() if field.type in NUMERIC)
    tables = {table: Indexed(rows) for table, rows in release.tables.items()}
    for (table, name), field in fields.items():
        derivation = field.derivation
        if derivation is None:
            continue
        status = derivation.status_of
        source = fields[table, status].derivation if status else derivation
        if source is None:
            raise KeyError(f"{table}.{status} is not derived")
        for line, row in enumerate(release.tables[table], 2):
            result = outcome(source, table, row, tables, numeric)
            expected = result.status if status else published(result.value, source.decimals)
            if row[name] != expected:
                facts = {"expected": expected or ""}
                yield Problem("E-DERIVED", f"data/{table}.csv", "", line, name, None, row[name] or "", facts)

"""Values that must not repeat, and values that must stand in another table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.package.models import ForeignKey, Schema
from pipeline.validate.cells import Finding
from pipeline.validate.values import Value

Columns = Mapping[str, Sequence[Value | None]]
"""Typed values by field name, one a row; None where missing or of the wrong type."""


def key_findings(schema: Schema, columns: Columns, size: int) -> Iterator[tuple[int, str, Finding]]:
    """(row index, field, finding) of each repeated value: E-UNIQUE, E-PRIMARY-KEY, E-UNIQUE-KEY.

    A primary key of which every part is missing is E-PRIMARY-KEY-EMPTY. A unique key with a missing
    part is not compared (Data Package 2.0, uniqueKeys: as in SQL).
    """
    for field in schema.fields:
        if field.constraints.unique and field.name in columns:
            for index, first in _repeated(columns[field.name]):
                yield index, field.name, ("E-UNIQUE", {"first": str(first)})
    if schema.primary_key and all(name in columns for name in schema.primary_key):
        parts = [columns[name] for name in schema.primary_key]
        keys = list(zip(*parts, strict=True)) if size else []
        empty = [index for index, key in enumerate(keys) if set(key) == {None}]
        for index in empty:
            yield index, "", ("E-PRIMARY-KEY-EMPTY", {"fields": ", ".join(schema.primary_key)})
        for index, first in _repeated([None if set(key) == {None} else key for key in keys]):
            yield index, "", ("E-PRIMARY-KEY", {"fields": ", ".join(schema.primary_key), "first": str(first)})
    for unique in schema.unique_keys:
        if all(name in columns for name in unique):
            tuples = zip(*[columns[name] for name in unique], strict=True) if size else iter(())
            for index, first in _repeated([None if None in key else key for key in tuples]):
                yield index, "", ("E-UNIQUE-KEY", {"fields": ", ".join(unique), "first": str(first)})


def foreign_findings(foreign: ForeignKey, columns: Columns, target: Columns) -> Iterator[tuple[int, str, Finding]]:
    """(row index, fields, finding) of each key that `target` does not have: E-FOREIGN-KEY."""
    ours, theirs = foreign.fields, foreign.reference.fields
    if not all(name in columns for name in ours) or not all(name in target for name in theirs):
        return
    known = set(zip(*[target[name] for name in theirs], strict=True))
    for index, key in enumerate(zip(*[columns[name] for name in ours], strict=True)):
        if set(key) != {None} and key not in known:
            facts = {"table": foreign.reference.resource, "fields": ", ".join(theirs)}
            yield index, ", ".join(ours), ("E-FOREIGN-KEY", facts)


def _repeated(values: Sequence[object | None]) -> Iterator[tuple[int, int]]:
    """(index, index of the one before it) of each value that was there already; None never counts."""
    seen: dict[object, int] = {}
    for index, value in enumerate(values):
        if value is None:
            continue
        if value in seen:
            yield index, seen[value]
        seen[value] = index

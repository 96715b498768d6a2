"""Values that must not repeat, and values that must stand in another table."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.interpret.characters import alike
from pipeline.package.models import ForeignKey, Schema
from pipeline.validate.cells import Finding
from pipeline.validate.values import Value

Key = tuple[Value | None, ...]
Columns = Mapping[str, Sequence[Value | None]]
"""Typed values by field name, one a row; None where missing or of the wrong type."""


def key_findings(schema: Schema, columns: Columns) -> Iterator[tuple[int, str, Finding]]:
    """(row index, field, finding) of each repeated value: E-UNIQUE, E-PRIMARY-KEY, E-UNIQUE-KEY.

    A primary key of which every part is missing is E-PRIMARY-KEY-EMPTY. A unique key with a missing
    part is not compared (Data Package 2.0, uniqueKeys: as in SQL).
    """
    for field in schema.fields:
        if field.constraints.unique and field.name in columns:
            for index, first in _repeated(_keys([field.name], columns)):
                yield index, field.name, ("E-UNIQUE", {"first": str(first)})
    if schema.primary_key and all(name in columns for name in schema.primary_key):
        keys, names = _keys(schema.primary_key, columns), ", ".join(schema.primary_key)
        for index, key in enumerate(keys):
            if _empty(key):
                yield index, names, ("E-PRIMARY-KEY-EMPTY", {"fields": names})
        for index, first in _repeated(keys):
            yield index, names, ("E-PRIMARY-KEY", {"fields": names, "first": str(first)})
    for unique in schema.unique_keys:
        if all(name in columns for name in unique):
            for index, first in _repeated(() if None in key else key for key in _keys(unique, columns)):
                yield index, ", ".join(unique), ("E-UNIQUE-KEY", {"fields": ", ".join(unique), "first": str(first)})


def foreign_findings(
    foreign: ForeignKey, table: str, columns: Columns, target: Columns
) -> Iterator[tuple[int, str, Finding]]:
    """(row index, fields, finding) of each key that `target`, the table called `table`, does not have:
    E-FOREIGN-KEY."""
    ours, theirs = foreign.fields, foreign.reference.fields
    if not all(name in columns for name in ours):
        return
    known = {key for key in _keys(theirs, target) if not _nan(key)} if all(name in target for name in theirs) else set()
    for index, key in enumerate(_keys(ours, columns)):
        if not _empty(key) and key not in known:
            facts = {"table": table, "fields": ", ".join(theirs)}
            yield index, ", ".join(ours), ("E-FOREIGN-KEY", facts)


def _keys(names: Sequence[str], columns: Columns) -> list[Key]:
    """Texts that differ only by the encoding they came in are one key."""
    return list(zip(*[[_alike(value) for value in columns[name]] for name in names], strict=True))


def _alike(value: Value | None) -> Value | None:
    return alike(value) if isinstance(value, str) else value


def _empty(key: Key) -> bool:
    return key.count(None) == len(key)


def _nan(key: Key) -> bool:
    """Whether a part is no number, which equals nothing, not even itself."""
    return any(map(operator.ne, key, key))


def _repeated(keys: Iterable[Key]) -> Iterator[tuple[int, int]]:
    """(index, index of the one before it) of each key that was there already."""
    seen: dict[Key, int] = {}
    for index, key in enumerate(keys):
        if _empty(key) or _nan(key):
            continue
        if key in seen:
            yield index, seen[key]
        seen[key] = index

"""Which derived fields depend on which, and in what order they can be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from pipeline.package.models import Derivation, Schema

Cell = tuple[str, str]
"""A table and a field of it."""


def order(schemas: Mapping[str, Schema]) -> list[Cell]:
    """Every field of every table, each after those it is derived from.

    Raises graphlib.CycleError where fields depend on each other in a circle (see `circle`).
    """
    fields = [(name, field) for name, schema in schemas.items() for field in schema.fields]
    graph = {(name, field.name): set(needs(name, field.derivation)) for name, field in fields}
    return list(TopologicalSorter(graph).static_order())


def circle(schemas: Mapping[str, Schema]) -> str:
    """`table.field -> table.field -> …` where there is a circle, else nothing."""
    try:
        order(schemas)
    except CycleError as error:
        return " -> ".join(f"{table}.{field}" for table, field in error.args[1])
    return ""


def reached(table: str, schemas: Mapping[str, Schema], origins: Mapping[str, str | None]) -> list[str]:
    """The tables that a table is made with, at any remove, and itself."""
    found: dict[str, None] = {}
    waiting = [table]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = None
            waiting += [other for field in schemas[name].fields for other, _ in needs(name, field.derivation)]
            waiting += filter(None, [origins[name]])
    return sorted(found)


def needs(table: str, derivation: Derivation | None) -> Iterator[Cell]:
    """The fields that a derivation of a field of `table` is made with."""
    if derivation is None:
        return
    if derivation.status_of:
        yield table, derivation.status_of
    for source in derivation.sources.values():
        if isinstance(source, str):
            yield table, source
        else:
            yield from ((source.table, name) for name in source.theirs)
            yield from ((table, name) for name in source.ours)

"""Reconciliation: what must be true between tables, as datapackage.json declares it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from pipeline.exact import add
from pipeline.package.descriptor import Identity
from pipeline.problem import Problem
from pipeline.record import Result
from pipeline.table import Row, Table


def reconcile(tables: Mapping[str, Table], identities: list[Identity]) -> tuple[list[Result], list[Problem]]:
    """Every identity whose tables are all there, and a problem for each that does not hold exactly:
    W-ROUNDING inside the bound, E-IDENTITY outside it, W-NOT-CHECKED where a value is missing."""
    results = [
        result
        for identity in identities
        if identity.table in tables and (identity.kind != "member" or identity.of in tables)
        for result in _KINDS[identity.kind](identity, tables)
    ]
    return results, [_problem(r, tables[r.identity.table]) for r in results if r.verdict != "equal"]


def _total(identity: Identity, tables: Mapping[str, Table]) -> Iterator[Result]:
    """Per group of `by`: the parts against the whole, 0 if it is not there. A group without parts says
    nothing; one in which a value is missing is not checked."""
    table = tables[identity.table]
    groups: dict[str, list[tuple[int, Row]]] = {}
    for index, row in _meant(identity, table):
        scope = ";".join(f"{name}={row[name]}" for name in identity.by) or "all"
        groups.setdefault(scope, []).append((index, row))
    for scope, members in groups.items():
        wholes = [(index, row) for index, row in members if _matches(row, identity.whole)]
        parts = [row for _, row in members if not _matches(row, identity.whole)]
        if not parts:
            continue
        missing = [(i, row) for i, row in members if row[identity.field] is None]
        steps = [row[identity.step] for _, row in members] if identity.step else []
        bound = add(steps) / 2
        index, row = (missing or wholes or members)[0]
        total, whole = (add(r[identity.field] for r in side) for side in (parts, [r for _, r in wholes]))
        yield Result(identity, scope, total, whole, bound, table.line(index), row[identity.field], not missing)


def _count(identity: Identity, tables: Mapping[str, Table]) -> Iterator[Result]:
    counted = len(_meant(identity, tables[identity.table]))
    yield Result(identity, "all", Decimal(counted), Decimal(identity.expected or 0), Decimal(0))


def _member(identity: Identity, tables: Mapping[str, Table]) -> Iterator[Result]:
    known = {row[identity.field] for row in tables[identity.of].rows()}
    yield from _each(identity, tables[identity.table], lambda row: row[identity.field] in known)


def _contains(identity: Identity, tables: Mapping[str, Table]) -> Iterator[Result]:
    yield from _each(
        identity, tables[identity.table], lambda row: (row[identity.field] or "") in (row[identity.of] or "")
    )


def _same(identity: Identity, tables: Mapping[str, Table]) -> Iterator[Result]:
    first: dict[tuple[str | None, ...], str] = {}

    def holds(row: Row) -> bool:
        value = row[identity.field]
        return value is None or first.setdefault(tuple(row[name] for name in identity.by), value) == value

    yield from _each(identity, tables[identity.table], holds)


def _each(identity: Identity, table: Table, holds: Callable[[Row], bool]) -> Iterator[Result]:
    """Of all rows that are meant, how many hold; the place is the first that does not."""
    rows = _meant(identity, table)
    wrong = [(table.line(index), row[identity.field]) for index, row in rows if not holds(row)]
    place = wrong[0] if wrong else (None, None)
    yield Result(identity, "all", Decimal(len(rows) - len(wrong)), Decimal(len(rows)), Decimal(0), *place)


def _meant(identity: Identity, table: Table) -> list[tuple[int, Row]]:
    """The rows of which an identity speaks: `where`, and not `exclude`."""
    where, exclude = identity.where, identity.exclude
    rows = enumerate(table.rows())
    return [(i, row) for i, row in rows if _matches(row, where) and not (exclude and _matches(row, exclude))]


_KINDS: Mapping[str, Callable[[Identity, Mapping[str, Table]], Iterator[Result]]] = {
    "total": _total,
    "count": _count,
    "member": _member,
    "contains": _contains,
    "same": _same,
}


_CODES = {"not_checked": "W-NOT-CHECKED", "within_rounding": "W-ROUNDING", "violated": "E-IDENTITY"}


def _matches(row: Row, constants: Mapping[str, str]) -> bool:
    return all(row[name] == constant for name, constant in constants.items())


def _problem(result: Result, table: Table) -> Problem:
    identity = result.identity
    facts = {
        "identity": identity.name,
        "title_ja": identity.titles.ja,
        "title_en": identity.titles.en,
        "scope": result.scope,
        "parts": f"{result.parts:,f}",
        "whole": f"{result.whole:,f}",
        "difference": f"{result.difference:,f}",
        "bound": f"{result.bound:,f}",
    }
    code = _CODES[result.verdict]
    return Problem(code, table.file or table.name, table.sheet, result.row, identity.field, None, result.cell, facts)

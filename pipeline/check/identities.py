"""The identities that the descriptor declares, on the published tables alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipeline.check.release import Release, Row
from pipeline.exact import add, subtract
from pipeline.package.descriptor import Identity
from pipeline.problem import Problem


def identity_problems(release: Release) -> Iterator[Problem]:
    """E-IDENTITY for each identity that does not hold, with the figures."""
    for identity in release.identities:
        for scope, parts, whole, bound in _sides(identity, release):
            difference = abs(subtract(parts, whole))
            if difference > bound:
                facts = {
                    "identity": identity.name,
                    "title_ja": identity.titles.ja,
                    "title_en": identity.titles.en,
                    "scope": scope,
                    "parts": f"{parts:,f}",
                    "whole": f"{whole:,f}",
                    "difference": f"{difference:,f}",
                    "bound": f"{bound:,f}",
                }
                yield Problem("E-IDENTITY", f"data/{identity.table}.csv", field=identity.field, facts=facts)


def _sides(identity: Identity, release: Release) -> Iterator[tuple[str, Decimal, Decimal, Decimal]]:
    """(scope, what the parts say, what the whole says, allowed difference)."""
    where, exclude, field = identity.where, identity.exclude, identity.field
    rows = [r for r in release.tables[identity.table] if _has(r, where) and not (exclude and _has(r, exclude))]
    zero = Decimal(0)
    if identity.kind == "total":
        yield from _totals(identity, rows)
    elif identity.kind == "count":
        yield "all", Decimal(len(rows)), Decimal(identity.expected or 0), zero
    elif identity.kind == "member":
        known = {row[field] for row in release.tables[identity.of]}
        yield "all", Decimal(sum(row[field] in known for row in rows)), Decimal(len(rows)), zero
    elif identity.kind == "same":
        groups: dict[tuple[str | None, ...], set[str | None]] = {}
        for row in rows:
            groups.setdefault(tuple(row[name] for name in identity.by), set()).add(row[field])
        single = sum(len(values - {None}) <= 1 for values in groups.values())
        yield "all", Decimal(single), Decimal(len(groups)), zero
    else:
        holding = sum(str(row[field]) in str(row[identity.of]) for row in rows)
        yield "all", Decimal(holding), Decimal(len(rows)), zero


def _totals(identity: Identity, rows: list[Row]) -> Iterator[tuple[str, Decimal, Decimal, Decimal]]:
    field, step, by = identity.field, identity.step, identity.by
    for group in sorted({tuple(row[name] for name in by) for row in rows}, key=str):
        members = [row for row in rows if tuple(row[name] for name in by) == group]
        if any(row[field] is None for row in members):
            continue
        whole = [row[field] for row in members if _has(row, identity.whole)]
        parts = [row[field] for row in members if not _has(row, identity.whole)]
        if parts:
            rounding = add([row[step] for row in members]) if step else Decimal(0)
            scope = ";".join(f"{name}={value}" for name, value in zip(by, group, strict=True)) or "all"
            yield scope, add(parts), add(whole), rounding / 2


def _has(row: Row, constants: dict[str, str]) -> bool:
    return all(row[name] == value for name, value in constants.items())

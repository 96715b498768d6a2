"""The identities that the descriptor declares, on the published tables alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pipeline.check.release import Release, Row
from pipeline.exact import add, plus, subtract
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
                    "scope": "" if scope == "all" else f" ({scope})",
                    "parts": f"{parts:,f}",
                    "whole": f"{whole:,f}",
                    "difference": f"{difference:,f}",
                    "bound": f"{bound:,f}",
                }
                yield Problem("E-IDENTITY", f"data/{identity.table}.csv", field=identity.field, facts=facts)


def _sides(identity: Identity, release: Release) -> Iterator[tuple[str, Decimal, Decimal, Decimal]]:
    """(scope, what the parts say, what the whole says, allowed difference)."""
    where, exclude, field = identity.where, identity.exclude, identity.field
    all_rows = release.tables[identity.table]
    rows = (r for r in all_rows if _has(r, where) and not (exclude and _has(r, exclude)))
    zero = Decimal(0)
    if identity.kind == "total":
        yield from _totals(identity, rows)
    elif identity.kind == "count":
        yield "all", Decimal(sum(1 for _ in rows)), Decimal(identity.expected or 0), zero
    elif identity.kind == "member":
        known = {row[field] for row in release.tables[identity.of]}
        yield "all", *_holding(row[field] in known for row in rows), zero
    elif identity.kind == "same":
        groups: dict[tuple[str | None, ...], set[str | None]] = {}
        for row in rows:
            groups.setdefault(tuple(row[name] for name in identity.by), set()).add(row[field])
        single = sum(len(values - {None}) <= 1 for values in groups.values())
        yield "all", Decimal(single), Decimal(len(groups)), zero
    else:
        yield "all", *_holding(str(row[field]) in str(row[identity.of]) for row in rows), zero


def _holding(held: Iterable[bool]) -> tuple[Decimal, Decimal]:
    """How many hold, and how many there are."""
    counts = Counter(held)
    return Decimal(counts[True]), Decimal(counts.total())


def _totals(identity: Identity, rows: Iterable[Row]) -> Iterator[tuple[str, Decimal, Decimal, Decimal]]:
    field, step, by = identity.field, identity.step, identity.by
    sums: dict[tuple[str | None, ...], dict[str, Decimal | None]] = {}
    for row in rows:
        group = sums.setdefault(tuple(row[name] for name in by), {"whole": Decimal(0), "rounding": Decimal(0)})
        side = "whole" if _has(row, identity.whole) else "parts"
        before = group.get(side, Decimal(0))
        group[side] = None if before is None or row[field] is None else plus(before, Decimal(str(row[field])))
        group["rounding"] = plus(group["rounding"] or Decimal(0), add([row[step]] if step else []))
    for key in sorted(sums, key=str):
        parts, whole, rounding = (sums[key].get(side) for side in ("parts", "whole", "rounding"))
        if parts is not None and whole is not None and rounding is not None:
            scope = ";".join(f"{name}={value}" for name, value in zip(by, key, strict=True)) or "all"
            yield scope, parts, whole, rounding / 2


def _has(row: Row, constants: dict[str, str]) -> bool:
    return all(row[name] == value for name, value in constants.items())

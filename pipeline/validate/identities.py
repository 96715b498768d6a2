"""Reconciliation: what must be true between tables, as datapackage.json declares it.

Rows that say the same are counted together (`Counted`), so that a table of many parts is reconciled part by part.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from pipeline.arrays import pc, strings
from pipeline.exact import add, plus
from pipeline.package.descriptor import Identity
from pipeline.problem import Problem
from pipeline.record import Result
from pipeline.table import Table

Place = tuple[str, int | None, str | None]
"""The file and line of a row, and its cell that is meant."""
NOWHERE: Place = ("", None, None)
Key = tuple[str | None, ...]
_LISTED = 20
"""How many parts of a total, or values that are to be the same, are told one by one."""


@dataclass(slots=True)
class Counted:
    """Rows that say the same to an identity: how many, where the first is, and of a total the sum of their values and
    of their steps, where the first is that has no value, and the places of the first few."""

    count: int = 0
    place: Place = NOWHERE
    total: Decimal = Decimal(0)
    steps: Decimal = Decimal(0)
    missing: Place | None = None
    listed: list[Place] = field(default_factory=list)


Share = dict[Key, Counted]
"""What rows of a table say to an identity, in the order in which they say it first."""


def shares_of(table: Table, identities: Mapping[int, Identity]) -> dict[tuple[int, bool], Share]:
    """What these rows say to each identity, by its number; true where they are the table in which its values must
    stand."""
    shares: dict[tuple[int, bool], Share] = {}
    for number, identity in identities.items():
        if identity.table == table.name:
            shares[number, False] = _share(identity, table)
        if identity.kind == "member" and identity.of == table.name:
            shares[number, True] = {(value,): Counted() for value in set(_column(table, identity.field))}
    return shares


def results_of(
    shares: Mapping[str, Sequence[Mapping[tuple[int, bool], Share]]], identities: Sequence[Identity]
) -> list[Result]:
    """The results of every identity whose tables are all there, from what the parts of each table say, in order."""
    results: list[Result] = []
    for number, identity in enumerate(identities):
        if identity.table in shares and (identity.kind != "member" or identity.of in shares):
            said = _merged([part[number, False] for part in shares[identity.table]])
            known = {key for part in shares.get(identity.of, ()) for key in part.get((number, True), ())}
            results += _KINDS[identity.kind](identity, said, known)
    return results


def _share(identity: Identity, table: Table) -> Share:
    """Of the rows that are meant: those of `where`, but not of `exclude`."""
    chosen = _matching(table, identity.where)
    if identity.exclude:
        chosen = pc.and_not(chosen, _matching(table, identity.exclude))
    rows = pc.indices_nonzero(chosen)
    if identity.kind == "count":
        return {(): Counted(len(rows))}
    share: Share = {}
    cells = _column(table, identity.field, rows)
    steps = _column(table, identity.step, rows) if identity.step else [None] * len(cells)
    for index, key, cell, step in zip(rows.to_pylist(), _keys(identity, table, rows), cells, steps, strict=True):
        place = (table.place(index)[0], table.line(index), cell)
        tally = share.setdefault(key, Counted(place=place))
        tally.count += 1
        if identity.kind == "total":
            tally.total, tally.steps = plus(tally.total, add([cell])), plus(tally.steps, add([step]))
            tally.missing = tally.missing or (place if cell is None else None)
            if len(tally.listed) < _LISTED:
                tally.listed.append(place)
    return share


def _keys(identity: Identity, table: Table, rows: Any) -> Iterator[Key]:
    cells = _column(table, identity.field, rows)
    by = [_column(table, name, rows) for name in identity.by]
    if identity.kind == "total":
        whole = _matching(table, identity.whole).take(rows).to_pylist()
        return zip(("whole" if is_whole else "part" for is_whole in whole), *by, strict=True)
    if identity.kind == "same":
        return zip(cells, *by, strict=True)
    if identity.kind == "contains":
        others = _column(table, identity.of, rows)
        return (("yes" if (a or "") in (b or "") else "no",) for a, b in zip(cells, others, strict=True))
    return ((cell,) for cell in cells)


def _matching(table: Table, constants: Mapping[str, str]) -> Any:
    """Whether each row has these cells."""
    matching: Any = pa.repeat(True, table.frame.num_rows)
    for name, constant in constants.items():
        column: Any = table.frame.column(name)
        matching = pc.and_(matching, pc.is_in(column.combine_chunks(), value_set=strings([constant])))
    return matching


def _column(table: Table, name: str, rows: Any = None) -> list[str | None]:
    column: Any = table.frame.column(name)
    cells: list[str | None] = (column if rows is None else column.take(rows)).to_pylist()
    return cells


def _merged(shares: Sequence[Share]) -> Share:
    merged: Share = {}
    for share in shares:
        for key, tally in share.items():
            before = merged.get(key)
            if before is None:
                merged[key] = tally
                continue
            merged[key] = Counted(
                before.count + tally.count,
                before.place,
                plus(before.total, tally.total),
                plus(before.steps, tally.steps),
                before.missing or tally.missing,
                [*before.listed, *tally.listed][:_LISTED],
            )
    return merged


def _total(identity: Identity, said: Share, known: set[Key]) -> Iterator[Result]:
    """Per group of `by`: the parts against the whole, 0 if it is not there. A group without parts says
    nothing; one in which a value is missing is not checked."""
    for group in dict.fromkeys(key[1:] for key in said):
        parts, whole = said.get(("part", *group)), said.get(("whole", *group))
        if parts is None:
            continue
        both = [tally for tally in (parts, whole) if tally]
        scope = ";".join(f"{name}={value}" for name, value in zip(identity.by, group, strict=True)) or "all"
        missing = [tally.missing for tally in both if tally.missing]
        first = min(missing, key=lambda place: (place[0], place[1] or 0)) if missing else (whole or parts).place
        bound = plus(parts.steps, whole.steps if whole else Decimal(0)) / 2
        total = whole.total if whole else Decimal(0)
        yield Result(identity, scope, parts.total, total, bound, *first, not missing, *_parts(parts))


def _parts(parts: Counted) -> tuple[str, str]:
    """The parts as a sum, and their lines."""
    more = ["…"] if parts.count > len(parts.listed) else []
    numbers = [f"{Decimal(cell):,f}" for _, _, cell in parts.listed if cell is not None]
    return " + ".join([*numbers, *more]), ", ".join([*(str(line) for _, line, _ in parts.listed if line), *more])


def _count(identity: Identity, said: Share, known: set[Key]) -> Iterator[Result]:
    counted = sum(tally.count for tally in said.values())
    yield Result(identity, "all", Decimal(counted), Decimal(identity.expected or 0), Decimal(0))


def _member(identity: Identity, said: Share, known: set[Key]) -> Iterator[Result]:
    yield _of_all(identity, said, [tally for key, tally in said.items() if key not in known])


def _contains(identity: Identity, said: Share, known: set[Key]) -> Iterator[Result]:
    yield _of_all(identity, said, [tally for key, tally in said.items() if key == ("no",)])


def _same(identity: Identity, said: Share, known: set[Key]) -> Iterator[Result]:
    """Per group of `by`; those with several values are listed, each value with the line where it stands first."""
    groups: dict[Key, dict[str, Counted]] = {}
    for (cell, *by), tally in said.items():
        if cell is not None:
            groups.setdefault(tuple(by), {})[cell] = tally
    several = {by: values for by, values in groups.items() if len(values) > 1}
    wrong = [tally for values in several.values() for tally in [*values.values()][1:]]
    told = [
        f"{'/'.join(part or '' for part in by)}: " + ", ".join(f"{cell} ({t.place[1]})" for cell, t in values.items())
        for by, values in itertools.islice(several.items(), _LISTED)
    ]
    more = ["…"] if len(several) > _LISTED else []
    yield replace(_of_all(identity, said, wrong), listed="; ".join([*told, *more]))


def _of_all(identity: Identity, said: Share, wrong: Sequence[Counted]) -> Result:
    """Of all rows that are meant, how many hold; the place is the first that does not."""
    rows = sum(tally.count for tally in said.values())
    place = wrong[0].place if wrong else NOWHERE
    return Result(identity, "all", Decimal(rows - sum(t.count for t in wrong)), Decimal(rows), Decimal(0), *place)


_KINDS: Mapping[str, Callable[[Identity, Share, set[Key]], Iterator[Result]]] = {
    "total": _total,
    "count": _count,
    "member": _member,
    "contains": _contains,
    "same": _same,
}


_CODES = {"not_checked": "W-NOT-CHECKED", "within_rounding": "W-ROUNDING"}
_VIOLATED = {"total": "E-TOTAL", "same": "E-SAME"}
"""Where the figures are no numbers of rows."""


def problem_of(result: Result, table: Table) -> Problem:
    """A result that is not equal, as a problem of the table."""
    identity = result.identity
    facts = {
        "identity": identity.name,
        "title_ja": identity.titles.ja,
        "title_en": identity.titles.en,
        "scope": "" if result.scope == "all" else f" ({result.scope})",
        "parts": f"{result.parts:,f}",
        "whole": f"{result.whole:,f}",
        "difference": f"{result.difference:,f}",
        "bound": f"{result.bound:,f}",
    }
    if result.listed:
        facts |= {"listed": result.listed, "lines": result.lines}
    place = (result.file or table.file or table.name, table.sheet, result.row)
    code = _VIOLATED.get(identity.kind, "E-IDENTITY") if result.verdict == "violated" else _CODES[result.verdict]
    return Problem(code, *place, identity.field, None, result.cell, facts)

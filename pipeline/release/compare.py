"""Everything that is different between two releases, and why.

A value that is no longer what was published is explained by a correction that is declared, by a declared change of what
its field means, or, where it is derived, by an input that moved.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.correct import CORRECTED
from pipeline.enrich.lookups import Indexed
from pipeline.errors import Stop
from pipeline.identifiers import expand
from pipeline.package.models import NUMERIC, Words
from pipeline.problem import Problem
from pipeline.release.differences import Cause, Difference
from pipeline.release.rows import Changed, changed_rows
from pipeline.release.schemas import schema_differences
from pipeline.release.sides import Row, Side
from pipeline.trace import inputs_of

LOOKED_AT = 100_000
"""Rows up to which a table is looked at whole to say which inputs of a derived value moved."""
_REDEFINING = ("meaning-changed", "derivation-changed", "field-retyped")
_Place = tuple[str, str, str]
"""Table, key and field of a published value."""
CORRECTION = re.compile(f"{CORRECTED}([0-9]+)")
"""The rule of an entry in the audit that a correction made: its row in the file of corrections."""


def compare(old: Side, new: Side, leaving_out: Collection[str] = ()) -> list[Difference]:
    """Differences of schemas, then of rows, table by table, but those of the tables that are left out."""
    found = [one for one in schema_differences(old, new) if one.table not in leaving_out]
    redefined = _redefined(found, new)
    other = {one.table for one in found if one.kind in ("key-changed", "table-added", "table-removed")}
    tables = [table for table in new.documents if table not in other and table not in leaving_out]
    why = _Why(old, new, redefined)
    return found + [one for table in tables for row in changed_rows(old, new, table) for one in why.of_row(table, row)]


def _redefined(found: Sequence[Difference], new: Side) -> set[tuple[str, str]]:
    """Tables and fields whose values mean or are made otherwise; all fields of a table by an empty name. The state of a
    derived value is made with it."""
    made = {(one.table, one.field) for one in found if one.kind in _REDEFINING}
    for table, schema in new.schemas.items():
        states = {f.name: f.derivation.status_of for f in schema.fields if f.derivation and f.derivation.status_of}
        made |= {(table, name) for name, of in states.items() if (table, of) in made}
    return made


class _Why:
    """Why values changed: the corrections that were made, and the tables that derived fields look up in."""

    def __init__(self, old: Side, new: Side, redefined: Collection[tuple[str, str]]) -> None:
        self._old, self._new, self._redefined = old, new, redefined
        self._rows = _Tables(old), _Tables(new)
        self._reasons: Mapping[_Place, Words] | None = None

    def of_row(self, table: str, row: Changed) -> Iterator[Difference]:
        """The differences that a row makes."""
        side, there = (self._old, row.old) if row.new is None else (self._new, row.new)
        assert there is not None, "a row is on one side at least"
        about = _about(side, table, there)
        incidental = self._new.is_report(table)
        if row.old is None or row.new is None:
            kind = "row-added" if row.old is None else "row-removed"
            yield Difference(kind, table, row.key, about=about, incidental=incidental)
            return
        measured = {field.name for field in side.schemas[table].fields if field.type in NUMERIC}
        for field, value in row.new.items():
            if field in row.old and value != row.old[field]:
                change = (row.old[field], value)
                one = Difference("value-changed", table, row.key, field, *change, about, measured=field in measured)
                yield replace(one, incidental=True) if incidental else self._explained(one, row.old, row.new)

    def _explained(self, one: Difference, old: Row, new: Row) -> Difference:
        if self._reasons is None:
            self._reasons = _new_reasons(self._old, self._new)
        if reason := self._reasons.get((one.table, one.key, one.field)):
            return replace(one, reason=reason)
        if causes := self._causes(one.table, one.field, old, new):
            return replace(one, causes=causes)
        if (one.table, one.field) in self._redefined or (one.table, "") in self._redefined:
            return replace(one, kind="value-redefined")
        return replace(one, unexplained=True)

    def _causes(self, table: str, field: str, old: Row, new: Row) -> list[Cause]:
        """The inputs of a derived value that are others than before, or have other values."""
        before, after = (
            {
                (
                    cell.table,
                    side.schemas[cell.table].key_of(cell.row),
                    cell.field,
                    _about(side, cell.table, cell.row),
                ): cell.value
                for cell in inputs_of(side.schemas, rows, table, row, field)
            }
            for side, rows, row in ((self._old, self._rows[0], old), (self._new, self._rows[1], new))
        )
        cells = [cell for cell in dict.fromkeys([*before, *after]) if before.get(cell) != after.get(cell)]
        return [Cause(*cell[:3], before.get(cell), after.get(cell), cell[3]) for cell in cells]


class _Tables(dict[str, Indexed]):
    """The tables of one side, each read when it is first asked for. A large one is not there."""

    def __init__(self, side: Side) -> None:
        super().__init__()
        self._side = side

    def __contains__(self, table: object) -> bool:
        return bool(self[str(table)].rows)

    def __missing__(self, table: str) -> Indexed:
        rows = []
        for row in self._side.rows(table) if table in self._side.documents else ():
            rows.append(row)
            if len(rows) > LOOKED_AT:
                rows = []
                break
        self[table] = Indexed(rows)
        return self[table]


def _about(side: Side, table: str, row: Mapping[str, str | None]) -> str:
    """The address of a row, or none where the table gives none."""
    template = side.schemas[table].about_url
    return expand(side.address(template), row) if template else ""


def _new_reasons(old: Side, new: Side) -> dict[_Place, Words]:
    """Of each published value that a correction reached, why; one that was made before already explains no change."""
    before = dict(_reasons(old))
    return {place: Words(*why[1:]) for place, why in _reasons(new) if before.get(place) != why}


def _reasons(side: Side) -> Iterator[tuple[_Place, tuple[str | None, str, str]]]:
    """Each published value that a correction reached: what it became, and why in both languages. Raises Stop with
    E-RELEASE-FORM where the audit names a correction that there is not."""
    for name, document in side.documents.items():
        if document.get("report") == "audit":
            for row in side.rows(name):
                if found := CORRECTION.fullmatch(row["rule"] or ""):
                    number = int(found[1]) - 2
                    if not 0 <= number < len(side.corrections):
                        facts = {"reason": f"no correction in row {found[1]}"}
                        raise Stop([Problem("E-RELEASE-FORM", file="corrections.csv", facts=facts)])
                    said = side.corrections[number]
                    place = (row["table"] or "", row["key"] or "", row["published_field"] or "")
                    yield place, (row["value"], said["reason_ja"], said["reason_en"])

"""A cell followed back: through the cells that it is derived from, to the raw cells that these were read from."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from pipeline.enrich.lookups import Row, empty_rows
from pipeline.enrich.outcomes import numeric_fields, outcome, published
from pipeline.explain import said
from pipeline.explain.opened import Opened
from pipeline.explain.origin import Origins
from pipeline.explain.said import MOST, Derived, Explained, Status
from pipeline.explain.trail import origin_of
from pipeline.mapping import label
from pipeline.package.coded import code_table
from pipeline.package.models import Derivation, Field, Lookup, Words
from pipeline.package.words import vocabulary
from pipeline.trace import Cell, Input, named_inputs


class Follower:
    """Follows cells of one release; what was read of it is kept for the next one."""

    def __init__(self, release: Opened) -> None:
        self._release = release
        self._origins = Origins(release.package)
        self._numeric = numeric_fields(release.package.published)

    def explained(self, cell: Cell, followed: set[tuple[str, str, str]] | None = None) -> Explained:
        """How it came about. One that was `followed` already on the way here is named, but not followed again."""
        package, key = self._release.package, self._release.key(cell.table, cell.row)
        followed = set() if followed is None else followed
        field = package.published[cell.table].field(cell.field)
        made = Explained(cell.table, key, field.name, field.titles, cell.value, field.unit or "")
        if (cell.table, key, field.name) in followed:
            return replace(made, repeated=True)
        followed.add((cell.table, key, field.name))
        origin = package.resource(cell.table).origin
        if field.derivation:
            how = self._derived(cell, field, field.derivation, followed)
            return replace(made, status=self._status(cell), derived=how)
        if origin.table:
            inputs = [Input(field.name, None, self._made_for(origin.table, cell))]
            return replace(made, derived=Derived("row", self._followed(inputs, cell.row, followed)))
        if origin.raw:
            return replace(made, origin=origin_of(self._release, self._origins, cell, field))
        return replace(made, report=origin.report or "")

    def _derived(
        self, cell: Cell, field: Field, derivation: Derivation, followed: set[tuple[str, str, str]]
    ) -> Derived:
        if derivation.status_of:
            source = self._release.package.published[cell.table].field(derivation.status_of).derivation
            inputs = [Input(derivation.status_of, None, [Cell(cell.table, cell.row, derivation.status_of)])]
            given = outcome(source, cell.table, cell.row, self._release.rows, self._numeric) if source else None
            followed_inputs = self._followed(inputs, cell.row, followed)
            return Derived("status", followed_inputs, of=derivation.status_of, computed=given.status if given else None)
        inputs = named_inputs(self._release.package.published, self._release.rows, *cell)
        given = outcome(derivation, cell.table, cell.row, self._release.rows, self._numeric)
        computed = published(given.value, derivation.decimals)
        if derivation.lookup:
            return Derived("lookup", self._followed(inputs, cell.row, followed), computed=computed)
        term = vocabulary().rates[derivation.rate or ""]
        return Derived(
            "rate",
            self._followed(inputs, cell.row, followed),
            rate=derivation.rate or "",
            titles=term.titles,
            formula=term.descriptions,
            decimals=derivation.decimals,
            exact=_exact(given.value),
            computed=computed,
        )

    def _followed(self, inputs: list[Input], row: Row, followed: set[tuple[str, str, str]]) -> list[said.Input]:
        return [
            said.Input(
                given.name,
                self._looked_up(given.lookup, row, given.cells) if given.lookup else None,
                [self.explained(cell, followed) for cell in given.cells[:MOST]],
            )
            for given in inputs
        ]

    def _looked_up(self, lookup: Lookup, row: Row, cells: list[Cell]) -> said.Lookup:
        conditions = [(theirs, "=", row[ours] or "") for theirs, ours in lookup.match.items()]
        conditions += [(name, "=", constant) for name, constant in lookup.where.items()]
        by = lookup.by or ""
        if lookup.before:
            conditions.append((by, "<", row[lookup.before] or ""))
        if lookup.offset is not None:
            ours = row[lookup.before or by]
            conditions.append((by, "=", str(int(ours) + lookup.offset) if ours else ""))
        keys = [self._release.key(cell.table, cell.row) for cell in cells]
        lacking = [] if cells else empty_rows(lookup, row, self._release.rows[lookup.table])
        empty = [self._release.key(lookup.table, one) for one in lacking]
        return said.Lookup(lookup.table, lookup.field, conditions, lookup.pick, by, keys, empty)

    def _made_for(self, table: str, cell: Cell) -> list[Cell]:
        """The cell of the row that this row is made for."""
        keys = self._release.package.published[cell.table].primary_key
        found = self._release.rows[table].matching({name: cell.row[name] for name in keys})
        return [Cell(table, row, cell.field) for row in found]

    def _status(self, cell: Cell) -> Status | None:
        """What another field of the row says of why this one has a value or none."""
        schema = self._release.package.published[cell.table]
        for field in schema.fields:
            if field.derivation and field.derivation.status_of == cell.field:
                code = cell.row[field.name] or ""
                return Status(field.name, code, self._words(cell.table, field, code))
        return None

    def _words(self, table: str, field: Field, code: str) -> Words | None:
        """What a code is called: by the table that explains it."""
        published = self._release.package.published
        if name := code_table(published, table, field):
            for row in self._release.rows[name].matching({published[name].primary_key[0]: code}):
                return label(published[name], row)
        return None


def follow(release: Opened, cell: Cell) -> Explained:
    """How a cell of the release came about. Raises Stop where its raw tables do not give it."""
    return Follower(release).explained(cell)


def _exact(value: Fraction | Decimal | str | None) -> str | None:
    if value is None or isinstance(value, str):
        return None
    return format(value, "f") if isinstance(value, Decimal) else str(value)

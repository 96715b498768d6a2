"""Values of other rows, as a schema declares them (`package.models.Lookup`). Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pipeline.errors import Ambiguous
from pipeline.interpret.characters import alike
from pipeline.package.models import Lookup

Row = Mapping[str, str | None]


class Indexed:
    """The rows of a table, found by what some fields of them hold."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = rows
        self._indexes: dict[tuple[str, ...], dict[tuple[str, ...], list[Row]]] = {}

    def matching(self, wanted: Mapping[str, str | None]) -> Iterable[Row]:
        """The rows with these texts in these fields; a missing one is an empty one. The fields are in every row from
        the first time on that they are asked for."""
        names = tuple(wanted)
        if not names:
            return self.rows
        if names not in self._indexes:
            index = self._indexes[names] = {}
            for row in self.rows:
                index.setdefault(tuple(alike(row[name] or "") for name in names), []).append(row)
        return self._indexes[names].get(tuple(alike(text or "") for text in wanted.values()), ())


def look_up(lookup: Lookup, row: Row, rows: Indexed) -> str | None:
    """The value that `lookup` picks for `row` from `rows` of its table; None where there is none.

    Raises Ambiguous where the rows that it finds give several values.
    """
    values = {other[lookup.field] for other in found_rows(lookup, row, rows)}
    if len(values) > 1:
        raise Ambiguous
    return values.pop() if values else None


def found_rows(lookup: Lookup, row: Row, rows: Indexed) -> list[Row]:
    """The rows that `lookup` picks for `row`. Those in which the field, or `by`, is empty do not count."""
    candidates = rows.matching({theirs: row[ours] for theirs, ours in lookup.match.items()})
    found = [other for other in candidates if other[lookup.field] is not None and _matches(lookup, row, other)]
    if found and lookup.pick != "only":
        pick, by = max if lookup.pick == "newest" else min, lookup.by or ""
        place = pick((other[by] or "" for other in found), key=lambda text: (len(text), text))  # 9 before 10
        found = [other for other in found if other[by] == place]
    return found


def empty_rows(lookup: Lookup, row: Row, rows: Indexed) -> list[Row]:
    """The rows that `lookup` would pick for `row`, had they a value."""
    candidates = rows.matching({theirs: row[ours] for theirs, ours in lookup.match.items()})
    return [other for other in candidates if other[lookup.field] is None and _matches(lookup, row, other)]


def _matches(lookup: Lookup, row: Row, other: Row) -> bool:
    if any(other[name] != constant for name, constant in lookup.where.items()):
        return False
    by = lookup.by
    if by is None:
        return True
    theirs, ours = other[by], row.get(lookup.before or by)
    if theirs is None:
        return False
    if lookup.before is not None and not (ours and int(theirs) < int(ours)):
        return False
    return lookup.offset is None or bool(ours and int(theirs) == int(ours) + lookup.offset)

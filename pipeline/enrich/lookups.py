"""Values of other rows, as a schema declares them (`package.models.Lookup`). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.errors import Ambiguous
from pipeline.package.models import Lookup

Row = Mapping[str, str | None]


def look_up(lookup: Lookup, row: Row, rows: Sequence[Row]) -> str | None:
    """The value that `lookup` picks for `row` from `rows` of its table; None where there is none.

    Rows in which the field is empty do not count. Raises Ambiguous where `only` finds several values.
    """
    found = [other for other in rows if other[lookup.field] is not None and _matches(lookup, row, other)]
    if lookup.pick == "only":
        values = {other[lookup.field] for other in found}
        if len(values) > 1:
            raise Ambiguous
        return values.pop() if values else None
    if not found:
        return None
    by = lookup.by or ""
    pick = max if lookup.pick == "newest" else min
    return pick(found, key=lambda other: other[by] or "")[lookup.field]


def _matches(lookup: Lookup, row: Row, other: Row) -> bool:
    if any(other[theirs] != row[ours] for theirs, ours in lookup.match.items()):
        return False
    if any(other[name] != constant for name, constant in lookup.where.items()):
        return False
    by = lookup.by
    if by is None:
        return True
    theirs, ours = other[by], row.get(lookup.before or by)
    if lookup.before is not None and not (theirs and ours and int(theirs) < int(ours)):
        return False
    return lookup.offset is None or bool(theirs and ours and int(theirs) == int(ours) + lookup.offset)

"""The revision history: which value of each observation was published in which release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.package.models import Words
from pipeline.release.records import Revision


class Value(NamedTuple):
    """What is published now, and the address of its row."""

    observation: str
    value: str


Place = tuple[str, str, str]
"""Table, primary key and field."""


def revisions(
    present: Mapping[Place, Value], past: Iterable[Revision], reasons: Mapping[Place, Words], version: str
) -> list[Revision]:
    """The history with this release: that of a value in the order of releases, values that are new last. `reasons` are
    those of corrections."""
    made: list[Revision] = []
    known: set[Place] = set()
    for one in past:
        place = one[:3]
        if one.until:
            made.append(one)
            continue
        known.add(place)
        now = present.get(place)
        if now and now.value == one.value:
            made.append(one)
            continue
        made.append(one._replace(until=version))
        if now:
            made.append(_revision(place, now, version, reasons.get(place)))
    return made + [_revision(place, now, version, None) for place, now in present.items() if place not in known]


def _revision(place: Place, now: Value, version: str, reason: Words | None) -> Revision:
    words: Sequence[str] = (reason.ja, reason.en) if reason else ("", "")
    return Revision(*place, version, "", *now, *words)

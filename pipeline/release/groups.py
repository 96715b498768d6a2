"""Differences by table, the weightiest first, for those who show them."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.package.models import Words
from pipeline.release.differences import Difference, ranked
from pipeline.release.sides import Side

ADDED, REMOVED = "row-added", "row-removed"
VALUES = ("value-changed", "value-redefined")
_WHOLE = Words(ja="全体", en="The release as a whole")


@dataclass(frozen=True)
class Group:
    """The differences of a table, the weightiest first. `table` is empty for those of the release as a whole."""

    table: str
    titles: Words
    differences: Sequence[Difference]

    @functools.cached_property
    def values(self) -> list[Difference]:
        """Values that are others."""
        return [one for one in self.differences if one.kind in VALUES]

    @functools.cached_property
    def added(self) -> list[Difference]:
        """Rows that are new."""
        return [one for one in self.differences if one.kind == ADDED]

    @functools.cached_property
    def removed(self) -> list[Difference]:
        """Rows that are gone."""
        return [one for one in self.differences if one.kind == REMOVED]

    @functools.cached_property
    def described(self) -> list[Difference]:
        """What is different in the description of the table."""
        return [one for one in self.differences if one.kind not in (*VALUES, ADDED, REMOVED)]

    @property
    def incidental(self) -> bool:
        return all(one.incidental for one in self.differences)


def grouped(differences: Sequence[Difference], titles: Mapping[str, Words]) -> list[Group]:
    """A group a table, in the order of their weightiest differences."""
    tables: dict[str, list[Difference]] = {}
    for one in ranked(differences):
        tables.setdefault(one.table, []).append(one)
    return [Group(table, titles.get(table) or _named(table), found) for table, found in tables.items()]


def titles_of(old: Side, new: Side) -> dict[str, Words]:
    """The titles of all tables of both sides, as the new one has them."""
    return {table: side.titles(table) for side in (old, new) for table in side.documents}


def _named(table: str) -> Words:
    return Words(ja=table, en=table) if table else _WHOLE

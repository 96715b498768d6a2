"""A release opened to be explained: its package, its rows by key, and the cell that is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pipeline.check.release import open_release
from pipeline.enrich.lookups import Indexed, Row
from pipeline.errors import Stop
from pipeline.near import near
from pipeline.package import Package
from pipeline.package.release import load_release
from pipeline.problem import Problem
from pipeline.trace import Cell

_NEAR = 5


class Opened:
    """A release with its rows by the name of their table."""

    def __init__(self, package: Package, rows: Mapping[str, Indexed]) -> None:
        self.package, self.rows = package, rows
        self._numbers: dict[str, dict[tuple[str | None, ...], int]] = {}

    def number(self, table: str, row: Row) -> int:
        """How many rows of the table stand before this one."""
        if table not in self._numbers:
            self._numbers[table] = {self._identity(table, one): n for n, one in enumerate(self.rows[table].rows)}
        return self._numbers[table][self._identity(table, row)]

    def key(self, table: str, row: Row) -> str:
        """How a row is called: by the values of its primary key, or by its line in the CSV where there is none."""
        named = self.package.published[table].primary_key
        return "/".join(row[name] or "" for name in named) if named else str(self.number(table, row) + 2)

    def _identity(self, table: str, row: Row) -> tuple[str | None, ...]:
        return tuple(row[name] for name in self.package.published[table].primary_key or row)


def opened(folder: Path) -> Opened:
    """The release in a folder. Raises Stop as `open_release` and `load_release` do."""
    release, package = open_release(folder), load_release(folder)
    return Opened(package, {name: Indexed(rows) for name, rows in release.tables.items()})


def chosen(release: Opened, table: str, key: str, field: str) -> Cell:
    """The cell that is asked for. Raises Stop: E-TARGET, E-CELL-FIELD, E-CELL-KEY, each with what there is instead."""
    if table not in release.rows:
        raise Stop([Problem("E-TARGET", cell=table, facts={"known": ", ".join(sorted(release.rows))})])
    names = release.package.published[table].names
    if field not in names:
        facts = {"table": table, "near": ", ".join(near(field, names)), "count": str(len(names))}
        raise Stop([Problem("E-CELL-FIELD", cell=field, facts=facts)])
    found = [row for row in release.rows[table].rows if release.key(table, row) == key]
    if len(found) != 1:
        keys = ", ".join(_near(key, (release.key(table, row) for row in release.rows[table].rows)))
        by = "/".join(release.package.published[table].primary_key) or "-"
        raise Stop([Problem("E-CELL-KEY", cell=key, facts={"table": table, "by": by, "near": keys})])
    return Cell(table, found[0], field)


def _near(key: str, keys: Iterable[str]) -> list[str]:
    """Keys that this one may be meant to be: those that begin with it, else those that look like it, else the first."""
    known = list(dict.fromkeys(keys))
    begun = [one for one in known if key and one.startswith(f"{key}/")]
    return (begun or difflib.get_close_matches(key, known, _NEAR, 0.5) or known)[:_NEAR]

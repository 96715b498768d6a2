"""Versions (Semantic Versioning 2.0.0, without pre-releases), and the releases of a project by them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

RELEASES = "releases"
Level = Literal["major", "minor", "patch"]
LEVELS: tuple[Level, ...] = ("major", "minor", "patch")
"""How far a difference reaches, the farthest first: what was used may break, there is more, something is put right."""


class Version(NamedTuple):
    """Compared as numbers: 1.9.0 is before 1.10.0."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


def version(text: str) -> Version | None:
    """None where the text is none.

    >>> version("1.10.0"), version("1.0"), version("01.0.0")
    (Version(major=1, minor=10, patch=0), None, None)
    """
    number = "(0|[1-9][0-9]{0,17})"
    found = re.fullmatch(rf"{number}\.{number}\.{number}", text, re.ASCII)
    return Version(*map(int, found.groups())) if found else None


def released(root: Path) -> list[Version]:
    """The releases of the project, the oldest first."""
    folder = root / RELEASES
    found = (version(place.name) for place in folder.iterdir() if place.is_dir()) if folder.is_dir() else ()
    return sorted(filter(None, found))


def place_of(root: Path, wanted: Version) -> Path:
    """The folder of a release."""
    return root / RELEASES / str(wanted)


def before(root: Path, text: str) -> Path | None:
    """The release that comes before a version, if there is one."""
    wanted = version(text)
    earlier = [one for one in released(root) if wanted is None or one < wanted]
    return place_of(root, earlier[-1]) if earlier else None


def least(old: Version, level: Level) -> Version:
    """The lowest version that says that it reaches so far. Before 1.0.0, where any step may break, by the usual habit:
    the middle number for all that is not put right only.

    >>> str(least(Version(1, 2, 3), "minor"))
    '1.3.0'
    """
    if level == "major" and old.major > 0:
        return Version(old.major + 1, 0, 0)
    return Version(old.major, old.minor, old.patch + 1) if level == "patch" else Version(old.major, old.minor + 1, 0)


def farthest(levels: Sequence[Level]) -> Level | None:
    """The level of all of them together."""
    return min(levels, key=LEVELS.index, default=None)

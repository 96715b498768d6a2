"""What is different between two releases: one difference, its kind and weight (`kinds.toml`)."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from importlib import resources

import msgspec
from msgspec import Struct

from pipeline.package.models import Words
from pipeline.release.versions import LEVELS, Level


class Kind(Struct, forbid_unknown_fields=True):
    """How far a difference of a kind reaches, and how it is said."""

    level: Level
    words: Words


@functools.cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name, the farthest reaching first."""
    content = resources.files("pipeline.release").joinpath("kinds.toml").read_bytes()
    return msgspec.toml.decode(content, type=dict[str, Kind])


@dataclass(frozen=True, slots=True)
class Cause:
    """An input of a derived value that moved with it, in which table and row; `about` is the address of that."""

    table: str
    key: str
    field: str
    old: str | None
    new: str | None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is different. `key` holds the values of a row's primary key, parted by `/`, `about` is its
    address (of a difference of schemas, that of the table); `old` and `new` are texts as they are published, which
    `measured` says are numbers, no codes. Why a published value is another one: `causes` moved, or a correction says
    its `reason`; where there is neither it is `unexplained`. What a run only reports of itself is `incidental`."""

    kind: str
    table: str
    key: str = ""
    field: str = ""
    old: str | None = None
    new: str | None = None
    about: str = ""
    causes: Sequence[Cause] = ()
    reason: Words | None = None
    unexplained: bool = False
    incidental: bool = False
    measured: bool = False

    @property
    def level(self) -> Level:
        return "patch" if self.incidental else kinds()[self.kind].level

    @property
    def relative(self) -> Decimal | None:
        """The change of a measured number in parts of the old one, where there are both and the old one is not 0."""
        if not self.measured:
            return None
        try:
            old, new = Decimal(self.old or ""), Decimal(self.new or "")
            return (new - old) / abs(old) if old and old.is_finite() and new.is_finite() else None
        except DecimalException:
            return None

    @property
    def weight(self) -> tuple[object, ...]:
        """Sorts the weightiest first: what is unexplained, what reaches far, what moved by much."""
        size = self.relative
        moved = -abs(size) if size is not None else Decimal(0)
        place = list(kinds()).index(self.kind)
        return not self.unexplained, self.incidental, LEVELS.index(self.level), place, moved


def ranked(differences: Sequence[Difference]) -> list[Difference]:
    """The weightiest first; of equal weight, in their order."""
    return sorted(differences, key=lambda one: one.weight)

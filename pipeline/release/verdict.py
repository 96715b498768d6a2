"""What differences come to together: how far they reach, the version that says so, and what would block a release."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.release.differences import Difference
from pipeline.release.versions import Level, Version, farthest, least, version

VANISHED = ("row-removed", "table-removed")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level of all differences together (None without any), the lowest version after the old one that says so, and
    whether the new one does (None where either is no version); what is not explained, and what is no longer there."""

    level: Level | None
    least: Version | None
    enough: bool | None
    unexplained: Sequence[Difference]
    vanished: Sequence[Difference]

    @property
    def blocked(self) -> bool:
        return bool(self.unexplained or self.vanished)


def judge(old: str, new: str, differences: Sequence[Difference], withdrawn: Collection[str] = ()) -> Verdict:
    """The verdict on the differences between two versions. What was `withdrawn`, by its address, may vanish."""
    level = farthest([one.level for one in differences])
    before, after = version(old), version(new)
    lowest = least(before, level) if before and level else None
    vanished = [one for one in differences if one.kind in VANISHED and not one.incidental]
    return Verdict(
        level,
        lowest,
        after >= lowest if after and lowest else None,
        [one for one in differences if one.unexplained],
        [one for one in vanished if one.about not in withdrawn],
    )

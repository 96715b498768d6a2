"""The two releases that a user asks to compare."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.release.compare import compare
from pipeline.release.differences import Difference, ranked
from pipeline.release.records import Entry
from pipeline.release.sides import Side, opened
from pipeline.release.verdict import Verdict, judge
from pipeline.release.versions import place_of, released, version


@dataclass(frozen=True, slots=True)
class Compared:
    """Two releases, their differences, the weightiest first, and what these come to."""

    old: Side
    new: Side
    differences: Sequence[Difference]
    verdict: Verdict


def compared(project: Path, old: str, new: str) -> Compared:
    """The releases by their folders in the project, or by their versions; without an old one the newest of the project.
    What the new one has withdrawn may vanish.

    Raises Stop: E-RELEASE-NONE where the project has no release, E-RELEASE-VERSION where it has none of that version,
    and what `opened` raises.
    """
    before, after = opened(_place(project, old)), opened(_place(project, new))
    found = ranked(compare(before, after))
    withdrawn = {after.base + entry.identifier for entry in after.reported("identifiers", Entry) if entry.withdrawn}
    return Compared(before, after, found, judge(before.version, after.version, found, withdrawn))


def _place(project: Path, asked: str) -> Path:
    known = released(project)
    if not asked:
        if not known:
            raise Stop([Problem("E-RELEASE-NONE", file=str(project))])
        return place_of(project, known[-1])
    wanted = version(asked)
    if wanted is None:
        return project / asked
    if wanted not in known:
        listed = ", ".join(map(str, known)) or "-"
        raise Stop([Problem("E-RELEASE-VERSION", file=str(project), cell=asked, facts={"known": listed})])
    return place_of(project, wanted)

"""What keeps a build from becoming a release."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.release.records import Entry
from pipeline.release.sides import Side
from pipeline.release.versions import LEVELS, farthest, least, reaching, version


def blocking(run: Run, base: str) -> Iterator[Problem]:
    """E-UNEXPLAINED for each published value that is another one without a reason, E-VANISHED for each row that is gone
    and is not declared as withdrawn, E-VERSION where the version says less than the differences."""
    withdrawn = {base + entry.identifier for entry in run.history.identifiers if entry.withdrawn}
    for one in run.differences:
        if one.unexplained:
            facts = {"old": one.old or "", "new": one.new or "", "table": one.table, "key": one.key}
            yield Problem("E-UNEXPLAINED", field=one.field, cell=one.new, facts=facts)
        if one.kind == "row-removed" and not one.incidental and one.about not in withdrawn:
            facts = {"version": run.history.releases[-2].version, "known": "?"}
            yield Problem("E-VANISHED", field=one.table, cell=one.about, facts=facts)
    if len(run.history.releases) > 1:
        before, now = (version(release.version) for release in run.history.releases[-2:])
        level = farthest([one.level for one in run.differences]) or "patch"
        if before and now and LEVELS.index(reaching(before, now)) > LEVELS.index(level):
            facts = {"reason": f"{level} differences from {before}: at least {least(before, level)}"}
            yield Problem("E-VERSION", cell=str(now), facts=facts)


def draft(run: Run, released: Side, same: bool) -> Iterator[Problem]:
    """Of a build whose version is released already: W-PREVIEW where it is not the same, and E-VANISHED for each
    identifier of the release that it no longer knows."""
    if not same:
        yield Problem("W-PREVIEW", cell=released.version)
    known = {entry.identifier for entry in run.history.identifiers}
    for entry in released.reported("identifiers", Entry):
        if entry.identifier not in known:
            facts = {"version": entry.introduced, "known": "?"}
            yield Problem("E-VANISHED", field=entry.dataset, cell=entry.identifier, facts=facts)

"""What keeps a build from becoming a release."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.release.records import Entry
from pipeline.release.sides import Side
from pipeline.release.verdict import judge


def blocking(run: Run, base: str) -> Iterator[Problem]:
    """E-UNEXPLAINED for each published value that is another one without a reason, E-VANISHED for each row that is gone
    and is not declared as withdrawn, E-VERSION where the version says less than the differences."""
    if len(run.history.releases) < 2:
        return
    before, now = (release.version for release in run.history.releases[-2:])
    withdrawn = {base + entry.identifier for entry in run.history.identifiers if entry.withdrawn}
    verdict = judge(before, now, run.differences, withdrawn)
    for one in verdict.unexplained:
        facts = {"old": one.old or "", "new": one.new or "", "table": one.table, "key": one.key}
        yield Problem("E-UNEXPLAINED", field=one.field, cell=one.new, facts=facts)
    for one in verdict.vanished:
        yield Problem("E-VANISHED", field=one.table, cell=one.about, facts={"version": before, "known": "?"})
    if verdict.enough is False:
        facts = {"reason": f"{verdict.level} differences from {before}: at least {verdict.least}"}
        yield Problem("E-VERSION", cell=now, facts=facts)


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

"""What keeps a build from becoming a release, and what is none from being published as one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Stop
from pipeline.package import DESCRIPTOR
from pipeline.package.document import read_json
from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.release.records import Entry
from pipeline.release.sides import Side
from pipeline.release.verdict import judge
from pipeline.release.versions import RELEASES, place_of, released, version
from pipeline.signature import seal


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


def unreleased(folder: Path, project: Path) -> Iterator[Problem]:
    """Of a finished release that is to be published: E-DRAFT where its project has releases, and it is none of them,
    byte for byte. So nothing gets by what blocks a release. The project is the one that the folder stands in, else the
    one given; one that keeps no releases has nothing to compare with."""
    own = folder.resolve().parent
    own = own.parent if own.name == RELEASES else own
    root = own if released(own) else project
    existing = released(root)
    document = read_json(folder, DESCRIPTOR, []) if existing else None
    if document is None or document.get("name") != _name(place_of(root, existing[-1])):
        return  # no release at all, which delivering it says, or one of others
    text = str(document.get("version"))
    wanted = version(text)
    if wanted not in existing:
        yield Problem("E-DRAFT", file=str(folder), cell=text, facts={"reason": "this version is not released"})
    elif not _same(folder, place_of(root, wanted)):
        reason = f"{RELEASES}/{text} holds something else"
        yield Problem("E-DRAFT", file=str(folder), cell=text, facts={"reason": reason})


def _name(folder: Path) -> object:
    return (read_json(folder, DESCRIPTOR, []) or {}).get("name")


def _same(one: Path, other: Path) -> bool:
    with contextlib.suppress(Stop):  # delivering says which manifest there is not
        return seal(one) == seal(other)
    return False


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

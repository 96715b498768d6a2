"""A finished release in a CKAN: one change after another, until it has what it is to have."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.deliver.ckan import Site, dataset, licences, organizations, take
from pipeline.deliver.contents import release_in
from pipeline.deliver.steps import Create, Step, Upload, steps
from pipeline.deliver.wanted import wanted
from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.web import Answer, Patience, checked, session


@dataclass(frozen=True)
class Change:
    """What is done, or would be: create and finish (the dataset), add, replace and withdraw (a file)."""

    kind: str
    file: str = ""
    bytes: int = 0


def to_ckan(
    folder: Path, url: str, token: str, organization: str, *, dry_run: bool, say: Callable[[Change], None]
) -> str:
    """Makes the dataset of a CKAN what the release in a folder is, saying each change once it is made; `dry_run` says
    them all and sends nothing but reads. Gives the address of the dataset.

    Interrupted and run again it goes on where it was: what is left to do is told from what the CKAN has. Raises Stop:
    what `release_in`, `wanted`, `steps`, `read` and `take` raise; E-WEB-ADDRESS, E-CKAN-INVALID, E-CKAN-ORGANIZATION.
    """
    site = Site(checked(url), token, session())
    release = release_in(folder)
    known = {licence.id: licence.url or "" for licence in licences(site)}
    want = wanted(release, known)
    found = dataset(site, want.name)
    owner = _owner(site, organization) if organization or found is None else ""
    patience, sent, least = Patience(), set[str](), sys.maxsize
    while todo := steps(found, want, owner):
        step = todo[0]
        if len(todo) < least:  # there was progress, even if its answer was lost
            patience, least = Patience(), len(todo)
        if dry_run:
            for step in todo:
                for change in _changes(step):
                    say(change)
            break
        if isinstance(step, Upload) and step.file.path in sent:
            reason = "it does not keep path, sha256 and size of a resource"
            raise Stop([Problem("E-CKAN-INVALID", facts={"host": site.host, "reason": reason})])
        done = take(site, step, found)
        if isinstance(done, Answer | Problem):
            patience.after(done, site.host)
            found = dataset(site, want.name)
            continue
        found = done
        if isinstance(step, Upload):
            sent.add(step.file.path)
            _unchanged(step)
        for change in _changes(step):
            say(change)
        if step is todo[-1]:
            break  # whatever the CKAN makes of it: it could go on for ever
    return f"{site.url}/dataset/{want.name}"


def _owner(site: Site, organization: str) -> str:
    """The id of the organisation, or of the only one. Raises Stop: E-CKAN-ORGANIZATION, E-CKAN-REFUSED."""
    allowed = organizations(site)
    if not allowed:
        reason = "the token may publish for no organisation"
        raise Stop([Problem("E-CKAN-REFUSED", facts={"host": site.host, "reason": reason})])
    fitting = [one.id for one in allowed if organization in ("", one.name, one.id)]
    if len(fitting) != 1:
        facts = {"host": site.host, "known": site.hidden(", ".join(sorted(one.name for one in allowed)))[:1000]}
        raise Stop([Problem("E-CKAN-ORGANIZATION", cell=organization, facts=facts)])
    return fitting[0]


def _unchanged(step: Upload) -> None:
    """Raises Stop with E-HASH where the file has become another one since it was hashed: another may have been sent."""
    content = step.file.content
    with content.open() as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != content.sha256:
        raise Stop([Problem("E-HASH", file=step.file.path, facts={"expected": content.sha256, "actual": actual})])


def _changes(step: Step) -> Iterator[Change]:
    if isinstance(step, Upload):
        yield Change("replace" if step.id else "add", step.file.path, step.file.content.size)
    elif isinstance(step, Create):
        yield Change("create")
    else:
        yield from (Change("withdraw", path) for path in step.withdrawn)
        yield Change("finish")

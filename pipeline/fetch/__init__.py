"""`opendata fetch`: raw files from the addresses that datapackage.json names. The one room that asks a network; a build
never does."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from pipeline.durable import replace_file, rewrite
from pipeline.errors import Stop
from pipeline.fetch.download import Limits, Received, Wanted, download
from pipeline.fetch.form import unlike
from pipeline.fetched import FETCHED, Fetched, addresses, record, recorded
from pipeline.files import regular_file, sha256_of, writable
from pipeline.lock import locked
from pipeline.package import Package
from pipeline.problem import Problem

RAW = "raw"
Status = Literal["new", "changed", "unchanged"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a file: it was not there before, has other bytes now, or the same."""

    path: str
    url: str
    status: Status
    bytes: int
    sha256: str


def fetch(
    package: Package, paths: Collection[str], limits: Limits, *, keep: bool = True
) -> tuple[list[Outcome], list[Problem]]:
    """Those raw files of the package that have an address, each whole in its place or as it was; `keep`: else nothing
    is changed. One that fails does not hold up the others.

    Problems: E-FETCH, E-FETCH-REFUSED, E-FETCH-SIZE, E-FETCH-FORM, E-RAW-EDITED, E-PATH, E-DISK. Raises Stop:
    E-LOCKED, E-FETCHED.
    """
    with locked(package.root):
        entries, urls = recorded(package.root), addresses(package)
        if isinstance(entries, Problem):
            raise Stop([entries])
        known = {path: entry for path, entry in entries.items() if path in urls}
        outcomes: list[Outcome] = []
        problems: list[Problem] = []
        for path in (path for path in urls if path in paths):
            try:
                found = _fetched(package.root, Wanted(path, urls[path]), known, limits, keep=keep)
            except OSError as error:
                facts = {"reason": error.strerror or str(error)}
                found = Problem("E-DISK", file=str(error.filename or path), facts=facts)
            (problems if isinstance(found, Problem) else outcomes).append(found)  # type: ignore[arg-type]
    return outcomes, problems


def _fetched(root: Path, wanted: Wanted, known: dict[str, Fetched], limits: Limits, *, keep: bool) -> Outcome | Problem:
    """One file, with what is known of it brought up to date. Raises OSError where the disk fails."""
    place, entry = writable(root, wanted.path, RAW), known.get(wanted.path)
    if isinstance(place, Problem):
        return place
    present = sha256_of(place) if place.exists() and isinstance(regular_file(root, wanted.path), Path) else ""
    intact = entry is not None and present == entry.sha256
    if entry and intact and entry.url == wanted.url:
        wanted = replace(wanted, etag=entry.etag, last_modified=entry.last_modified)
    part = place.with_name(f".{place.name}.part")
    place.parent.mkdir(parents=True, exist_ok=True)
    part.unlink(missing_ok=True)  # what a killed fetch left
    try:
        with part.open("xb") as sink:
            received = download(wanted, limits, sink)
        if isinstance(received, Problem):
            return received
        if received is None:
            return Outcome(wanted.path, wanted.url, "unchanged", place.stat().st_size, present)
        if form := unlike(wanted.path, received.head):
            return Problem("E-FETCH-FORM", file=wanted.path, facts={"url": wanted.url, "form": form})
        if entry and present not in ("", entry.sha256, received.sha256):
            facts = {"url": wanted.url, "expected": entry.sha256, "actual": present}
            return Problem("E-RAW-EDITED", file=wanted.path, facts=facts)
        if keep:
            _keep(root, wanted, received, place if received.sha256 != present else None, part, known)
    finally:
        part.unlink(missing_ok=True)
    status: Status = "unchanged" if received.sha256 == present else "changed" if present else "new"
    return Outcome(wanted.path, wanted.url, status, received.size, received.sha256)


def _keep(
    root: Path, wanted: Wanted, received: Received, place: Path | None, part: Path, known: dict[str, Fetched]
) -> None:
    """The file in its place, then the record. Killed in between, the next fetch finds the bytes there and records
    them."""
    if place:
        replace_file(place, part)
    known[wanted.path] = Fetched(
        wanted.path, wanted.url, received.sha256, str(received.size), received.etag, received.last_modified
    )
    content = record(known.values())
    file = root / FETCHED
    if file.is_symlink() or not file.exists() or file.read_bytes() != content:
        rewrite(file, content)

"""A place that files are delivered to, and how they get there: nothing is written over, all is read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

from pipeline.deliver.contents import Content
from pipeline.errors import Stop
from pipeline.problem import Problem


class Place(Protocol):
    """A folder here or elsewhere. A file in it is whole or not there. All of it raises OSError where it fails."""

    def files(self, folder: str) -> set[str]:
        """The paths of all files below a folder of it ("" is all of it)."""

    def same(self, path: str, content: Content) -> bool:
        """Whether a file that is there has these bytes."""

    def write(self, path: str, content: Content) -> None:
        """Puts a file there in one step, in the place of what was there."""

    def settle(self, folder: str) -> None:
        """Makes sure that all in a folder of it stays, also what was written by who did not come so far."""

    def read(self, path: str) -> bytes | None:
        """A small file; None where there is none."""

    def point(self, version: str) -> None:
        """Further ways to find a version that has become the latest."""


def deliver(place: Place, folder: str, contents: Mapping[str, Content], *, dry: bool) -> list[str]:
    """Puts the files into a folder of the place, in their order, and gives the paths of those that were not there;
    where `dry`, that would be written. Raises Stop: E-IMMUTABLE where something else is there, E-READ-BACK, E-STORE."""
    prefix = f"{folder}/" if folder else ""
    wanted = {prefix + path: content for path, content in contents.items()}
    with _reached(folder):
        there = place.files(folder)
    problems = [_other(path, "not in the release") for path in sorted(there - set(wanted))]
    for path, content in wanted.items():
        with _reached(path):
            if path in there and not place.same(path, content):
                problems.append(_other(path, "other bytes"))
    if problems:
        raise Stop(problems)
    missing = [path for path in wanted if path not in there]
    for path in missing if not dry else ():
        put(place, path, wanted[path])
    if not dry:
        with _reached(folder):
            place.settle(folder)
    return missing


def put(place: Place, path: str, content: Content) -> None:
    """One file, read back. Raises Stop: E-READ-BACK, E-STORE."""
    with _reached(path):
        place.write(path, content)
        if place.same(path, content):
            return
    raise Stop([Problem("E-READ-BACK", cell=path)])


def switch(place: Place, path: str, pointer: Content, version: str, *, dry: bool) -> bool:
    """Makes a version the latest, in one step, and tells whether it was not. Raises Stop: E-READ-BACK, E-STORE."""
    with _reached(path):
        switched = place.read(path) != pointer.source
    if not dry:
        if switched:
            put(place, path, pointer)
        with _reached(path):
            place.point(version)
    return switched


@contextmanager
def _reached(what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error) or type(error).__name__
        raise Stop([Problem("E-STORE", cell=what, facts={"reason": reason})]) from error


def _other(path: str, reason: str) -> Problem:
    return Problem("E-IMMUTABLE", cell=path, facts={"reason": reason})

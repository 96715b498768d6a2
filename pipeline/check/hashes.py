"""Every file against the manifests of the bag: changed, missing, or not listed."""

from __future__ import annotations

import functools
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.check.manifests import TAGMANIFEST, oxum_problems, read_manifests
from pipeline.errors import Stop
from pipeline.files import regular_file
from pipeline.problem import Problem
from pipeline.signature import SIGNATURE


class Digest(NamedTuple):
    """What a file weighs and hashes to."""

    size: int
    sha256: str


Digests = Callable[[str], Digest | Problem]
"""The digest of a file by its path in the release; or E-PATH, E-FILE."""


def digests_in(folder: Path) -> Digests:
    """Those of the files of a folder, each read once."""

    @functools.cache
    def digest(path: str) -> Digest | Problem:
        place = regular_file(folder, path)
        if isinstance(place, Problem):
            return place
        with place.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            return Digest(file.tell(), sha256)

    return digest


def files_in(folder: Path) -> set[str]:
    """The paths of all that is no folder, in it."""
    found: set[str] = set()
    for place, folders, names in os.walk(folder):
        links = (name for name in folders if os.path.islink(os.path.join(place, name)))
        inner = os.path.relpath(place, folder)
        found.update(os.path.normpath(os.path.join(inner, name)) for name in (*names, *links))
    return found


def hash_problems(folder: Path, digests: Digests) -> Iterator[Problem]:
    """E-HASH, E-RELEASE-MISSING, E-RELEASE-EXTRA; E-BAG, E-PATH where a manifest is none; E-RELEASE where there is
    none. All files are listed, also those that RFC 8493 would let be there without."""
    present = files_in(folder)
    try:
        listed, wrong = read_manifests(folder, present)
        found = [*wrong, *_differences(present, listed, digests)]
        yield from found or oxum_problems(folder, present)  # where a file is another, so is the sum of all
    except Stop as stop:
        yield from stop.problems


def _differences(present: set[str], listed: Mapping[str, str], digests: Digests) -> Iterator[Problem]:
    for path in sorted(set(listed) - present):
        yield Problem("E-RELEASE-MISSING", file=path)
    for path in sorted(present - set(listed) - {TAGMANIFEST, SIGNATURE}):  # which the tag manifest cannot list
        yield Problem("E-RELEASE-EXTRA", file=path)
    for path in sorted(present & set(listed)):
        found = digests(path)
        if isinstance(found, Problem):
            yield found
        elif found.sha256 != listed[path]:
            yield Problem("E-HASH", file=path, facts={"expected": listed[path], "actual": found.sha256})

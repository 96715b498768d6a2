"""Every file against SHA256SUMS: changed, missing, or not listed."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.check.release import MAX_BYTES
from pipeline.files import read_bytes, regular_file
from pipeline.problem import Problem

SUMS = "SHA256SUMS"


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


def hash_problems(folder: Path, digests: Digests) -> Iterator[Problem]:
    """E-HASH, E-RELEASE-MISSING, E-RELEASE-EXTRA; E-RELEASE where there is no list."""
    try:
        content = read_bytes(folder, SUMS, MAX_BYTES)
        lines = content.decode("utf-8").splitlines() if isinstance(content, bytes) else [""]
        listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    except ValueError:
        yield Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": SUMS})
        return
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    for path in sorted(set(listed) - present):
        yield Problem("E-RELEASE-MISSING", file=path)
    for path in sorted(present - set(listed) - {SUMS}):
        yield Problem("E-RELEASE-EXTRA", file=path)
    for path in sorted(present & set(listed)):
        found = digests(path)
        if isinstance(found, Problem):
            yield found
        elif found.sha256 != listed[path]:
            yield Problem("E-HASH", file=path, facts={"expected": listed[path], "actual": found.sha256})

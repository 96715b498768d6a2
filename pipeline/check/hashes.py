"""Every file against SHA256SUMS: changed, missing, or not listed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.check.release import MAX_BYTES
from pipeline.files import read_bytes, regular_file
from pipeline.problem import Problem

SUMS = "SHA256SUMS"


def hash_problems(folder: Path) -> Iterator[Problem]:
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
        place = regular_file(folder, path)
        if isinstance(place, Problem):
            yield place
            continue
        with place.open("rb") as file:
            actual = hashlib.file_digest(file, "sha256").hexdigest()
        if actual != listed[path]:
            yield Problem("E-HASH", file=path, facts={"expected": listed[path], "actual": actual})

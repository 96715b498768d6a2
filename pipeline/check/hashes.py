"""Every file against SHA256SUMS: changed, missing, or not listed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from pipeline.problem import Problem

SUMS = "SHA256SUMS"


def hash_problems(folder: Path) -> Iterator[Problem]:
    """E-HASH, E-RELEASE-MISSING, E-RELEASE-EXTRA; E-RELEASE where there is no list."""
    try:
        lines = (folder / SUMS).read_text("utf-8").splitlines()
        listed = {path: digest for digest, path in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        yield Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": str(error)})
        return
    present = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()}
    for path in sorted(set(listed) - present):
        yield Problem("E-RELEASE-MISSING", file=path)
    for path in sorted(present - set(listed) - {SUMS}):
        yield Problem("E-RELEASE-EXTRA", file=path)
    for path in sorted(present & set(listed)):
        actual = hashlib.sha256((folder / path).read_bytes()).hexdigest()
        if actual != listed[path]:
            yield Problem("E-HASH", file=path, facts={"expected": listed[path], "actual": actual})

"""The copies for Excel against the canonical tables: the same cells, but for neutralised formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from pipeline.check.release import MAX_BYTES, Release
from pipeline.files import read_bytes
from pipeline.problem import Problem


def copy_problems(release: Release) -> Iterator[Problem]:
    """E-COPY for the first cell of each copy that is not that of the canonical table."""
    for resource in release.resources:
        path = resource.path.replace("data/", "excel/", 1)
        content = read_bytes(release.folder, path, MAX_BYTES)
        if isinstance(content, Problem):
            yield content
            continue
        copied = list(csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline="")))
        names = [field.name for field in resource.schema.fields]
        original = [names, *([row[name] or "" for name in names] for row in release.tables[resource.name])]
        for line, (ours, theirs) in enumerate(zip(original, copied, strict=False), 1):
            wrong = next((name for name, a, b in zip(names, ours, theirs, strict=False) if b not in (a, f"'{a}")), "")
            if wrong or len(ours) != len(theirs):
                yield Problem("E-COPY", path, "", line, wrong)
                break
        if len(original) != len(copied):
            yield Problem("E-COPY", path, "", min(len(original), len(copied)) + 1)

"""The copies for Excel against the canonical tables: the same cells, but for neutralised formulas."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator

from pipeline.check.release import Release
from pipeline.problem import Problem


def copy_problems(release: Release) -> Iterator[Problem]:
    """E-COPY for the first cell of each copy that is not that of the canonical table."""
    for resource in release.resources:
        path = resource.path.replace("data/", "excel/", 1)
        if not (release.folder / path).exists():  # not in this format; one that is listed is missed by its hash
            continue
        names = [field.name for field in resource.schema.fields]
        rows = ([row[name] or "" for name in names] for row in release.tables[resource.name])
        with (release.folder / path).open(encoding="utf-8-sig", errors="replace", newline="") as file:
            both = itertools.zip_longest(itertools.chain([names], rows), csv.reader(file))
            for line, (ours, theirs) in enumerate(both, 1):
                cells = zip(names, ours or (), theirs or (), strict=False)
                wrong = next((name for name, a, b in cells if b not in (a, f"'{a}")), "")
                if wrong or ours is None or theirs is None or len(ours) != len(theirs):
                    yield Problem("E-COPY", path, "", line, wrong)
                    break

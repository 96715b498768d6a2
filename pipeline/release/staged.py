"""The side of a comparison that is still being made."""

from __future__ import annotations

import json
from collections import defaultdict

from pipeline.emit.descriptor import descriptor
from pipeline.emit.releases import NOTHING
from pipeline.emit.swap import Stage
from pipeline.package import Package
from pipeline.record import Run
from pipeline.release.sides import Side, side_of


def being_made(run: Run, package: Package, stage: Stage) -> Side:
    """The release on the stage, so far as its tables are there."""
    document = json.loads(descriptor(package, defaultdict(lambda: NOTHING, stage.files)))
    columns, rows = (run.corrected.labels, run.corrected.rows()) if run.corrected else ((), [])
    corrections = [dict(zip(columns, (cell or "" for cell in row.values()), strict=True)) for row in rows]
    return side_of(stage.folder, document, corrections)

"""The side of a comparison that is still being made."""

from __future__ import annotations

import json
from collections import defaultdict

from pipeline.emit.descriptor import descriptor
from pipeline.emit.releases import NOTHING
from pipeline.emit.swap import Stage
from pipeline.package import Package
from pipeline.record import Run
from pipeline.release.sides import Side


def being_made(run: Run, package: Package, stage: Stage) -> Side:
    """The release on the stage, so far as its tables are there."""
    resources = json.loads(descriptor(package, defaultdict(lambda: NOTHING, stage.files)))["resources"]
    tables = {r["name"]: r for r in resources if r["path"] == f"data/{r['name']}.csv"}
    columns, rows = (run.corrected.labels, run.corrected.rows()) if run.corrected else ((), [])
    side = Side(
        stage.folder,
        package.descriptor.version,
        package.descriptor.pipeline.base,
        tables,
        frozenset(name for name, resource in tables.items() if "report" in resource),
        [dict(zip(columns, (cell or "" for cell in row.values()), strict=True)) for row in rows],
        prefixes=package.descriptor.pipeline.prefixes,
    )
    for name in tables:
        side.schema(name)
    return side

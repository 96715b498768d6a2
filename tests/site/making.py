"""A run whose tables are written, and nothing else: what pages are made of."""

from __future__ import annotations

from pathlib import Path

from pipeline.emit.swap import Stage
from pipeline.package import Package
from pipeline.publish import publish
from pipeline.receive import receive
from pipeline.record import Run


def published(package: Package, folder: Path) -> tuple[Run, Stage]:
    """The first two stages of a build, into a folder."""

    def quiet(stage: str, count: int) -> None: ...

    run, stage = Run(), Stage(folder, folder / "before")
    publish(run, receive(run, package, quiet, package.raw), package, quiet, stage=stage)
    return run, stage

"""`opendata release`: a build that becomes a release, which nothing changes from then on.

Everything is made and checked before the first step that anyone can see. Then, in this order: the project gets the
version and the day (datapackage.json), the release appears in `releases/`, whole, and takes the place of `output/`.
Whatever fails or is killed in between, there is the old state or the new one, and the same command finishes.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
from pathlib import Path
from typing import Any

from pipeline.build import build
from pipeline.emit.swap import Stage, flush_all, renamed, replaced
from pipeline.engine import Engine, in_order
from pipeline.errors import Stop
from pipeline.memory import FORGETFUL, Memory
from pipeline.package import DESCRIPTOR, Package
from pipeline.problem import Problem
from pipeline.receive import Say
from pipeline.record import Run
from pipeline.release.gate import blocking
from pipeline.release.versions import RELEASES, released, version

STAGING = ".opendata/release"


def dated(document: dict[str, Any], wanted: str, day: str, *, first: bool) -> dict[str, Any]:
    """What datapackage.json says of a release with this version, issued on a day (ISO 8601). Raises Stop with E-VERSION
    where the version is none."""
    if version(wanted) is None:
        raise Stop([Problem("E-VERSION", cell=wanted, facts={"reason": "a version is three numbers"})])
    pipeline: Any = document.get("pipeline", {})
    days = {"modified": day} | ({"issued": day} if first else {})
    catalogue = pipeline.get("catalogue", {}) | days
    return document | {"version": wanted, "pipeline": pipeline | {"catalogue": catalogue}}


def issue(
    package: Package,
    say: Say,
    engine: Engine = in_order,
    memory: Memory = FORGETFUL,
    *,
    rehearse: bool = False,
) -> Run:
    """The release `releases/VERSION` of a package that was `dated`, and `output/` the same; or every problem, and all
    as it was. `rehearse` does all but the last steps.

    Problems: those of a build; E-VERSION (not after the newest, or it reaches less far than the differences),
    E-RELEASED (it exists), E-UNEXPLAINED, E-VANISHED.
    """
    text, existing = package.descriptor.version, released(package.root)
    new = version(text)
    if new in existing:
        raise Stop([Problem("E-RELEASED", file=f"{RELEASES}/{text}", cell=text)])
    if new and existing and new < existing[-1]:
        raise Stop([Problem("E-VERSION", cell=text, facts={"reason": f"{existing[-1]} is released already"})])
    return build(package, say, engine, memory, functools.partial(_finish, package, rehearse=rehearse))


def _finish(package: Package, run: Run, stage: Stage, *, rehearse: bool) -> bool:
    """What has to be true of a release beyond a build, then its folder. Whether `output/` is to be exchanged."""
    run.problems += blocking(run, package.descriptor.pipeline.base)
    if run.failed or rehearse:
        return False
    root, made = package.root, package.root / STAGING
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(stage.folder, made)
    for folder, _, names in os.walk(made):
        for name in names:
            Path(folder, name).chmod(0o444)
    flush_all(made)
    (root / RELEASES).mkdir(exist_ok=True)
    text = json.dumps(package.documents[DESCRIPTOR], ensure_ascii=False, indent=2) + "\n"
    replaced(root / DESCRIPTOR, text.encode())
    renamed(made, root / RELEASES / package.descriptor.version)
    return True

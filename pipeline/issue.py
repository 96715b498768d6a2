"""`opendata release`: a build that becomes a release, which nothing changes from then on.

Everything is made and checked before the first step that anyone can see. Then, in this order: the project gets the
version and the day (datapackage.json), the release appears in `releases/`, whole, and takes the place of `output/`.
Whatever fails or is killed in between, there is the old state or the new one, and the same command finishes.
"""

from __future__ import annotations

import functools
import json
import shutil
from typing import Any

from pipeline.build import build
from pipeline.durable import flush, flush_all, rewrite
from pipeline.emit.swap import Stage, renamed
from pipeline.engine import Engine, in_order
from pipeline.errors import Stop
from pipeline.memory import FORGETFUL, Memory
from pipeline.package import DESCRIPTOR, Package
from pipeline.problem import Problem
from pipeline.receive import Say
from pipeline.record import Run
from pipeline.release.gate import blocking
from pipeline.release.versions import RELEASES, released, version
from pipeline.undecided import refused


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

    The newest release once more, to the same bytes, is no problem: so is one finished that was stopped on the way.

    Problems: those of a build; E-VERSION (not after the newest, or it reaches less far than the differences),
    E-RELEASED (it exists, with other bytes), E-TODO (a table with things left to decide), E-UNEXPLAINED, E-VANISHED.
    """
    text, existing = package.descriptor.version, released(package.root)
    new = version(text)
    if new in existing[:-1]:
        raise Stop([_released(text)])
    if new and existing and new < existing[-1]:
        raise Stop([Problem("E-VERSION", cell=text, facts={"reason": f"{existing[-1]} is released already"})])
    return build(package, say, engine, memory, functools.partial(_finish, package, rehearse=rehearse))


def _finish(package: Package, run: Run, stage: Stage, *, rehearse: bool) -> bool:
    """What has to be true of a release beyond a build, then its folder. Whether `output/` is to be exchanged."""
    root, text = package.root, package.descriptor.version
    there = (root / RELEASES / text).exists()
    run.problems = [refused(problem) for problem in run.problems]
    if there:  # what is a draft for a build
        run.problems = [_released(text) if problem.code == "W-PREVIEW" else problem for problem in run.problems]
    else:
        run.problems += blocking(run, package.descriptor.pipeline.base)
    if run.failed or rehearse:
        return False
    if there:
        flush(root / RELEASES)  # who put it there may not have come so far
    else:
        _place(package, stage)
    return True


def _place(package: Package, stage: Stage) -> None:
    """The staged files once more, which none may write, in `releases/`."""
    root, made = package.root, stage.folder.with_name("release")
    for path in stage.files:
        place = made / path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(stage.folder / path, place)
        place.chmod(0o444)
    flush_all(made)
    (root / RELEASES).mkdir(exist_ok=True)
    document = json.dumps(package.documents[DESCRIPTOR], ensure_ascii=False, indent=2) + "\n"
    rewrite(root / DESCRIPTOR, document.encode())
    renamed(made, root / RELEASES / package.descriptor.version)


def _released(text: str) -> Problem:
    return Problem("E-RELEASED", file=f"{RELEASES}/{text}", cell=text)

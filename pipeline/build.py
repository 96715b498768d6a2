"""The route: raw tables to a finished release. One way down, readable in a minute.

receive   read, correct, interpret, validate, reconcile: the raw tables, piece by piece
publish   enrich, validate, write: the published tables, part by part
emit      what is said of all of them
site      the pages on which people see it
bag       the manifests, of all files
check     the release is opened again, as a stranger would
swap      it takes the place of the one before, or nothing happens
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.emit import emit
from pipeline.emit.bag import bag
from pipeline.emit.swap import Stage, staged, swap
from pipeline.engine import Engine, in_order
from pipeline.errors import Stop
from pipeline.memory import FORGETFUL, Memory
from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.publish import publish
from pipeline.published import published_problems
from pipeline.receive import Say, receive
from pipeline.record import Run
from pipeline.release.gate import draft
from pipeline.release.sides import opened
from pipeline.release.versions import before, place_of, released, version
from pipeline.signature import seal
from pipeline.site import site
from pipeline.tally import bounded

OUTPUT = "output"


def build(
    package: Package,
    say: Say,
    engine: Engine = in_order,
    memory: Memory = FORGETFUL,
    finish: Callable[[Run, Stage], bool] = lambda run, stage: True,
) -> Run:
    """A release in `output/`, or every problem and `output/` as it was. What is in the memory is not made again.
    `finish` is given what is made and checked, and says whether it takes the place of `output/`."""
    run = Run()
    sources = receive(run, package, say, package.raw, memory.engine(engine))
    if run.failed:
        return run
    try:
        with staged(package.root, OUTPUT) as stage:
            earlier = before(package.root, package.descriptor.version)
            publish(run, sources, package, say, engine, stage, memory, opened(earlier) if earlier else None)
            if run.failed:
                return run
            emit(run, package, stage)
            say("emit", emitted := len(stage.files))
            site(run, package, stage)
            say("site", len(stage.files) - emitted)
            bag(package, stage)
            stage.flush()
            run.problems += verify(stage.folder, outside=False, engine=engine, memory=memory)
            say("check", len(stage.files))
            run.problems += _draft(run, package, stage)
            if not run.failed and finish(run, stage):
                swap(stage.folder, package.root / OUTPUT)
                run.published = True
                memory.forget_the_rest()
    except Stop as stop:
        run.problems += stop.problems
        run.published |= any(problem.code == "E-DURABLE" for problem in stop.problems)
    return run


def _draft(run: Run, package: Package, stage: Stage) -> Iterator[Problem]:
    """What is to be said where the version that was built is released already."""
    wanted = version(package.descriptor.version)
    if wanted in released(package.root):
        place = place_of(package.root, wanted)
        yield from draft(run, opened(place), seal(place) == seal(stage.folder))


def verify(
    folder: Path, *, outside: bool = True, engine: Engine = in_order, memory: Memory = FORGETFUL
) -> list[Problem]:
    """Every problem of a finished release, with nothing but its folder: what a stranger checks, `outside`: with a
    validator that is not ours; then what our own validation sees. Raises Stop with E-RELEASE where it is no release."""
    from pipeline.check import check  # a validation does without, and without its libraries
    from pipeline.check.release import UNREADABLE

    problems = check(folder, outside=outside, memory=memory)
    if not UNREADABLE & {problem.code for problem in problems}:
        problems += published_problems(folder, outside=outside, engine=memory.engine(engine))
    return bounded(problems)

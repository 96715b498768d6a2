"""The route: raw tables to a finished release. One way down, readable in a minute."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipeline.check import check
from pipeline.correct import correct
from pipeline.emit import emit
from pipeline.emit.swap import staged, swap
from pipeline.enrich.derive import derive
from pipeline.errors import Stop
from pipeline.interpret.tables import interpret
from pipeline.package import Package
from pipeline.places import at_source
from pipeline.problem import Problem
from pipeline.published import published_problems
from pipeline.read import read, read_corrections
from pipeline.record import Run, report_tables
from pipeline.validate import validate
from pipeline.validate.identities import reconcile

OUTPUT = "output"
Say = Callable[[str, int], None]
"""Told after each stage: its name, and how many tables, rows or files it handled."""


def examine(package: Package, say: Say) -> Run:
    """Every stage up to the published tables, without writing anything.

    Stages that would only repeat what an earlier one has said are left out, and that is said (I-SKIPPED).
    """
    run = Run()
    run.raw, problems = read(package)
    run.problems += problems
    run.corrected, problems = read_corrections(package.root)
    run.problems += problems
    say("read", len(run.raw))
    run.raw, run.corrections, corrected, problems = correct(run.raw, run.corrected, package)
    run.problems += problems
    interpreted, changes, problems = interpret(run.raw, package)
    run.changes = corrected + changes
    run.problems += problems
    say("interpret", len(run.changes))
    run.problems += validate(run.raw, package.raw)
    say("validate", sum(table.frame.num_rows for table in run.raw.values()))
    wrong = {problem.file for problem in run.problems}
    sound = {name: table for name, table in interpreted.items() if table.file not in wrong}
    run.results, problems = reconcile(sound, package.descriptor.pipeline.identities)
    run.problems += [at_source(problem, run.raw, package) for problem in problems]
    say("reconcile", len(run.results))
    if run.failed:
        partly = ("interpret", "reconcile") if len(sound) < len(package.raw) else ()
        run.problems.append(Problem("I-SKIPPED", facts={"stages": ", ".join((*partly, "enrich", "emit", "check"))}))
        return run
    derived, problems = derive(interpreted, package)
    run.problems += problems
    run.tables = derived | report_tables(package, run.changes, run.results)
    say("enrich", len(derived))
    run.problems += [at_source(problem, run.raw, package) for problem in validate(run.tables, package.published)]
    say("validate_published", sum(table.frame.num_rows for table in run.tables.values()))
    return run


def build(package: Package, say: Say) -> Run:
    """A release in `output/`, or every problem and `output/` as it was."""
    run = examine(package, say)
    if run.failed:
        return run
    files, problems = emit(run, package)
    run.problems += problems
    say("emit", len(files))
    try:
        with staged(package.root, files) as folder:
            run.problems += check(folder)
            say("check", len(files))
            if not run.failed:
                swap(folder, package.root / OUTPUT)
                run.published = True
    except Stop as stop:
        run.problems += stop.problems
        run.published |= any(problem.code == "E-DURABLE" for problem in stop.problems)
    return run


def verify(folder: Path) -> list[Problem]:
    """Every problem of a finished release, with nothing but its folder: what a stranger checks, then
    what only our validation sees. Raises Stop with E-RELEASE where it is no release."""
    problems = check(folder)
    unread = {"E-FILE", "E-PATH", "E-RELEASE", "E-RELEASE-MISSING", "E-RELEASE-FORM", "E-DESCRIPTOR-JSON"}
    if not unread & {problem.code for problem in problems}:
        problems += published_problems(folder)
    return problems

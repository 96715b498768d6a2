"""What `opendata add` has left for a person to decide, and nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.package import Package
from pipeline.problem import Problem


def todo(table: str) -> str:
    """The file, by its path in the project, that lists it."""
    return f"schemas/{table}.todo.md"


def undecided(package: Package) -> Iterator[Problem]:
    """W-TODO for each table of which the list is still there."""
    for resource in package.descriptor.resources:
        if (package.root / todo(resource.name)).is_file():
            yield Problem("W-TODO", file=todo(resource.name), cell=resource.name)


def refused(problem: Problem) -> Problem:
    """The same as E-TODO, of what is to be a release."""
    return replace(problem, code="E-TODO") if problem.code == "W-TODO" else problem

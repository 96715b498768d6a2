"""Problems of published tables in terms of the raw file, which is the one that a person can mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.files import belongs
from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.table import Table

Place = tuple[str, int]
"""A file, and a line of it."""
Find = Callable[[str, set[Place]], Iterable[Table]]
"""The parts of a raw table in which there are these rows."""


def at_source(problems: Sequence[Problem], raw: Mapping[str, Table], find: Find, package: Package) -> list[Problem]:
    """The problems with the raw field, column and cell that their published fields were made from; without
    a column where a field has no raw one. `raw` are the raw tables, without their rows."""
    names = [_table(problem, raw) for problem in problems]
    rows: dict[tuple[str, Place], tuple[Table, int]] = {}
    for name in {name for name in names if name}:
        wanted = {(p.file, p.row) for p, table in zip(problems, names, strict=True) if table == name and p.row}
        for part in find(name, wanted) if wanted else ():
            for index, line in enumerate(part.lines):
                if (part.file, line) in wanted:
                    rows.setdefault((name, (part.file, line)), (part, index))
    placed = [_at_source(p, name, rows, package) if name else p for p, name in zip(problems, names, strict=True)]
    return referring(placed, package)


def referring(problems: Sequence[Problem], package: Package) -> list[Problem]:
    """The problems; those of a value that must stand in another table name the raw file where its row is missing."""
    files = {name: source.path for name, source in package.raw_sources().items()}
    return [
        replace(p, facts={**p.facts, "where": files.get(p.facts["where"], p.facts["where"])})
        if p.code == "E-FOREIGN-KEY"
        else p
        for p in problems
    ]


def _table(problem: Problem, raw: Mapping[str, Table]) -> str:
    return next((n for n, t in raw.items() if belongs(problem.file, t.file) and problem.sheet == t.sheet), "")


def _at_source(
    problem: Problem, name: str, rows: Mapping[tuple[str, Place], tuple[Table, int]], package: Package
) -> Problem:
    published = next((f for f in package.published[name].fields if f.name == problem.field), None)
    names = package.raw[name].names
    source = (published.from_ or published.name).partition(".")[0] if published else ""
    place = (problem.file, problem.row or 0)
    if source not in names or (name, place) not in rows:
        return replace(problem, column=None)
    table, index = rows[name, place]
    position = names.index(source)
    cell = table.frame.column(position)[index].as_py()
    return replace(problem, field=source, column=table.column(index, position), cell=cell)


def required(problem: Problem, package: Package) -> Problem:
    """An empty cell of a wide table, of which no row is made, is E-REQUIRED where its long column is required."""
    for name, source in package.raw_sources().items() if problem.code == "I-CELL-BLANK" else ():
        for one in package.raw[name].fields:
            if source.path == problem.file and one.in_header == problem.field and one.constraints.required:
                return replace(problem, code="E-REQUIRED", field=one.name)
    return problem

"""Problems of published tables in terms of the raw file, which is the one that a person can mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.table import Table

Find = Callable[[str, set[int]], Iterable[Table]]
"""The parts of a raw table in which there are rows of these lines."""


def at_source(problems: Sequence[Problem], raw: Mapping[str, Table], find: Find, package: Package) -> list[Problem]:
    """The problems with the raw field, column and cell that their published fields were made from; without
    a column where a field has no raw one. `raw` are the raw tables, without their rows."""
    names = [_table(problem, raw) for problem in problems]
    rows: dict[tuple[str, int], tuple[Table, int]] = {}
    for name in {name for name in names if name}:
        lines = {p.row for p, table in zip(problems, names, strict=True) if table == name and p.row}
        for part in find(name, lines) if lines else ():
            for index, line in enumerate(part.lines):
                if line in lines:
                    rows.setdefault((name, line), (part, index))
    return [_at_source(p, name, rows, package) if name else p for p, name in zip(problems, names, strict=True)]


def _table(problem: Problem, raw: Mapping[str, Table]) -> str:
    place = (problem.file, problem.sheet)
    return next((name for name, table in raw.items() if (table.file, table.sheet) == place), "")


def _at_source(
    problem: Problem, name: str, rows: Mapping[tuple[str, int], tuple[Table, int]], package: Package
) -> Problem:
    published = next((f for f in package.published[name].fields if f.name == problem.field), None)
    names = [field.name for field in package.raw[name].fields]
    source = (published.from_ or published.name).partition(".")[0] if published else ""
    if source not in names or (name, problem.row or 0) not in rows:
        return replace(problem, column=None)
    table, index = rows[name, problem.row or 0]
    position = names.index(source)
    cell = table.frame.column(position)[index].as_py()
    return replace(problem, field=source, column=table.column(index, position), cell=cell)

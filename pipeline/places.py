"""Problems in terms of the raw file, which is the one that a person can mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.table import Table


def at_source(problem: Problem, raw: Mapping[str, Table], package: Package) -> Problem:
    """The problem with the raw field, column and cell that its published field was made from; without
    a column where the field has no raw one."""
    place = (problem.file, problem.sheet)
    name = next((name for name, table in raw.items() if (table.file, table.sheet) == place), None)
    if name is None:
        return problem
    published = next((f for f in package.published[name].fields if f.name == problem.field), None)
    names = [field.name for field in package.raw[name].fields]
    source = (published.from_ or published.name).partition(".")[0] if published else ""
    if source not in names or problem.row not in raw[name].lines:
        return replace(problem, column=None)
    table, position = raw[name], names.index(source)
    index = table.lines.index(problem.row)
    cell = table.frame.column(position)[index].as_py()
    return replace(problem, field=source, column=table.column(index, position), cell=cell)

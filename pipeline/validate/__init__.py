"""Tables against their Table Schemas: every problem, without a limit.

The kinds of error and their places are those of frictionless 5.21 wherever it has a verdict
(`tests/validate/test_parity.py`); beyond it go categories, unique keys and lexical forms.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow.compute as pc

from pipeline.package.models import Field, Schema, Words
from pipeline.problem import Problem
from pipeline.table import Table
from pipeline.validate.cells import Cell, cell_check
from pipeline.validate.keys import Columns, foreign_findings, key_findings
from pipeline.validate.structure import header_problems, row_problems
from pipeline.validate.values import Value


def validate(tables: Mapping[str, Table], schemas: Mapping[str, Schema]) -> list[Problem]:
    """Every problem of every table, in order of table, row and column. Foreign keys are looked up
    among `tables`; one whose table is not there is not checked."""
    problems: list[Problem] = []
    typed: dict[str, Columns] = {}
    for name, table in tables.items():
        found, typed[name] = _validate_rows(table, schemas[name])
        problems += found
    for name, table in tables.items():
        for foreign in schemas[name].foreign_keys:
            other = foreign.reference.resource or name
            if other not in typed:
                continue
            for index, field, (code, facts) in foreign_findings(foreign, other, typed[name], typed[other]):
                problems.append(_problem(table, schemas[name], index, field, code, facts))
    order = {table.file or name: place for place, (name, table) in enumerate(tables.items())}
    return sorted(problems, key=lambda p: (order.get(p.file, 0), p.row or 0, p.column or 0))


def _validate_rows(table: Table, schema: Schema) -> tuple[list[Problem], Columns]:
    """Problems of the table alone, and its typed columns for the foreign keys."""
    problems = list(header_problems(table, schema))
    size, width = table.frame.num_rows, len(table.labels)
    fields = schema.fields[:width]
    columns: dict[str, list[Value | None]] = {}
    missing = [0] * size
    cell_problems: list[tuple[int, Problem]] = []
    for position in range(width):
        field = fields[position] if position < len(fields) else _any(table.labels[position])
        values, findings = _validate_column(table, schema, field, position)
        if position < len(fields):
            columns[field.name] = values
        wrong = {index for index, problem in findings if problem.code == "E-TYPE"}
        for index, value in enumerate(values):
            missing[index] += value is None and index not in wrong
        cell_problems += findings
    blank = {index for index, count in enumerate(missing) if count == width}
    problems += [problem for index, problem in cell_problems if index not in blank]
    problems += [problem for _, problem in row_problems(table, schema, blank)]
    for index, field_name, (code, facts) in key_findings(schema, columns):
        if "first" in facts:
            facts = {**facts, "first": str(table.place(int(facts["first"]))[2])}
        problems.append(_problem(table, schema, index, field_name, code, facts))
    return problems, columns


def _validate_column(
    table: Table, schema: Schema, field: Field, position: int
) -> tuple[list[Value | None], list[tuple[int, Problem]]]:
    """The typed values of one column and what is wrong in it; each distinct text is checked once."""
    encoded: Any = pc.dictionary_encode(table.frame.column(position)).combine_chunks()
    check = cell_check(field, schema)
    nothing = check(None)
    distinct: list[Cell] = [check(text) for text in encoded.dictionary.to_pylist()]
    cells = [nothing if code is None else distinct[code] for code in encoded.indices.to_pylist()]
    findings: list[tuple[int, Problem]] = []
    if any(cell.findings for cell in (nothing, *distinct)):
        for index, cell in enumerate(cells):
            for code, facts in cell.findings:
                findings.append((index, _problem(table, schema, index, field.name, code, facts, position)))
    return [cell.value for cell in cells], findings


def _any(label: str) -> Field:
    """The field of a column that the schema does not have: what the schema says does not hold for it."""
    return Field(name=label, type="any", titles=Words(ja=label, en=label), missing_values=[""])


def _problem(
    table: Table, schema: Schema, index: int, field: str, code: str, facts: dict[str, str], position: int | None = None
) -> Problem:
    names = [f.name for f in schema.fields[: table.frame.num_columns]]
    positions = [names.index(name) for name in field.split(", ") if name in names] if position is None else [position]
    cells = [table.frame.column(at)[index].as_py() for at in positions]
    cell = ", ".join(map(str, cells)) if len(cells) > 1 else next(iter(cells), None)
    column = table.column(index, positions[0]) if len(positions) == 1 else None
    return Problem(code, *table.place(index), field, column, cell, facts)

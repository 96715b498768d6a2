"""Both validators on the same files, in the same terms: (table, record, field, kind). The header is record 1."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import frictionless

from pipeline.package.descriptor import Raw
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.read import read_source
from pipeline.table import Table
from tests.stages import validate

Rows = list[list[str]]
Verdict = tuple[str, int, str, str]

KINDS = {
    "E-LABEL-BLANK": "blank-label",
    "E-LABEL-DOUBLE": "duplicate-label",
    "E-LABEL-WRONG": "incorrect-label",
    "E-LABEL-EXTRA": "extra-label",
    "E-LABEL-MISSING": "missing-label",
    "E-ROW-BLANK": "blank-row",
    "E-CELL-MISSING": "missing-cell",
    "E-CELL-EXTRA": "extra-cell",
    "E-TYPE": "type-error",
    "E-REQUIRED": "constraint-error",
    "E-ENUM": "constraint-error",
    "E-PATTERN-CELL": "constraint-error",
    "E-MIN-LENGTH": "constraint-error",
    "E-MAX-LENGTH": "constraint-error",
    "E-MINIMUM": "constraint-error",
    "E-MAXIMUM": "constraint-error",
    "E-EXCLUSIVE-MINIMUM": "constraint-error",
    "E-EXCLUSIVE-MAXIMUM": "constraint-error",
    "E-UNIQUE": "unique-error",
    "E-PRIMARY-KEY": "primary-key",
    "E-PRIMARY-KEY-EMPTY": "primary-key",
    "E-FOREIGN-KEY": "foreign-key",
}
BEYOND = {"E-LEXICAL", "E-CATEGORY", "E-UNIQUE-KEY"}
"""Codes that frictionless has no kind for."""
OF_THE_ROW = {"blank-row", "primary-key", "foreign-key"}
VERSION_2 = "https://datapackage.org/profiles/2.0/datapackage.json"
# Said in full, or frictionless guesses: the line of the header by the width of rows, the rest by csv.Sniffer.
DIALECT = {
    "header": True,
    "headerRows": [1],
    "csv": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "skipInitialSpace": False},
}


def write(folder: Path, tables: Mapping[str, Rows]) -> None:
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)


def problems(folder: Path, schemas: Mapping[str, Schema]) -> tuple[dict[str, Table], list[Problem]]:
    tables: dict[str, Table] = {}
    for name in schemas:
        tables[name], found = read_source(folder, name, Raw(path=f"{name}.csv", schema="", encoding="utf-8"))
        assert not found
    return tables, validate(tables, schemas)


def ours(folder: Path, schemas: Mapping[str, Schema]) -> set[Verdict]:
    tables, found = problems(folder, schemas)
    record = {(name, line): number for name, table in tables.items() for number, line in enumerate(table.lines, 2)}
    verdicts: set[Verdict] = set()
    for problem in found:
        name = problem.file.removesuffix(".csv")
        if problem.code not in BEYOND:
            kind = KINDS[problem.code]
            number = 1 if kind.endswith("-label") else record[name, problem.row or 0]
            verdicts.add((name, number, "" if kind in OF_THE_ROW else problem.field, kind))
    return verdicts


def package(folder: Path, documents: Mapping[str, Any]) -> frictionless.Package:
    """Of copies, for frictionless writes into the descriptor that it is given."""
    declared = {"type": "table", "encoding": "utf-8", "dialect": DIALECT}
    resources = [
        {"name": name, "path": f"{name}.csv", "schema": schema, **declared} for name, schema in documents.items()
    ]
    descriptor = {"$schema": VERSION_2, "name": "sample", "resources": resources}
    return frictionless.Package.from_descriptor(json.loads(json.dumps(descriptor)), basepath=str(folder))


def theirs(folder: Path, documents: Mapping[str, Any]) -> set[Verdict]:
    report = package(folder, documents).validate(limit_errors=10**6)
    assert not report.errors, report.errors
    return {
        (task.name, getattr(error, "row_number", 1), getattr(error, "field_name", ""), error.type)
        for task in report.tasks
        for error in task.errors
    }


def put(rows: Rows, record: int, field: str, cell: str) -> Rows:
    """Another cell in the record (header = 1) under the label."""
    rows[record - 1][rows[0].index(field)] = cell
    return rows


def reorder(rows: Rows, order: Sequence[int]) -> Rows:
    rows[:] = [[row[position] for position in order] for row in rows]
    return rows

"""Raw files as received to tables of strings. Nothing goes further that has not passed here."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from pipeline.files import read_bytes
from pipeline.package import Package
from pipeline.package.descriptor import Raw
from pipeline.problem import Problem
from pipeline.read.csv import parse, sheet_of
from pipeline.read.decode import decode
from pipeline.read.excel import read_excel
from pipeline.read.sheet import table_of
from pipeline.read.unpivot import unpivot
from pipeline.table import Table, frame

MAX_BYTES = 200_000_000
CORRECTIONS = "corrections.csv"


def read(package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """Every raw table of the package, by resource name, and all problems found in reading them.

    A table with a problem is not among the tables.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, source in package.raw_sources().items():
        table, found = read_source(package.root, name, source)
        problems += found
        if not any(problem.severity == "error" for problem in found):
            tables[name] = table
    return tables, problems


def read_corrections(root: Path) -> tuple[Table | None, list[Problem]]:
    """The file of corrections as a table, in UTF-8; None where there is none."""
    if not (root / CORRECTIONS).exists():
        return None, []
    table, problems = read_source(root, "corrections", Raw(path=CORRECTIONS, schema="", encoding="utf-8"))
    return (None if problems else table), problems


def read_source(root: Path, name: str, source: Raw) -> tuple[Table, list[Problem]]:
    """One raw table. Problems: those of reading its form, E-UNPIVOT, E-FILE, E-PATH, E-FILE-SIZE."""
    content = read_bytes(root, source.path, MAX_BYTES)
    if isinstance(content, Problem):
        return _nothing(name, source), [content]
    table, problems = _read(content, name, source)
    if table is None:
        return _nothing(name, source), problems
    if source.unpivot:
        table, missing = unpivot(table, source.unpivot)
        problems += missing
    return replace(table, received=content), problems


def _read(content: bytes, name: str, source: Raw) -> tuple[Table | None, list[Problem]]:
    if source.path.lower().endswith(".xlsx"):
        return read_excel(content, name, source.path, source.dialect)
    text, problems = decode(content, source.encoding, source.path)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    dialect = source.dialect
    if dialect.header_rows or dialect.range:
        try:
            sheet = sheet_of(text, delimiter=dialect.delimiter, quote_char=dialect.quote_char)
        except csv.Error as error:
            return None, [*problems, Problem("E-CSV", file=source.path, facts={"reason": str(error)})]
        table, found = table_of(sheet, name, source.path, dialect)
        return table, [*problems, *found]
    table, found = parse(text, name, source.path, delimiter=dialect.delimiter, quote_char=dialect.quote_char)
    return table, [*problems, *found]


def _nothing(name: str, source: Raw) -> Table:
    return Table(name, frame((), ()), source.path)

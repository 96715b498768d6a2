"""A workbook's sheet, opened in another process that may not take more than its share."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipeline.extras import needed
from pipeline.package.descriptor import Dialect
from pipeline.problem import Problem
from pipeline.read.formats import shown
from pipeline.read.sheet import Place, Sheet, table_of
from pipeline.table import Table

_TIMEOUT = 90  # seconds, the start of the process included


def read_excel(content: bytes, name: str, file: str, dialect: Dialect) -> tuple[Table | None, list[Problem]]:
    """The table in the sheet and range that the dialect declares.

    Problems: E-EXCEL (damaged, or no workbook), E-EXCEL-LIMIT, E-SHEET, E-EMPTY, E-EXCEL-CELL (an error value,
    or a formula whose value the file does not hold), E-MERGED (a merged range that runs over columns),
    W-MERGED (one over rows; its value is taken for each), W-HIDDEN, I-FORMULA, I-BELOW.
    """
    sheet = open_sheet(content, file, dialect.sheet_name)
    if isinstance(sheet, Problem):
        return None, [sheet]
    return table_of(sheet, name, file, dialect)


def open_sheet(content: bytes, file: str, name: str) -> Sheet | Problem:
    """The sheet as another process reads it, or why it cannot be read: E-EXCEL-LIMIT and those of `sheet_said`. Raises
    Missing without the extra `excel`."""
    needed("openpyxl")
    command = [sys.executable, "-I", str(Path(__file__).with_name("workbook.py")), name]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=_TIMEOUT, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        return Problem("E-EXCEL-LIMIT", file=file, facts={"limit": "time"})
    if done.returncode != 0:  # killed for its processor time or its memory
        return Problem("E-EXCEL-LIMIT", file=file, facts={"limit": "time or memory"})
    return sheet_said(json.loads(done.stdout), file, name)


def sheet_said(answer: Mapping[str, Any], file: str, name: str) -> Sheet | Problem:
    """What the other process answers of a sheet of that name, or E-EXCEL, E-EXCEL-LIMIT, E-SHEET."""
    if "limit" in answer:
        return Problem("E-EXCEL-LIMIT", file=file, facts={"limit": answer["limit"]})
    if "damaged" in answer:
        return Problem("E-EXCEL", file=file, facts={"reason": answer["damaged"]})
    if "sheets" in answer:
        facts = {"sheets": ", ".join(answer["sheets"])}
        return Problem("E-SHEET", file=file, cell=name, facts=facts)
    return _sheet(answer)


def _sheet(answer: Mapping[str, Any]) -> Sheet:
    """The answer of the other process; numbers as their cells show them."""
    cells: dict[Place, str] = {}
    wrong: set[Place] = set()
    for row, columns in answer["cells"].items():
        for column, (text, number_format, kind) in columns.items():
            place = int(row), int(column)
            cells[place] = shown(text, number_format) if kind == "n" else text
            if kind == "e":
                wrong.add(place)
    formulas = frozenset((row, column) for row, column in answer["formulas"])
    return Sheet(
        name=answer["sheet"],
        cells=cells,
        wrong=frozenset(wrong | (formulas - cells.keys())),
        formulas=formulas,
        merged=[(top, left, bottom, right) for top, left, bottom, right in answer["merged"]],
        hidden_rows=frozenset(answer["hidden_rows"]),
        hidden_columns=frozenset(answer["hidden_columns"]),
    )

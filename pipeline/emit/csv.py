"""Tables as CSV bytes (RFC 4180): canonical (UTF-8, LF), and the copy that a double click opens right."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Sequence
from types import SimpleNamespace

from pipeline.package.models import Schema
from pipeline.table import Table

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # OWASP, CSV injection


def canonical(table: Table) -> bytes:
    """UTF-8 without BOM, LF, header of field names; a missing value is an empty cell."""
    return _write(table.frame.column_names, zip(*_columns(table), strict=True), "\n")


def excel(table: Table, schema: Schema) -> bytes:
    """UTF-8 with BOM and CRLF; text that a spreadsheet would run as a formula gets an apostrophe."""
    textual = {field.name for field in schema.fields if field.type == "string"}
    columns = [
        [f"'{cell}" if _is_formula(cell) else cell for cell in cells] if name in textual else cells
        for name, cells in zip(table.frame.column_names, _columns(table), strict=True)
    ]
    return codecs.BOM_UTF8 + _write(table.frame.column_names, zip(*columns, strict=True), "\r\n")


def formula_cells(table: Table, schema: Schema) -> list[tuple[int, str, str | None]]:
    """(row index, field, text) of each cell that `excel` neutralises."""
    textual = [field.name for field in schema.fields if field.type == "string"]
    return [
        (index, name, cell)
        for name in textual
        for index, cell in enumerate(table.frame.column(name).to_pylist())
        if _is_formula(cell)
    ]


def _is_formula(cell: str | None) -> bool:
    return cell is not None and cell.startswith(FORMULA_STARTS)


def _columns(table: Table) -> list[list[str | None]]:
    return [column.to_pylist() for column in table.frame.columns]


def _write(header: list[str], rows: Iterable[Sequence[str | None]], line_end: str) -> bytes:
    lines: list[str] = []
    # the writer quotes CR and LF in a cell only where both are in its own line end (Python before 3.13)
    writer = csv.writer(SimpleNamespace(write=lines.append), lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(rows)
    return "".join(line.removesuffix("\r\n") + line_end for line in lines).encode()

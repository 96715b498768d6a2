"""Text to rows of cells (RFC 4180), by Python's csv in strict mode; each row knows its line."""

from __future__ import annotations

import csv
import io

from pipeline.problem import Problem
from pipeline.read.sheet import Sheet
from pipeline.table import Table, frame

MAX_CELL = 32_767  # Excel's own limit
MAX_COLUMNS = 2_000
csv.field_size_limit(2**31 - 1)  # Python's own limit would end the reading with E-CSV


def sheet_of(text: str, *, delimiter: str = ",", quote_char: str = '"') -> Sheet:
    """All cells of the text by line and column, for a table that does not begin at the first line. Raises csv.Error."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter, quotechar=quote_char)
    cells: dict[tuple[int, int], str] = {}
    begin = 1
    for row in reader:
        cells |= {(begin, column): cell for column, cell in enumerate(row, 1) if cell}
        begin = reader.line_num + 1
    return Sheet("", cells)


def parse(
    text: str, name: str, file: str, *, delimiter: str = ",", quote_char: str = '"'
) -> tuple[Table, list[Problem]]:
    """The table in the text. Cells beyond the header's width are kept in `ragged`; missing ones are null.

    Problems: E-EMPTY (no header), E-CSV (a quote that never closes, or text after a closing quote;
    names the line where the record begins), E-CELL-SIZE, E-COLUMNS.
    """
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=delimiter, quotechar=quote_char)
    problems: list[Problem] = []
    records: list[list[str]] = []
    lines: list[int] = []
    begin = 1
    try:
        for cells in reader:
            for column, cell in enumerate(cells, 1):
                if len(cell) > MAX_CELL:
                    facts = {"size": str(len(cell)), "limit": str(MAX_CELL)}
                    label = records[0][column - 1] if records and column <= len(records[0]) else ""
                    problems.append(Problem("E-CELL-SIZE", file, "", begin, label, column, None, facts))
            records.append(cells)
            lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem("E-CSV", file=file, row=begin, facts={"reason": str(error)}))
    if not records or not any(records[0]):
        problems = problems or [Problem("E-EMPTY", file=file, row=1)]
        return Table(name, frame((), ()), file), problems
    labels, rows = records[0], records[1:]
    width = len(labels)
    if width > MAX_COLUMNS:
        problems.append(Problem("E-COLUMNS", file=file, row=1, facts={"count": str(width), "limit": str(MAX_COLUMNS)}))
    ragged = {index: cells for index, cells in enumerate(rows) if len(cells) != width}
    fitted = [(*cells[:width], *[None] * (width - len(cells))) for cells in rows]
    # positions, not labels: labels may be missing, double or wrong until validation says so
    table = frame([str(position) for position in range(width)], fitted)
    return Table(name, table, file, lines=lines[1:], labels=labels, ragged=ragged), problems

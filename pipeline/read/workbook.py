"""One sheet of a workbook as texts, read in a process of its own that may not take more than its share.

Run as a script, apart from the rest of the program: `python -I workbook.py SHEET`, the file on standard input, the
answer as JSON on standard output.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 60  # of processor time
MAX_ENTRIES = 2_000
MAX_EXPANDED = 300_000_000  # bytes of all parts of the workbook
MAX_RATIO = 200  # expanded to packed, of a part above a megabyte
MAX_CELLS = 5_000_000
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576  # Excel's own limit; openpyxl makes an empty row of each one before the next


class Beyond(Exception):
    """A limit that only reading shows."""


def main() -> None:
    """Limits first, then nothing but reading: links to other workbooks are not followed, no macro is run."""
    for kind, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS)):
        allowed = resource.getrlimit(kind)[1]  # of a user who may have less, it cannot be raised
        most = limit if allowed == resource.RLIM_INFINITY else min(limit, allowed)
        resource.setrlimit(kind, (most, most))
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read(), sys.argv[1]), ensure_ascii=False))


def answer(content: bytes, name: str) -> dict[str, Any]:
    """What `read_sheet` gives, or why nothing can be read."""
    try:
        return refused(content) or read_sheet(content, name)
    except Beyond as beyond:
        return {"limit": str(beyond)}
    except MemoryError:
        return {"limit": "memory"}
    except Exception as error:  # whatever a damaged workbook makes openpyxl raise: it ends here, not in a traceback
        return {"damaged": f"{type(error).__name__}: {error}"[:300]}


def refused(content: bytes) -> dict[str, Any] | None:
    """Why a file is not opened at all: no workbook, or one that would expand beyond all measure."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return {"damaged": "not a zip archive"}
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    if len(parts) > MAX_ENTRIES or sum(part.file_size for part in parts) > MAX_EXPANDED:
        return {"limit": "expansion"}
    if any(p.file_size > 1_000_000 and p.file_size > MAX_RATIO * max(p.compress_size, 1) for p in parts):
        return {"limit": "expansion"}
    return None


def read_sheet(content: bytes, name: str) -> dict[str, Any]:
    """The cells of a sheet by row and column, and what of its form matters to a table. An empty `name` is the
    only sheet of the workbook; where there is none of that name, the names that there are. Raises Beyond."""
    from openpyxl import load_workbook

    names = load_workbook(io.BytesIO(content), read_only=True, keep_links=False).sheetnames
    name = name or (names[0] if len(names) == 1 else "")
    if name not in names:
        return {"sheets": names}
    cells: dict[int, dict[int, list[str]]] = {}
    for count, cell in enumerate(_cells(content, name, data_only=True), 1):
        if count > MAX_CELLS:
            raise Beyond("cells")
        found = [_text(cell.value), cell.number_format or "", cell.data_type]
        cells.setdefault(cell.row, {})[cell.column] = found
    formulas = [[c.row, c.column] for c in _cells(content, name, data_only=False) if c.data_type == "f"]
    return {"sheet": name, "cells": cells, "formulas": formulas, **_form(content, name)}


def _cells(content: bytes, name: str, *, data_only: bool) -> Iterator[Any]:
    """The cells that hold something: formulas, or with `data_only` their saved results."""
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only, keep_links=False)[name]
    sheet.reset_dimensions()  # else every row is filled up to the last column of all
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > MAX_ROWS:
            raise Beyond("cells")
        yield from (cell for cell in row if cell.value is not None)


def _form(content: bytes, name: str) -> dict[str, Any]:
    """Merged ranges, hidden rows and columns: only a full reading of the workbook tells."""
    from openpyxl import load_workbook
    from openpyxl.worksheet.worksheet import Worksheet

    clean, places = Worksheet._clean_merge_range, 0

    def counted(sheet: Any, merged: Any) -> None:
        """openpyxl makes a cell of each place in a merged range."""
        nonlocal places
        places += merged.size["rows"] * merged.size["columns"]
        if places > MAX_CELLS:
            raise Beyond("cells")
        clean(sheet, merged)

    Worksheet._clean_merge_range = counted  # of this process alone
    try:
        sheet = load_workbook(io.BytesIO(content), keep_links=False)[name]
    finally:
        Worksheet._clean_merge_range = clean
    hidden = [column for column in sheet.column_dimensions.values() if column.hidden]
    return {
        "merged": [[r.min_row, r.min_col, r.max_row, r.max_col] for r in sheet.merged_cells.ranges],
        "hidden_rows": [number for number, row in sheet.row_dimensions.items() if row.hidden],
        "hidden_columns": [
            number for column in hidden for number in range(column.min, min(column.max, MAX_COLUMNS) + 1)
        ],
    }


def _text(value: Any) -> str:
    """As JSON can carry it; what a number is shown as is for the reader to say. Excel keeps 15 digits."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")
    return value.isoformat().removesuffix("T00:00:00") if hasattr(value, "isoformat") else str(value)


if __name__ == "__main__":
    main()

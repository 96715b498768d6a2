"""Where the table is in a sheet that nobody has described: its header rows and its columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.interpret.characters import narrow
from pipeline.letters import letter

Grid = Mapping[tuple[int, int], str]
Merged = Sequence[tuple[int, int, int, int]]


def find(cells: Grid, merged: Merged) -> tuple[list[int], str]:
    """The rows of the header, and the range of the table (`B4:H`).

    The header begins at the first row that is filled in two columns or more; it goes on while a row has no number
    in it, and no further than the cells that are merged with it.
    """
    rows = sorted({row for row, _ in cells})
    filled = {row: [column for at, column in cells if at == row] for row in rows}
    top = next((row for row in rows if len(filled[row]) > 1), rows[0] if rows else 1)
    bottom = top
    for first, _, last, _ in merged:
        if first == top:
            bottom = max(bottom, last)
    beside = any(first == top and right > left for first, left, _, right in merged)
    if beside and bottom == top:
        bottom = top + 1
    while bottom > top and any(_number(cells[bottom, column]) for column in filled.get(bottom, ())):
        bottom -= 1
    header = list(range(top, bottom + 1))
    columns = [column for row in header for column in filled.get(row, ())]
    return header, f"{letter(min(columns, default=1))}{top}:{letter(max(columns, default=1))}"


def _number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[0-9,]+(\.[0-9]+)?", narrow(text)) is not None

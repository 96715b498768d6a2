"""A table on its way through the stages: the rows, and beside them where each row came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """`frame` has one string column a field; a null is a value that is not there.

    `file`, `sheet` and `lines` (one physical line a row) say where the rows were read; they are empty
    for tables that the pipeline makes itself. `labels` is the header as received; `ragged` holds the
    cells of each row (by its index) that has more or fewer of them than the header.
    """

    name: str
    frame: pa.Table
    file: str = ""
    sheet: str = ""
    lines: Sequence[int] = ()
    labels: Sequence[str] = ()
    ragged: dict[int, list[str]] | None = None

    def rows(self) -> list[Row]:
        return self.frame.to_pylist()

    def line(self, index: int) -> int | None:
        return self.lines[index] if self.lines else None


def frame(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> pa.Table:
    """A frame of string columns from rows of cells."""
    by_column: Iterator[Sequence[str | None]] = iter(zip(*rows, strict=True)) if rows else iter([()] * len(columns))
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in zip(columns, by_column, strict=True)})

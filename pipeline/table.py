"""A table on its way through the stages: the rows, and beside them where each row came from."""

from __future__ import annotations

import copyreg
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from pipeline.arrays import strings

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Table:
    """`frame` has one string column a field; a null is a value that is not there.

    `file`, `sheet` and `lines` (one physical line a row) say where the rows were read; they are empty
    for tables that the pipeline makes itself. Of rows of several files, `files` has that of each row.
    `labels` is the header as received; `ragged` holds the cells of each row (by its index) that has more or
    fewer of them than the header; `received` is the file; `first_column` and `header_row` are where it begins
    in its sheet. `last_columns` are, of a table made long from a wide one, the columns in which the cells of
    the last column stood.
    """

    name: str
    frame: pa.Table
    file: str = ""
    sheet: str = ""
    lines: Sequence[int] = ()
    labels: Sequence[str] = ()
    ragged: dict[int, list[str]] | None = None
    received: bytes = b""
    first_column: int = 1
    header_row: int = 1
    last_columns: Sequence[int] = ()
    files: Sequence[str] = ()

    def rows(self) -> list[Row]:
        """Each row as its columns by name."""
        return self.frame.to_pylist()

    def line(self, index: int) -> int | None:
        """The line in its file or sheet on which a row was read; None where it was read nowhere."""
        return self.lines[index] if self.lines else None

    def column(self, index: int, position: int) -> int:
        """The number of the column, in its file or sheet, of the cell at `position` in a row."""
        if self.last_columns and position == self.frame.num_columns - 1:
            return self.last_columns[index]
        return position + self.first_column

    def place(self, index: int) -> tuple[str, str, int]:
        """File, sheet and line where a row was read; of a table that the pipeline makes, its name, and the
        line where the row will stand in its CSV."""
        file = self.files[index] if self.files else self.file or self.name
        return file, self.sheet, self.line(index) or index + 2


def frame(columns: Sequence[str], rows: Sequence[Sequence[str | None]]) -> pa.Table:
    """A frame of string columns from rows of cells."""
    by_column = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return pa.Table.from_arrays([strings(cells) for cells in by_column], names=list(columns))


def sliced(table: Table, size: int) -> Iterator[Table]:
    """A table without ragged rows, `size` rows at a time."""
    for begin in range(0, max(table.frame.num_rows, 1), size):
        lines = table.lines[begin : begin + size]
        yield (
            replace(table, frame=table.frame.slice(begin, size), lines=lines)
            if begin or len(lines) < len(table.lines)
            else table
        )


def taken(table: Table, rows: Sequence[int]) -> Table:
    """Some rows of a table, by their indices, with their places."""
    ragged, files = table.ragged or {}, table.files
    return replace(
        table,
        frame=table.frame.take(pa.array(rows, pa.int64())).combine_chunks(),
        lines=[table.place(index)[2] for index in rows],
        ragged={at: ragged[index] for at, index in enumerate(rows) if index in ragged},
        last_columns=[table.last_columns[index] for index in rows] if table.last_columns else (),
        files=[files[index] for index in rows] if files else (),
    )


def joined(tables: Sequence[Table]) -> Table:
    """Parts of one table, in their order, as a whole."""
    filled = [table for table in tables if table.frame.num_rows]
    if len(filled) < 2:
        return (filled or list(tables))[0]
    files = [table.file for table in filled for _ in range(table.frame.num_rows)]
    starts = list(itertools.accumulate((table.frame.num_rows for table in filled), initial=0))
    return replace(
        filled[0],
        frame=pa.concat_tables([table.frame for table in filled]).combine_chunks(),
        lines=[line for table in filled for line in table.lines],
        ragged={s + i: cells for s, t in zip(starts, filled, strict=False) for i, cells in (t.ragged or {}).items()},
        last_columns=[column for table in filled for column in table.last_columns],
        files=files if len(set(files)) > 1 else (),
    )


def _of_stream(stream: pa.Buffer) -> pa.Table:
    return pa.ipc.open_stream(stream).read_all()


def _reduced(frame: pa.Table) -> tuple[Callable[[pa.Buffer], pa.Table], tuple[pa.Buffer]]:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, frame.schema) as writer:
        writer.write_table(frame)
    return _of_stream, (sink.getvalue(),)


copyreg.pickle(pa.Table, _reduced)  # some rows of a frame, in another process, without the rest of it

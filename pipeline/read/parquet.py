"""Parquet files as the CSV that they would be, some rows of a row group at a time."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pyarrow as pa

from pipeline.arrays import pc
from pipeline.package.descriptor import Dialect
from pipeline.problem import Problem
from pipeline.read.csv import MAX_CELL, rows_of
from pipeline.read.decode import text_problems
from pipeline.read.pieces import Piece, plain_size
from pipeline.table import Table, frame

ROWS = 32_768
"""Rows of a piece. Its `offset` is the number of the row group, its `size` the place of the first of them in it; the
`line` of a row is its number in the file, from 1."""


BYTES = 16 << 20
"""Of a piece, about, as CSV. A file can say in some bytes that a long text stands in all rows: these become fewer."""
MAX_TEXT = 4 * MAX_CELL
"""Bytes of a cell that is looked at: one of more is too long in any letters."""
MAX_RATIO, ENOUGH = 200, 20_000_000
"""Cells for each byte of the file, where there are more than enough of them; and bytes for each packed one."""
TEXT = 32_000_000
"""Bytes of text that any file may hold; a larger one, so many times its size."""
AS_CSV = Dialect()
_DAMAGED = (pa.ArrowException, OSError)


def is_parquet(path: str) -> bool:
    """Whether a file is one, by its name."""
    return path.lower().endswith(".parquet")


def open_parquet(place: Path, name: str, file: str) -> tuple[Table | None, list[Problem]]:
    """The table without its rows. E-PARQUET where the file is none, or a column of it is not of single values."""
    try:
        with _opened(place) as opened:
            fields = list(opened.schema_arrow)
            _bounded(opened.metadata, place.stat().st_size)
    except _DAMAGED as error:
        return None, [_damaged(error, file)]
    head = Table(name, frame([str(position) for position in range(len(fields))], ()), file)
    fields = [field.with_type(_value_type(field.type)) for field in fields]
    nested = [(f.name, {"reason": f"{f.name}: {f.type}"}) for f in fields if pa.types.is_nested(f.type)]
    problems = [Problem("E-PARQUET", file=file, field=name, facts=facts) for name, facts in nested]
    return replace(head, labels=[field.name for field in fields]), problems


def pieces(place: Path) -> Iterator[Piece]:
    """The rows of the file. After some that cannot be read, or are more text than such a file holds (then the piece is
    not plain), nothing follows: whoever reads the piece says so."""
    line, text, most = 1, 0, max(TEXT, MAX_RATIO * place.stat().st_size)
    with _opened(place) as opened:
        for group in range(opened.num_row_groups):
            size = 0
            batches = opened.iter_batches(ROWS, [group])
            while True:
                try:
                    batch = next(batches, None)
                    if batch is None:
                        break
                    for part in _parts(pa.Table.from_batches([batch])):
                        content = _csv(part)
                        if (text := text + len(content)) > most:
                            yield Piece(group, size, line, plain=False)
                            return
                        yield Piece(group, size, line, plain=True, lines=part.num_rows, content=content)
                        size, line = size + part.num_rows, line + part.num_rows
                except _DAMAGED:
                    yield Piece(group, size, line, plain=True, lines=ROWS)
                    return
    if line == 1:
        yield Piece(0, 0, 1, plain=True)  # a file without rows is a table too


def rows(place: Path, piece: Piece, head: Table) -> tuple[Table, list[Problem]]:
    """The rows of a piece. Problems: E-PARQUET, E-BYTE, E-CONTROL, E-CELL-SIZE, E-COLUMNS."""
    if not piece.plain:
        reason = f"more than {MAX_RATIO} times its bytes"
        return head, [Problem("E-PARQUET", file=head.file, row=piece.line, facts={"reason": reason})]
    try:
        content = piece.content or _again(place, piece)
    except _DAMAGED as error:
        return head, [replace(_damaged(error, head.file), row=piece.line)]
    text = replace(piece, plain=0 < plain_size(content, AS_CSV, last=True) == len(content))
    problems = text_problems(content, text, b"", head.file)
    table, found = (head, problems) if problems else rows_of(content, text, head, AS_CSV)
    return replace(table, lines=range(piece.line, piece.line + table.frame.num_rows)), found


def _damaged(error: Exception, file: str) -> Problem:
    return Problem("E-PARQUET", file=file, facts={"reason": (str(error).splitlines() or [type(error).__name__])[0]})


@contextlib.contextmanager
def _opened(place: Path) -> Iterator[Any]:
    import pyarrow.parquet

    parquet = cast(Any, pyarrow.parquet)
    with place.open("rb") as file:
        schema = parquet.read_schema(file)
        texts = [field.name for field in schema if _is_text(field.type)]
        file.seek(0)
        with parquet.ParquetFile(file, read_dictionary=texts) as opened:
            yield opened


def _is_text(kind: Any) -> bool:
    texts = (pa.types.is_string, pa.types.is_binary, pa.types.is_large_string, pa.types.is_large_binary)
    return any(is_text(kind) for is_text in texts)


def _value_type(kind: Any) -> Any:
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _bounded(metadata: Any, size: int) -> None:
    """Raises ArrowInvalid where a file holds more than a file of its size does, unless someone means harm."""
    cells = metadata.num_rows * metadata.num_columns
    if cells > max(ENOUGH, MAX_RATIO * size):
        raise pa.ArrowInvalid(f"{cells} cells in {size} bytes")
    if any(column.length > MAX_TEXT for column in map(metadata.schema.column, range(metadata.num_columns))):
        raise pa.ArrowInvalid(f"cells of more than {MAX_TEXT} bytes")
    for group in range(metadata.num_row_groups):
        for column in map(metadata.row_group(group).column, range(metadata.num_columns)):
            if column.total_uncompressed_size > max(ENOUGH, MAX_RATIO * column.total_compressed_size):
                raise pa.ArrowInvalid(f"{column.total_uncompressed_size} bytes in {column.total_compressed_size}")


def _parts(frame: pa.Table) -> Iterator[pa.Table]:
    """The rows, as many at a time as have BYTES. Raises ArrowInvalid where a cell has more than MAX_TEXT."""
    import numpy as np

    ends = np.cumsum(sum((_sizes(column) for column in frame.columns), np.zeros(frame.num_rows, np.int64)))
    begin = 0
    while begin < frame.num_rows:
        before = int(ends[begin - 1]) if begin else 0
        end = max(begin + 1, int(np.searchsorted(ends, before + BYTES)))
        yield frame.slice(begin, end - begin)
        begin = end


def _sizes(column: Any) -> Any:
    """Bytes of each cell as text, about."""
    if not pa.types.is_dictionary(column.type) or not _is_text(column.type.value_type):
        return column.type.byte_width if pa.types.is_fixed_size_binary(column.type) else 32
    cells: Any = column.combine_chunks()
    sizes = pc.binary_length(cells.dictionary)
    if (longest := pc.max(sizes).as_py() or 0) > MAX_TEXT:
        raise pa.ArrowInvalid(f"a cell of {longest} bytes")
    return pc.fill_null(sizes.take(cells.indices), 0).to_numpy(zero_copy_only=False) + 3


def _again(place: Path, piece: Piece) -> bytes:
    with _opened(place) as opened:
        if not opened.num_row_groups:
            return b""
        rows = opened.read_row_group(piece.offset).slice(piece.size, piece.lines)
        return b"".join(map(_csv, _parts(rows)))  # one, or a cell that is too long


def _csv(frame: pa.Table) -> bytes:
    """The rows in RFC 4180, without a header."""
    import pyarrow.csv

    written, arrow = io.BytesIO(), cast(Any, pyarrow.csv)
    columns = [_text(column) for column in frame.columns]
    arrow.write_csv(
        pa.Table.from_arrays(columns, frame.column_names), written, arrow.WriteOptions(include_header=False)
    )
    return written.getvalue()


def _text(column: Any) -> Any:
    column = pc.cast(column, _value_type(column.type))
    texts = pc.cast(column, pa.string(), safe=False)  # what is not UTF-8 is E-BYTE
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1) if pa.types.is_timestamp(column.type) else texts
    return pc.fill_null(texts, "")

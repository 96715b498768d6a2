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
from pipeline.problem import Problem
from pipeline.read.csv import rows_of
from pipeline.read.decode import text_problems
from pipeline.read.pieces import Piece, plain_size
from pipeline.table import Table, frame

ROWS = 32_768
"""Rows of a piece. Its `offset` is the number of the row group, its `size` the place of the first of them in it; the
`line` of a row is its number in the file, from 1."""


_DAMAGED = (pa.ArrowException, OSError)


def is_parquet(path: str) -> bool:
    """Whether a file is one, by its name."""
    return path.lower().endswith(".parquet")


def open_parquet(place: Path, name: str, file: str) -> tuple[Table | None, list[Problem]]:
    """The table without its rows. E-PARQUET where the file is none, or a column of it is not of single values."""
    try:
        with _opened(place) as opened:
            fields = list(opened.schema_arrow)
    except _DAMAGED as error:
        return None, [_damaged(error, file)]
    head = Table(name, frame([str(position) for position in range(len(fields))], ()), file)
    nested = [(f.name, {"reason": f"{f.name}: {f.type}"}) for f in fields if pa.types.is_nested(f.type)]
    problems = [Problem("E-PARQUET", file=file, field=name, facts=facts) for name, facts in nested]
    return replace(head, labels=[field.name for field in fields]), problems


def pieces(place: Path) -> Iterator[Piece]:
    """The rows of the file. After some that cannot be read, nothing follows: whoever reads the piece says so."""
    line = 1
    with _opened(place) as opened:
        for group in range(opened.num_row_groups):
            size = 0
            batches = opened.iter_batches(ROWS, [group])
            while True:
                try:
                    batch = next(batches, None)
                    content = _csv(pa.Table.from_batches([batch])) if batch else b""
                except _DAMAGED:
                    yield Piece(group, size, line, plain=True)
                    return
                if batch is None:
                    break
                yield Piece(group, size, line, plain=True, content=content)
                size, line = size + batch.num_rows, line + batch.num_rows
    if line == 1:
        yield Piece(0, 0, 1, plain=True)  # a file without rows is a table too


def rows(place: Path, piece: Piece, head: Table) -> tuple[Table, list[Problem]]:
    """The rows of a piece. Problems: E-PARQUET, E-BYTE, E-CONTROL, E-CELL-SIZE, E-COLUMNS."""
    try:
        content = piece.content or _again(place, piece)
    except _DAMAGED as error:
        return head, [_damaged(error, head.file)]
    text = replace(piece, plain=plain_size(content, b",", b'"', last=True) == len(content))
    problems = text_problems(content, text, b"", head.file)
    table, found = (head, problems) if problems else rows_of(content, text, head)
    return replace(table, lines=range(piece.line, piece.line + table.frame.num_rows)), found


def _damaged(error: Exception, file: str) -> Problem:
    return Problem("E-PARQUET", file=file, facts={"reason": (str(error).splitlines() or [type(error).__name__])[0]})


@contextlib.contextmanager
def _opened(place: Path) -> Iterator[Any]:
    import pyarrow.parquet

    with place.open("rb") as file, cast(Any, pyarrow.parquet).ParquetFile(file) as opened:
        yield opened


def _again(place: Path, piece: Piece) -> bytes:
    with _opened(place) as opened:
        return _csv(opened.read_row_group(piece.offset).slice(piece.size, ROWS)) if opened.num_row_groups else b""


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
    texts = pc.cast(column, pa.string(), safe=False)  # what is not UTF-8 is E-BYTE
    texts = pc.replace_substring(texts, " ", "T", max_replacements=1) if pa.types.is_timestamp(column.type) else texts
    return pc.fill_null(texts, "")

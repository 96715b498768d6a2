"""The parts of a table between two stages: in memory while they are small, else on disk, and out of the way of both."""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

import pyarrow as pa

from pipeline.table import Table

IN_MEMORY = 64 << 20
"""Bytes of a table's parts that are kept in memory."""
_LINES = "\0line"


class Spool:
    """Parts of one table in their order. Nothing can be added once they are read."""

    def __init__(self) -> None:
        self.rows = 0
        self._parts: list[Table] = []
        self._head: Table | None = None
        self._files: list[str] = []
        self._bytes = 0
        self._file: Any = None
        self._writer: Any = None
        self._reader: Any = None
        self._written = 0

    def __len__(self) -> int:
        return self._written or len(self._parts)

    def append(self, part: Table) -> None:
        """Takes the next part of a table; all have the same columns."""
        self.rows += part.frame.num_rows
        self._bytes += part.frame.nbytes
        if self._writer is None:
            self._parts.append(part)
            if self._bytes > IN_MEMORY:
                parts, self._parts = self._parts, []
                self._open(parts[0])
                for kept in parts:
                    self._write(kept)
        else:
            self._write(part)

    def _open(self, part: Table) -> None:
        self._head = replace(part, frame=part.frame.slice(0, 0), lines=())
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        weakref.finalize(self, self._file.close)
        schema = part.frame.schema.append(pa.field(_LINES, pa.int64()))
        self._writer = pa.ipc.new_file(self._file, schema, options=pa.ipc.IpcWriteOptions(compression="lz4"))

    def _write(self, part: Table) -> None:
        lines: Any = pa.array(part.lines, pa.int64()) if part.lines else pa.nulls(part.frame.num_rows, pa.int64())
        arrays: list[Any] = [*(column.combine_chunks() for column in part.frame.columns), lines]
        self._files.append(part.file)
        self._writer.write_batch(pa.RecordBatch.from_arrays(arrays, names=[*part.frame.column_names, _LINES]))
        self._written += 1

    def __getitem__(self, number: int) -> Table:
        if self._head is None:
            return self._parts[number]
        if self._reader is None:
            self._writer.close()
            self._reader = pa.ipc.open_file(self._file)
        frame = pa.Table.from_batches([self._reader.get_batch(number)])
        lines = cast(list[int], frame.column(_LINES).drop_null().to_pylist())
        return replace(self._head, file=self._files[number], frame=frame.drop([_LINES]), lines=lines)

    def __iter__(self) -> Iterator[Table]:
        return (self[number] for number in range(len(self)))

"""A raw table as it came: in one file, or in the files of a folder; its rows are read piece by piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.files import read_at
from pipeline.package.descriptor import Raw
from pipeline.problem import Problem
from pipeline.read import csv, parquet
from pipeline.read.decode import text_problems
from pipeline.read.parquet import is_parquet
from pipeline.read.pieces import Piece, Read, split
from pipeline.read.unpivot import blank_cells, unpivot
from pipeline.table import Table, joined, taken

ALL = Piece(0, 0, 0, plain=True)
"""The piece of a table that has been read at once."""
_FEW = 20
"""Of so many rows, one is few: to parse it alone takes some ten times what it takes among all."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the project by its path in it, where it is, and where its rows begin."""

    path: str
    place: Path
    first: Piece = ALL


@dataclass(frozen=True, slots=True)
class Received:
    """A raw table as it came. `head` is the table without rows, as it is in its files; these are read from there piece
    by piece, or are in `content` (in UTF-8), or in `whole`."""

    name: str
    source: Raw
    files: Sequence[File]
    head: Table
    header: bytes = b""
    content: bytes | None = None
    whole: Table | None = None

    @property
    def paths(self) -> list[str]:
        """Of the folder, if it is one, and of its files."""
        return list(dict.fromkeys([self.source.path, *(file.path for file in self.files)]))

    @property
    def described(self) -> Table:
        """The table without rows, as its schema describes it: long, where it is wide in the file."""
        return unpivot(self.head, self.source.unpivot) if self.source.unpivot else self.head

    def pieces(self) -> Iterator[Piece]:
        """What the rows are read by, in order, each with its content."""
        if self.whole is not None:
            yield ALL
        elif self.head.labels:
            for number, file in enumerate(self.files):
                for piece in self._pieces(file):
                    yield replace(piece, file=number) if number else piece

    def _pieces(self, file: File) -> Iterator[Piece]:
        if is_parquet(file.path):
            yield from parquet.pieces(file.place)
            return
        begin = file.first
        found = split(self.read(file), begin.offset, begin.line, self.source.dialect)
        first = next(found, None)
        yield first or replace(begin, plain=False)  # a header without rows is a table too
        yield from found

    def noted(self, pieces: list[Piece]) -> Iterator[Piece]:
        """The pieces, each put into the list for another time, without its content."""
        for piece in self.pieces():
            pieces.append(replace(piece, content=b""))
            yield piece

    def read(self, file: File) -> Read:
        """Bytes of one of its files."""
        content = self.content
        if content is not None:
            return lambda offset, size: content[offset : offset + size]
        return lambda offset, size: read_at(file.place, offset, size)


def rows(received: Received, piece: Piece, *, text: bool = False) -> tuple[Table, list[Problem]]:
    """The rows of a piece. Problems: E-BYTE, E-CONTROL (not where it is known to be `text`), E-CSV, E-CELL-SIZE,
    E-COLUMNS, E-PARQUET; with one, they are not to be used; and I-CELL-BLANK."""
    if received.whole is not None:
        return received.whole, []
    file, source = received.files[piece.file], received.source
    head = replace(received.head, file=file.path)
    if is_parquet(file.path):
        table, problems = parquet.rows(file.place, piece, head)
    else:
        table, problems = _of_csv(received, piece, head, text=text or received.content is not None)
    if source.unpivot and not problems:
        problems = blank_cells(table, source.unpivot)
    return (unpivot(table, source.unpivot) if source.unpivot else table), problems


def some_rows(received: Received, piece: Piece, wanted: Sequence[int]) -> Table:
    """Some rows of a piece without problems, by their numbers in it: a few are read without the others, where their
    bytes can be told."""
    few = len(wanted) * _FEW < piece.lines and piece.plain
    if few and not (received.source.unpivot or is_parquet(received.files[piece.file].path)):
        head = replace(received.head, file=received.files[piece.file].path)
        return csv.some_rows(_content(received, piece), piece, head, received.source.dialect, wanted)
    return taken(rows(received, piece, text=True)[0], wanted)


def whole(received: Received) -> tuple[Table, list[Problem]]:
    """All its rows, as one table, and the problems of `rows`."""
    parts = [rows(received, piece) for piece in received.pieces()]
    problems = [problem for _, found in parts for problem in found]
    return joined([received.described, *(table for table, _ in parts)]), problems


def _of_csv(received: Received, piece: Piece, head: Table, *, text: bool) -> tuple[Table, list[Problem]]:
    content = _content(received, piece)
    problems = [] if text else text_problems(content, piece, received.header, head.file)
    return (head, problems) if problems else csv.rows_of(content, piece, head, received.source.dialect)


def _content(received: Received, piece: Piece) -> bytes:
    """The bytes of a piece, which are read where they are not at hand."""
    if piece.content or not piece.size:
        return piece.content
    return received.read(received.files[piece.file])(piece.offset, piece.size)

"""Raw files as received to tables of strings. Nothing goes further that has not passed here."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.files import read_at, read_bytes, regular_file
from pipeline.package import Package
from pipeline.package.descriptor import Raw
from pipeline.problem import Problem
from pipeline.read.csv import open_csv, rows_of, sheet_of
from pipeline.read.decode import decode, text_problems
from pipeline.read.excel import read_excel
from pipeline.read.pieces import Piece, Read, split
from pipeline.read.sheet import table_of
from pipeline.read.unpivot import missing_columns, unpivot
from pipeline.table import Table, frame, joined

MAX_BYTES = 200_000_000
"""Of a file that is read at once: a workbook, or a CSV in another encoding than UTF-8. One in UTF-8 is read in pieces,
of whatever size it is."""
CORRECTIONS = "corrections.csv"
_BOM = b"\xef\xbb\xbf"
_UTF_8 = ("utf-8", "utf8")
_ALL = Piece(0, 0, 0, plain=True)


@dataclass(frozen=True, slots=True)
class Received:
    """A raw table as it came. `head` is the table without rows, as it is in the file; these are read from there piece
    by piece, or are in `content` (in UTF-8), or in `whole`."""

    name: str
    source: Raw
    path: Path
    head: Table
    first: Piece = _ALL
    header: bytes = b""
    content: bytes | None = None
    whole: Table | None = None

    @property
    def file(self) -> str:
        return self.source.path

    @property
    def described(self) -> Table:
        """The table without rows, as its schema describes it: long, where it is wide in the file."""
        return unpivot(self.head, self.source.unpivot) if self.source.unpivot else self.head

    def pieces(self) -> Iterator[Piece]:
        """What the rows are read by, in order."""
        if self.whole is not None:
            yield _ALL
        elif self.head.labels:
            dialect, begin = self.source.dialect, self.first
            found = split(_reader(self), begin.offset, begin.line, dialect.delimiter, dialect.quote_char)
            first = next(found, None)
            yield first or replace(begin, plain=False)  # a header without rows is a table too
            yield from found

    def noted(self, pieces: list[Piece]) -> Iterator[Piece]:
        """The pieces, each put into the list for another time, without its content."""
        for piece in self.pieces():
            pieces.append(replace(piece, content=b""))
            yield piece


def rows(received: Received, piece: Piece) -> tuple[Table, list[Problem]]:
    """The rows of a piece. Problems: E-BYTE, E-CONTROL, E-CSV, E-CELL-SIZE; with one, they are not to be used."""
    if received.whole is not None:
        return received.whole, []
    content = piece.content or _reader(received)(piece.offset, piece.size)
    if received.content is None:
        problems = text_problems(content, piece, received.header, received.file)
        if problems:
            return received.described, problems
    dialect = received.source.dialect
    table, problems = rows_of(content, piece, received.head, dialect.delimiter, dialect.quote_char)
    return (unpivot(table, received.source.unpivot) if received.source.unpivot else table), problems


def open_raw(package: Package) -> tuple[dict[str, Received], list[Problem]]:
    """Every raw table of the package, by resource name, and all problems of their files and headers.

    A table with a problem is not among the tables.
    """
    tables: dict[str, Received] = {}
    problems: list[Problem] = []
    for name, source in package.raw_sources().items():
        received, found = open_source(package.root, name, source)
        problems += found
        if received:
            tables[name] = received
    return tables, problems


def open_source(root: Path, name: str, source: Raw) -> tuple[Received | None, list[Problem]]:
    """One raw table. Problems: those of opening its file and reading its header, E-UNPIVOT, E-FILE, E-PATH,
    E-FILE-SIZE."""
    path = regular_file(root, source.path)
    if isinstance(path, Problem):
        return None, [path]
    received, problems = _opened(root, name, source, path)
    if received and source.unpivot:
        problems += missing_columns(received.head, source.unpivot)
    failed = any(problem.severity == "error" for problem in problems)
    return (None if failed else received), problems


def _opened(root: Path, name: str, source: Raw, path: Path) -> tuple[Received | None, list[Problem]]:
    dialect = source.dialect
    head = Table(name, frame((), ()), source.path)
    region = bool(dialect.header_rows or dialect.range)
    if source.encoding.lower() in _UTF_8 and not region and not source.path.lower().endswith(".xlsx"):
        start = len(_BOM) if read_at(path, 0, len(_BOM)) == _BOM else 0
        return _with_header(Received(name, source, path, head, Piece(start, 0, 1, plain=True)))
    content = read_bytes(root, source.path, MAX_BYTES)
    if isinstance(content, Problem):
        return None, [content]
    if source.path.lower().endswith(".xlsx"):
        table, problems = read_excel(content, name, source.path, dialect)
        return _of_table(name, source, path, table), problems
    text, problems = decode(content, source.encoding, source.path)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    if region:
        try:
            sheet = sheet_of(text, delimiter=dialect.delimiter, quote_char=dialect.quote_char)
        except csv.Error as error:
            return None, [*problems, Problem("E-CSV", file=source.path, facts={"reason": str(error)})]
        table, found = table_of(sheet, name, source.path, dialect)
        return _of_table(name, source, path, table), [*problems, *found]
    received, found = _with_header(Received(name, source, path, head, Piece(0, 0, 1, plain=True), b"", text.encode()))
    return received, [*problems, *found]


def _of_table(name: str, source: Raw, path: Path, table: Table | None) -> Received | None:
    if table is None:
        return None
    head = replace(table, frame=table.frame.slice(0, 0), lines=(), ragged=None)
    made = Received(name, source, path, head, whole=table)
    if source.unpivot and not missing_columns(table, source.unpivot):
        return replace(made, whole=unpivot(table, source.unpivot))
    return made


def _with_header(received: Received) -> tuple[Received | None, list[Problem]]:
    dialect, read = received.source.dialect, _reader(received)
    begin = received.first.offset
    opened, problems = open_csv(read, begin, received.name, received.file, dialect.delimiter, dialect.quote_char)
    if opened is None:
        return None, problems
    head, first = opened
    header = read(begin, first.offset - begin)
    if received.content is None:
        problems += text_problems(header, replace(first, line=1, offset=begin), b"", received.file)
    return replace(received, head=head, first=first, header=header), problems


def _reader(received: Received) -> Read:
    if received.content is not None:
        content = received.content
        return lambda offset, size: content[offset : offset + size]
    return functools.partial(read_at, received.path)


def read(package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """Every raw table of the package whole, by resource name, and all problems found in reading them.

    A table with a problem is not among the tables.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, source in package.raw_sources().items():
        table, found = read_source(package.root, name, source)
        problems += found
        if not any(problem.severity == "error" for problem in found):
            tables[name] = table
    return tables, problems


def read_source(root: Path, name: str, source: Raw) -> tuple[Table, list[Problem]]:
    """One raw table whole, and all problems found in reading it."""
    received, problems = open_source(root, name, source)
    if received is None:
        return Table(name, frame((), ()), source.path), problems
    parts = [rows(received, piece) for piece in received.pieces()]
    whole = joined([received.described, *(table for table, _ in parts)])
    found = [problem for _, problems_of_part in parts for problem in problems_of_part]
    return replace(whole, received=received.path.read_bytes()), [*problems, *found]


def read_corrections(root: Path) -> tuple[Table | None, list[Problem]]:
    """The file of corrections as a table, in UTF-8; None where there is none."""
    if not (root / CORRECTIONS).exists():
        return None, []
    table, problems = read_source(root, "corrections", Raw(path=CORRECTIONS, schema="", encoding="utf-8"))
    return (None if problems else table), problems

"""Raw files as received to tables of strings. Nothing goes further that has not passed here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from csv import Error as CsvError
from dataclasses import replace
from pathlib import Path

from msgspec.structs import replace as changed

from pipeline.errors import Stop
from pipeline.files import Mark, files_of, is_folder, mark, read_bytes, regular_file
from pipeline.package import Package
from pipeline.package.descriptor import Raw
from pipeline.problem import Problem, failed
from pipeline.read.csv import open_csv, sheet_of
from pipeline.read.decode import decode, text_problems
from pipeline.read.excel import read_excel
from pipeline.read.parquet import is_parquet, open_parquet
from pipeline.read.received import File, Received, whole
from pipeline.read.sheet import table_of
from pipeline.read.unpivot import blank_cells, missing_columns, unpivot
from pipeline.table import Table, frame

MAX_BYTES = 200_000_000
"""Of a file that is read at once: a workbook, or a CSV in another encoding than UTF-8. CSV in UTF-8 and Parquet are
read in pieces, of whatever size they are."""
_BOM = b"\xef\xbb\xbf"
_UTF_8 = ("utf-8", "utf8")


def marks(package: Package) -> dict[str, Mark]:
    """By what each raw file that is there is known, before any is read."""
    found: dict[str, Mark] = {}
    for source in package.raw_sources().values():
        root = package.root_of(source)
        paths = files_of(root, source.path) if is_folder(source.path) else [source.path]
        for path in [] if isinstance(paths, Problem) else paths:
            if known := mark(root / path):
                found[path] = known
    return found


def open_raw(package: Package) -> tuple[dict[str, Received], list[Problem]]:
    """Every raw table of the package, by resource name, and all problems of their files and headers.

    A table with a problem is not among the tables.
    """
    tables: dict[str, Received] = {}
    problems: list[Problem] = []
    for name, source in package.raw_sources().items():
        received, found = open_source(package.root_of(source), name, source)
        problems += found
        if received:
            tables[name] = received
    return tables, problems


def open_source(root: Path, name: str, source: Raw) -> tuple[Received | None, list[Problem]]:
    """One raw table. Problems: those of opening its files and reading their headers, E-UNPIVOT, E-FILE, E-PATH,
    E-FILE-SIZE, E-FOLDER, E-FOLDER-FORM, E-FOLDER-HEADER."""
    received, problems = (_in_folder if is_folder(source.path) else _in_file)(root, name, source)
    if received and source.unpivot and not failed(problems):  # else the header may be no text
        problems += missing_columns(received.head, source.unpivot)
    return (None if failed(problems) else received), problems


def open_known(root: Path, name: str, source: Raw, header: Sequence[str]) -> Received:
    """A table of a release, which has this header. Raises Stop: what is wrong with its files, E-RELEASE-FORM where the
    header is another one."""
    received, problems = open_source(root, name, source)
    if received is None:
        raise Stop(problems)
    if list(received.described.labels) != list(header):
        facts = {"reason": "the header is not the schema's fields"}
        raise Stop([Problem("E-RELEASE-FORM", file=source.path, row=1, facts=facts)])
    return received


def _in_folder(root: Path, name: str, source: Raw) -> tuple[Received | None, list[Problem]]:
    """The files of a folder, in the order of their names, as one table."""
    listed = files_of(root, source.path)
    if isinstance(listed, Problem):
        return None, [listed]
    opened = [_in_file(root, name, changed(source, path=path)) for path in listed]
    problems = [problem for _, found in opened for problem in found]
    received = [one for one, _ in opened if one]
    if not received:
        return None, problems
    first = received[0]
    for one in received:
        if one.content is not None or one.whole is not None:
            problems.append(Problem("E-FOLDER-FORM", file=one.source.path))
        elif one.head.labels != first.head.labels:
            facts = {"expected": ",".join(first.head.labels), "first": first.source.path}
            problems.append(
                Problem("E-FOLDER-HEADER", one.source.path, "", 1, "", None, ",".join(one.head.labels), facts)
            )
    files = [file for one in received for file in one.files]
    return Received(name, source, files, replace(first.head, file=source.path), first.header), problems


def _in_file(root: Path, name: str, source: Raw) -> tuple[Received | None, list[Problem]]:
    place, path, dialect = regular_file(root, source.path), source.path, source.dialect
    if isinstance(place, Problem):
        return None, [place]
    received = Received(name, source, [File(path, place)], Table(name, frame((), ()), path))
    if is_parquet(path):
        head, problems = open_parquet(place, name, path)
        return replace(received, head=head) if head else None, problems
    region = bool(dialect.header_rows or dialect.range)
    if source.encoding.lower() in _UTF_8 and not region and not path.lower().endswith(".xlsx"):
        return with_header(received)
    content = read_bytes(root, path, MAX_BYTES)
    if isinstance(content, Problem):
        return None, [content]
    if path.lower().endswith(".xlsx"):
        table, problems = read_excel(content, name, path, dialect)
        return _of_table(received, table), [*problems, *_blank(source, table)]
    text, problems = decode(content, source.encoding, path)
    if failed(problems):
        return None, problems
    if region:
        try:
            sheet = sheet_of(text, dialect)
        except CsvError as error:
            return None, [*problems, Problem("E-CSV", file=path, facts={"reason": str(error)})]
        table, found = table_of(sheet, name, path, dialect)
        return _of_table(received, table), [*problems, *found, *_blank(source, table)]
    opened, found = with_header(replace(received, content=text.encode()))
    return opened, [*problems, *found]


def _of_table(received: Received, table: Table | None) -> Received | None:
    if table is None:
        return None
    head = replace(table, frame=table.frame.slice(0, 0), lines=(), ragged=None)
    unpivoted = received.source.unpivot
    long = unpivot(table, unpivoted) if unpivoted and not missing_columns(table, unpivoted) else table
    return replace(received, head=head, whole=long)


def _blank(source: Raw, table: Table | None) -> list[Problem]:
    if table is None or source.unpivot is None or missing_columns(table, source.unpivot):
        return []
    return blank_cells(table, source.unpivot)


def with_header(received: Received) -> tuple[Received | None, list[Problem]]:
    """A table in one file, or in `content`, with its header. Problems: those of `open_csv`, E-BYTE, E-CONTROL."""
    [file] = received.files
    read = received.read(file)
    begin = len(_BOM) if read(0, len(_BOM)) == _BOM else 0
    opened, problems = open_csv(read, begin, received.name, file.path, received.source.dialect)
    if opened is None:
        return None, problems
    head, first = opened
    header = read(begin, first.offset - begin)
    if received.content is None:
        problems += text_problems(header, replace(first, line=1, offset=begin), b"", file.path)
    return replace(received, head=head, files=[replace(file, first=first)], header=header), problems


def read_source(root: Path, name: str, source: Raw) -> tuple[Table, list[Problem]]:
    """One raw table whole, and all problems found in reading it."""
    received, problems = open_source(root, name, source)
    if received is None:
        return Table(name, frame((), ()), source.path), problems
    table, found = whole(received)
    [first, *others] = received.files
    return table if others else replace(table, received=first.place.read_bytes()), [*problems, *found]


def read_declared(root: Path, path: str) -> tuple[Table | None, list[Problem]]:
    """A file of what a person declares (corrections, withdrawals) as a table, in UTF-8; None where there is none.
    Problems: those of a raw table."""
    if not os.path.lexists(root / path):  # a link that leads nowhere declares something, and it is lost
        return None, []
    table, problems = read_source(root, path, Raw(path=path, schema="", encoding="utf-8"))
    return (None if problems else table), problems

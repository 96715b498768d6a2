"""Raw files as received to tables of strings. Nothing goes further that has not passed here."""

from __future__ import annotations

import stat
from pathlib import Path

from pipeline.package import Package
from pipeline.package.document import inside
from pipeline.package.models import Raw
from pipeline.problem import Problem
from pipeline.read.csv import parse
from pipeline.read.decode import decode
from pipeline.table import Table, frame

MAX_BYTES = 200_000_000


def read(package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """Every raw table of the package, by resource name, and all problems found in reading them.

    A table with a problem is not among the tables.
    """
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, source in package.raw_sources().items():
        table, found = read_source(package.root, name, source)
        problems += found
        if not found:
            tables[name] = table
    return tables, problems


def read_source(root: Path, name: str, source: Raw) -> tuple[Table, list[Problem]]:
    """One raw table. Problems: those of `decode` and `parse`, E-FILE, E-PATH, E-FILE-SIZE."""
    data, problems = _bytes(root, source.path)
    text = ""
    if not problems:
        text, problems = decode(data, source.encoding, source.path)
    if problems:
        return Table(name, frame((), ()), source.path), problems
    dialect = source.dialect
    return parse(text, name, source.path, delimiter=dialect.delimiter, quote_char=dialect.quote_char)


def _bytes(root: Path, path: str) -> tuple[bytes, list[Problem]]:
    place = inside(root, path)
    if place is None:
        return b"", [Problem("E-PATH", file=path, cell=path)]
    try:
        status = place.stat()
        if not stat.S_ISREG(status.st_mode):  # a FIFO would wait for ever
            return b"", [Problem("E-FILE", file=path, facts={"reason": "not a regular file"})]
        if status.st_size > MAX_BYTES:
            facts = {"size": str(status.st_size), "limit": str(MAX_BYTES)}
            return b"", [Problem("E-FILE-SIZE", file=path, facts=facts)]
        return place.read_bytes(), []
    except OSError as error:
        return b"", [Problem("E-FILE", file=path, facts={"reason": error.strerror or str(error)})]

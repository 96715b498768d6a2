"""A table of a finished release as RDF, as a stream: for one that is too large to be kept in every form."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import pyarrow as pa

from pipeline.arrays import empty_as_null
from pipeline.emit.lines import triple_lines
from pipeline.emit.rdf import prefixes_of, turtle, turtle_head
from pipeline.engine import in_order
from pipeline.errors import Stop
from pipeline.mapping import Column, columns
from pipeline.package import Package
from pipeline.package.descriptor import Raw
from pipeline.problem import Problem
from pipeline.read import open_known
from pipeline.read.received import Received, rows
from pipeline.table import Table, sliced

ROWS = 16_384


def export(package: Package, folder: Path, table: str, form: str, compression: str, sink: BinaryIO) -> None:
    """Writes N-Triples (`nt`, the same as in the release) or Turtle (`ttl`) of `folder/data/TABLE.csv`, compressed by
    gzip or zstd, or by nothing.

    Raises Stop: E-TARGET where the package has no such table, what is wrong with the file, E-RELEASE-FORM where its
    header is not its schema's.
    """
    if table not in package.published:
        raise Stop([Problem("E-TARGET", cell=table, facts={"known": ", ".join(sorted(package.published))})])
    source = Raw(path=f"data/{table}.csv", schema="", encoding="utf-8")
    names = package.published[table].names
    received = open_known(folder, table, source, names)
    said = columns(package, table)
    prefixes = prefixes_of(said, package.prefixes)
    text = functools.partial(_text, said, form, prefixes)
    stream: Any = pa.CompressedOutputStream(cast(Any, sink), cast(Any, compression)) if compression else sink
    if form == "ttl":
        stream.write(turtle_head(prefixes))
    for blocks in in_order(text, _parts(received, names)):
        for block in blocks:
            stream.write(block)
    if compression:
        stream.close()


def _parts(received: Received, names: list[str]) -> Iterator[Table]:
    for piece in received.pieces():
        table, problems = rows(received, piece)
        if problems:
            raise Stop(problems)
        cells = [empty_as_null(column.combine_chunks()) for column in table.frame.columns]
        whole = Table(table.name, pa.Table.from_arrays(cells, names=names), lines=table.lines)
        yield from sliced(whole, ROWS)


def _text(columns: list[Column], form: str, prefixes: Mapping[str, str], table: Table) -> list[bytes | pa.Buffer]:
    lines = triple_lines(table, columns)
    return [turtle(block.to_pybytes(), prefixes) for block in lines] if form == "ttl" else list(lines)

"""Rows as lines of text, a column at a time; and as N-Triples (RDF 1.1).

`emit/rdf.py` says triple by triple what is written here; tests/emit/test_lines.py holds both to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from pipeline.arrays import filled, having, matching, pc, replaced
from pipeline.emit.rdf import escaped
from pipeline.identifiers import encoded, kept, parted
from pipeline.mapping import Column, types_first
from pipeline.table import Table
from pipeline.triples import XSD

ROWS = 2_048
"""Rows whose text is made at once."""
Pieces = list[Any]
"""Texts and string arrays that make up a line, side by side."""


def triple_lines(table: Table, columns: Sequence[Column]) -> Iterator[pa.Buffer]:
    """What csv2rdf says of the rows, as N-Triples: row by row, the type of each subject first. A missing cell says
    nothing."""
    for part in slices(table):
        texts = _Texts(part)
        pieces: Pieces = []
        for column in types_first(columns):
            triple = ["<", *texts.filled(column.about), f"> <{column.predicate}> ", *_object(column, texts), " .\n"]
            if column.virtual or part[column.name].null_count == 0:
                pieces += triple
            else:
                pieces.append(pc.if_else(pc.is_valid(part[column.name]), _line(triple), ""))
        yield joined(_together(pieces))


class _Texts:
    """The columns of a table as they stand in addresses and in literals, each made once."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self._columns = columns
        self._made: dict[tuple[str, Callable[[str], str]], Any] = {}

    def filled(self, template: str) -> Pieces:
        """An address template, with its variables percent-encoded (RFC 6570)."""
        *pairs, (last, _, _) = parted(template)
        return [piece for text, name, whole in pairs for piece in (text, self._address(name, whole))] + [last]

    def literal(self, name: str) -> Any:
        return self._once(name, lambda cells: having(cells, '\\"\n\r\t'), escaped)

    def _address(self, name: str, whole: bool) -> Any:
        return self._once(name, lambda cells: matching(cells, "[^A-Za-z0-9_.~-]"), kept if whole else encoded)

    def _once(self, name: str, special: Callable[[Any], Any], change: Callable[[str], str]) -> Any:
        if (name, change) not in self._made:
            cells = filled(self._columns[name], "")
            self._made[name, change] = replaced(cells, special(cells), change)
        return self._made[name, change]


def _object(column: Column, texts: _Texts) -> Pieces:
    """A literal has its language or its datatype; a plain string neither."""
    if column.value:
        return ["<", *texts.filled(column.value), ">"]
    end = f'"@{column.lang}' if column.lang else '"' if column.datatype == "string" else f'"^^<{XSD}{column.datatype}>'
    return ['"', texts.literal(column.name), end]


def slices(table: Table) -> Iterator[dict[str, Any]]:
    """The columns of some rows after others, as string arrays."""
    names = table.frame.column_names
    for begin in range(0, table.frame.num_rows, ROWS):
        part = table.frame.slice(begin, ROWS).combine_chunks()
        yield {name: part.column(name).combine_chunks() for name in names}


def _together(pieces: Pieces) -> Pieces:
    """Texts that follow one another as one."""
    made: Pieces = []
    for piece in pieces:
        if isinstance(piece, str) and made and isinstance(made[-1], str):
            made[-1] += piece
        elif not isinstance(piece, str) or piece:
            made.append(piece)
    return made


def _line(pieces: Pieces) -> Any:
    return pc.binary_join_element_wise(*_together(pieces), "")


def joined(pieces: Pieces) -> pa.Buffer:
    """The lines that these pieces make, each with its end."""
    lines = _line(pieces)
    texts: pa.Buffer = lines.buffers()[2]  # one after the other
    return texts.slice(0, pc.sum(pc.binary_length(lines)).as_py())

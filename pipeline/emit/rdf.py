"""The RDF of a table: N-Triples row by row, and the same as readable Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pipeline.identifiers import expand
from pipeline.mapping import XSD, Column, types_first
from pipeline.table import Row, Table

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def ntriples(table: Table, columns: Sequence[Column]) -> Iterator[str]:
    """One line a triple (RDF 1.1 N-Triples), the type of each subject first. A missing cell says nothing."""
    order = types_first(columns)
    for row in table.rows():
        for column in order:
            if column.virtual or row[column.name] is not None:
                yield f"<{expand(column.about, row)}> <{column.predicate}> {_object(column, row)} .\n"


def _object(column: Column, row: Row) -> str:
    if column.value:
        return f"<{expand(column.value, row)}>"
    return literal(row[column.name] or "", column.datatype, column.lang)


def literal(text: str, datatype: str, lang: str | None) -> str:
    """A literal with its language or its XML Schema datatype; a plain string has neither."""
    quoted = f'"{text.translate(_ESCAPES)}"'
    if lang:
        return f"{quoted}@{lang}"
    return quoted if datatype == "string" else f"{quoted}^^<{XSD}{datatype}>"


def turtle(triples: bytes, prefixes: Mapping[str, str]) -> bytes:
    """N-Triples as Turtle in the same order, a paragraph a subject, prefixes sorted."""
    import pyoxigraph as ox

    parsed = ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)
    made = ox.serialize((quad.triple for quad in parsed), format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    lines = (made or b"").decode().rstrip("\n").split("\n")
    header = sorted(line for line in lines if line.startswith("@prefix "))  # the serialiser has them in any order
    body = (line + "\n" if line.endswith(" .") else line for line in lines if not line.startswith("@prefix "))
    return ("\n".join([*header, "", *body]) + "\n").encode()

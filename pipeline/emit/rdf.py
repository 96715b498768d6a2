"""Triples of a table, and any triples as N-Triples and as readable Turtle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.identifiers import expand
from pipeline.mapping import Column, types_first
from pipeline.table import Row, Table
from pipeline.triples import RDF_TYPE, XSD, Literal, Node, Triple

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_NAME = re.compile(rb"(?:^|[\s(^])([A-Za-z][\w-]*):", re.M)
_BARE = ("string", "integer", "boolean")
"""Datatypes that Turtle need not name."""


def table_triples(table: Table, columns: Sequence[Column]) -> Iterator[Triple]:
    """What csv2rdf says of a table, row by row, the type of each subject first. A missing cell says nothing."""
    order, subjects = types_first(columns), {column.about for column in columns}
    for row in table.rows():
        about = {subject: expand(subject, row) for subject in subjects}
        for column in order:
            if column.virtual or row[column.name] is not None:
                yield about[column.about], column.predicate, node_of(column, row)


def node_of(column: Column, row: Row) -> Node:
    """What a row says by a column that is not empty in it."""
    if column.value:
        return expand(column.value, row)
    return Literal(row[column.name] or "", column.datatype, column.lang)


def grouped(triples: Iterable[Triple]) -> list[Triple]:
    """Each triple once, all of a subject together with its types first, subjects in order of first mention."""
    subjects: dict[str, dict[Triple, None]] = {}
    for triple in triples:
        subjects.setdefault(triple[0], {})[triple] = None
    return [triple for said in subjects.values() for triple in sorted(said, key=lambda t: t[1] != RDF_TYPE)]


def ntriples(triples: Iterable[Triple]) -> bytes:
    """One line a triple (RDF 1.1 N-Triples), in their order."""
    return "".join(f"<{subject}> <{predicate}> {_term(node)} .\n" for subject, predicate, node in triples).encode()


def _term(node: Node) -> str:
    """A literal has its language or its datatype; a plain string neither."""
    if isinstance(node, str):
        return f"<{node}>"
    quoted = f'"{escaped(node.text)}"'
    if node.lang:
        return f"{quoted}@{node.lang}"
    return quoted if node.datatype == "string" else f"{quoted}^^<{XSD}{node.datatype}>"


def escaped(text: str) -> str:
    """A text as it stands in a literal of N-Triples."""
    return text.translate(_ESCAPES)


def prefixes_of(columns: Sequence[Column], prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that names in the triples of such columns can have. Of a template that ends in an address it is not
    known how that begins."""
    addresses = {column.predicate for column in columns} - {RDF_TYPE}
    addresses |= {address for column in columns for address in (column.about, column.value) if address}
    addresses |= {XSD for column in columns if not column.value and column.datatype not in _BARE}

    def has(start: str) -> bool:
        return any(a.startswith(start) or ("{+" in a and start.startswith(a.partition("{")[0])) for a in addresses)

    return {name: start for name, start in prefixes.items() if has(start)}


def prefixes_in(turtle: bytes, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The prefixes that names in Turtle have, or what looks like one in a text."""
    found = set(_NAME.findall(turtle))
    return {name: start for name, start in prefixes.items() if name.encode() in found}


def turtle_head(prefixes: Mapping[str, str]) -> bytes:
    """What a Turtle file with these prefixes begins with."""
    return ("".join(f"@prefix {name}: <{prefixes[name]}> .\n" for name in sorted(prefixes)) + "\n").encode()


def turtle(ntriples: bytes, prefixes: Mapping[str, str]) -> bytes:
    """N-Triples as Turtle in the same order, a paragraph a subject, for after the head."""
    import pyoxigraph as ox

    parsed = ox.parse(ntriples, format=ox.RdfFormat.N_TRIPLES)
    made = ox.serialize(parsed, format=ox.RdfFormat.TURTLE, prefixes=dict(prefixes))
    lines = (line for line in (made or b"").decode().split("\n") if line and not line.startswith("@prefix "))
    return "".join(line + ("\n\n" if line.endswith(" .") else "\n") for line in lines).encode()

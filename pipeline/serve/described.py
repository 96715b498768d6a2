"""What the RDF of a release says of one thing: itself, its parts, the names of what it points to, what points to it,
and the raw rows that it was read from, with their files.

A part has an address that begins with that of the thing and goes on after `#` or `/`: its cells with their provenance,
the distributions of a dataset. Nothing here is without a limit. Numbers have each digit of the files (`keeper.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph as ox

from pipeline.emit.jsonld import jsonld, terms
from pipeline.emit.rdf import grouped, ntriples, prefixes_in, turtle, turtle_head
from pipeline.triples import XSD, Literal, Node, Triple

LIMIT: Final = 200
"""Parts, and links from elsewhere, that a description has."""
_SEEN = 5_000
_IRI = re.compile(r"""[^\x00-\x20<>"{}|^`\\\x7f]+""")
_NAMES = (
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2000/01/rdf-schema#label",
    "http://purl.org/dc/terms/title",
    "http://xmlns.com/foaf/0.1/name",
)
_DERIVED = "<http://www.w3.org/ns/prov#wasDerivedFrom>|<http://www.w3.org/ns/prov#used>"
_PART_OF = "http://purl.org/dc/terms/isPartOf"
_ROW, _CHECKSUM = "http://www.w3.org/ns/csvw#Row", "http://spdx.org/rdf/terms#checksum"
_QUERY = f"""
CONSTRUCT {{ ?s ?p ?o }} WHERE {{
  {{ VALUES ?s {{ <X> }} ?s ?p ?o }}
  UNION {{ {{ SELECT DISTINCT ?s {{ <X> ?link ?s
    FILTER(STRSTARTS(STR(?s), "X#") || STRSTARTS(STR(?s), "X/")) }} LIMIT {LIMIT} }} ?s ?p ?o }}
  UNION {{ {{ SELECT DISTINCT ?s {{ <X> ?link ?part . ?part ?further ?s
    FILTER(STRSTARTS(STR(?part), "X/") && STRSTARTS(STR(?s), CONCAT(STR(?part), "#"))) }} LIMIT {LIMIT} }} ?s ?p ?o }}
  UNION {{ {{ SELECT DISTINCT ?s {{ {{ SELECT ?s {{ ?s ?link <X> }} LIMIT {_SEEN} }}
    FILTER(STRSTARTS(STR(?s), "X#")) }} LIMIT {LIMIT} }} ?s ?p ?o }}
  UNION {{ {{ SELECT DISTINCT ?s {{ <X> {_DERIVED} ?row . ?row a <{_ROW}> ;
    (<{_PART_OF}>|<{_PART_OF}>/<{_CHECKSUM}>)? ?s }} LIMIT {LIMIT} }} ?s ?p ?o }}
  UNION {{ {{ SELECT DISTINCT ?s {{ <X> ?link ?s FILTER(ISIRI(?s)) }} LIMIT {LIMIT} }}
    VALUES ?p {{ {" ".join(f"<{name}>" for name in _NAMES)} }} ?s ?p ?o }}
  UNION {{ {{ SELECT ?s ?p {{ ?s ?p <X> }} LIMIT {LIMIT} }} BIND(<X> AS ?o) }}
}}"""


def query_of(address: str) -> str | None:
    """The query for the description of an address; None where it can be none."""
    return re.sub(r"\bX\b", lambda _: address, _QUERY) if _IRI.fullmatch(address) else None


def links_of(address: str) -> str:
    """The query for all that points to it, where the description may have left something out."""
    return f"SELECT ?subject ?property {{ ?subject ?property <{address}> }}"


def read(content: bytes, address: str) -> list[Triple]:
    """The answer to that query (N-Triples) in an order of its own: the thing first, then others by their addresses, of
    each its types first. Nothing where nothing is said of the thing itself."""
    found = [*_triples(content)]
    if not any(subject == address for subject, _, _ in found):
        return []
    return grouped(sorted(found, key=lambda triple: (triple[0] != address, triple[0], triple[1], _ordered(triple[2]))))


def is_cut(triples: list[Triple], address: str) -> bool:
    """Whether more may point to the address than the description says."""
    return sum(target == address for _, _, target in triples) >= LIMIT


def written(triples: list[Triple], form: str, prefixes: Mapping[str, str], base: str) -> bytes:
    """The description as Turtle (ttl), N-Triples (nt) or JSON-LD (jsonld); the same triples give the same bytes."""
    if form == "jsonld":
        return jsonld(triples, terms([triples], prefixes, base), prefixes)
    lines = ntriples(triples)
    if form == "nt":
        return lines
    body = turtle(lines, prefixes)
    return turtle_head(prefixes_in(body, prefixes)) + body


def _triples(content: bytes) -> Iterator[Triple]:
    for triple in ox.parse(content, format=ox.RdfFormat.N_TRIPLES):
        subject, target = triple.subject, triple.object
        if isinstance(subject, ox.NamedNode) and isinstance(target, ox.NamedNode | ox.Literal):
            yield subject.value, triple.predicate.value, _node(target)


def _node(term: ox.NamedNode | ox.Literal) -> Node:
    if isinstance(term, ox.NamedNode):
        return term.value
    return Literal(term.value, term.datatype.value.removeprefix(XSD), term.language)


def _ordered(node: Node) -> tuple[str, ...]:
    return (node,) if isinstance(node, str) else (node.text, node.datatype, node.lang or "")

"""RDF triples between those who say something and those who write it. An address is a plain string."""

from __future__ import annotations

from typing import NamedTuple

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


class Literal(NamedTuple):
    """A text with the local name of its XML Schema datatype, or with its language."""

    text: str
    datatype: str = "string"
    lang: str | None = None


Node = str | Literal
Triple = tuple[str, str, Node]

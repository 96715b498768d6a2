"""`python triples_pyoxigraph.py CSV NT`: triples made in Python, serialised as a stream."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator

import pyoxigraph as ox
from triples import COLUMNS, SUBJECT, XSD

PREDICATES = [(name, ox.NamedNode(said), link, ox.NamedNode(XSD + kind)) for name, said, link, kind in COLUMNS]


def triples(path: str) -> Iterator[ox.Triple]:
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            subject = ox.NamedNode(SUBJECT + row["record"])
            for name, predicate, link, kind in PREDICATES:
                node = ox.NamedNode(link + row[name]) if link else ox.Literal(row[name], datatype=kind)
                yield ox.Triple(subject, predicate, node)


ox.serialize(triples(sys.argv[1]), output=sys.argv[2], format=ox.RdfFormat.N_TRIPLES)

"""`python triples_rdflib.py CSV NT`: a graph in memory, serialised."""

from __future__ import annotations

import csv
import sys

from rdflib import Graph, Literal, URIRef
from triples import COLUMNS, SUBJECT, XSD

graph = Graph()
with open(sys.argv[1], encoding="utf-8", newline="") as file:
    for row in csv.DictReader(file):
        subject = URIRef(SUBJECT + row["record"])
        for name, predicate, link, kind in COLUMNS:
            datatype = None if kind == "string" else URIRef(XSD + kind)
            node = URIRef(link + row[name]) if link else Literal(row[name], datatype=datatype)
            graph.add((subject, URIRef(predicate), node))
graph.serialize(sys.argv[2], format="nt", encoding="utf-8")

"""The RDF of each table against what its CSV and CSVW metadata say (W3C, Generating RDF from Tabular
Data on the Web, minimal mode), by an implementation that shares nothing with the one that wrote it."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from pipeline.check.graphs import Graph, difference
from pipeline.problem import Problem

_XSD = "http://www.w3.org/2001/XMLSchema#"


def rdf_problems(folder: Path, graphs: Mapping[str, Graph]) -> Iterator[Problem]:
    """E-RDF for each table whose graph is another one than its CSV says."""
    for metadata in sorted((folder / "data").glob("*.csv-metadata.json")):
        document = json.loads(metadata.read_text("utf-8"))
        expected = set(_triples(document, metadata.parent / document["url"]))
        name = document["url"].removesuffix(".csv")
        yield from difference(f"rdf/{name}.nt", expected, graphs.get(name, set()))


def _triples(document: dict[str, Any], path: Path) -> Iterator[ox.Triple]:
    columns = document["tableSchema"]["columns"]
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            for column in columns:
                if column.get("virtual") or row[column["name"]]:
                    about, predicate = _node(column["aboutUrl"], row), _node(column["propertyUrl"], row)
                    yield ox.Triple(about, predicate, _value(column, row))


def _value(column: dict[str, Any], row: dict[str, str]) -> ox.NamedNode | ox.Literal:
    if "valueUrl" in column:
        return _node(column["valueUrl"], row)
    if "lang" in column:
        return ox.Literal(row[column["name"]], language=column["lang"])
    return ox.Literal(row[column["name"]], datatype=ox.NamedNode(_XSD + column["datatype"]))


def _node(template: str, row: dict[str, str]) -> ox.NamedNode:
    return ox.NamedNode(re.sub(r"\{(\w+)\}", lambda match: quote(row[match[1]], safe=""), template))

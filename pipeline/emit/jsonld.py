"""A table as compact JSON-LD that reads as plain JSON; its context is in the file, so that nothing is fetched."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.identifiers import expand
from pipeline.mapping import XSD, Column, types_first
from pipeline.table import Row, Table

RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_NATIVE = {"integer", "boolean"}
"""Datatypes that JSON has itself and JSON-LD gives back (JSON-LD 1.1 API, 8.2); decimals stay exact as text."""


def jsonld(table: Table, columns: Sequence[Column], prefixes: Mapping[str, str]) -> bytes:
    """One object per row, in the order of the rows, keyed by short terms; texts by language."""
    terms = {column: _term(column, columns) for column in columns}
    context = {
        **dict(sorted(prefixes.items())),
        "id": "@id",
        **{term: _definition(column) for column, term in terms.items() if column.predicate != RDF_TYPE},
        "type": "@type",
    }
    order = types_first(columns)
    nodes = [_node(row, order, terms) for row in table.rows()]
    document = {"@context": context, "@graph": nodes}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _term(column: Column, columns: Sequence[Column]) -> str:
    """The last part of the predicate; the column's name where another predicate of the table ends so too."""
    if column.predicate == RDF_TYPE:
        return "type"
    local = re.split("[#/]", column.predicate)[-1]
    rivals = {c.predicate for c in columns if re.split("[#/]", c.predicate)[-1] == local} - {RDF_TYPE}
    term = local if len(rivals) == 1 else column.name
    return f"{term}_" if term in ("id", "type") else term


def _definition(column: Column) -> str | dict[str, str]:
    if column.lang:
        return {"@id": column.predicate, "@container": "@language"}
    if column.value:
        return {"@id": column.predicate, "@type": "@id"}
    if column.datatype in _NATIVE | {"string"}:
        return column.predicate
    return {"@id": column.predicate, "@type": f"{XSD}{column.datatype}"}


def _node(row: Row, columns: Sequence[Column], terms: Mapping[Column, str]) -> dict[str, Any]:
    """A row says all of one subject: a table's columns share their aboutUrl."""
    node: dict[str, Any] = {"id": expand(columns[0].about, row)}
    for column in columns:
        if not column.virtual and row[column.name] is None:
            continue
        term = terms[column]
        if column.value:
            node[term] = expand(column.value, row)
        elif column.lang:
            node.setdefault(term, {})[column.lang] = row[column.name]
        else:
            text = row[column.name] or ""
            node[term] = json.loads(text) if column.datatype in _NATIVE else text
    return node

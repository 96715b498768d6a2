"""SPARQL 1.1 on the RDF of a finished release, in this process and without a network."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pyoxigraph as ox
from wcwidth import wcswidth

from pipeline.errors import Stop
from pipeline.problem import Problem

_NOT_A_WORD = re.compile(r"""<[^<>"{}|^`\\\s]*>|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\#[^\n]*""", re.S)


def answer(folder: Path, query: str, form: str) -> str:
    """The answer of the query to all triples in `folder/rdf`, as a table, csv or json; a graph is Turtle.

    Raises Stop: E-QUERY where it is no query, E-QUERY-SERVICE where it would ask another server, E-RELEASE
    where the folder has no RDF.
    """
    if re.search(r"\bSERVICE\b", _NOT_A_WORD.sub(" ", query), re.I):
        raise Stop([Problem("E-QUERY-SERVICE")])
    files = sorted((folder / "rdf").glob("*.nt"))
    if not files:
        raise Stop([Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": "rdf/*.nt"})])
    store = ox.Store()
    for path in files:
        store.load(path=str(path))
    try:
        results = store.query(query)
        if isinstance(results, ox.QueryTriples):
            return (results.serialize(format=ox.RdfFormat.TURTLE) or b"").decode()
        if form == "json" or isinstance(results, ox.QueryBoolean):
            return (results.serialize(format=ox.QueryResultsFormat.JSON) or b"").decode() + "\n"
        text = (results.serialize(format=ox.QueryResultsFormat.CSV) or b"").decode()
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        raise Stop([Problem("E-QUERY", facts={"reason": str(error).splitlines()[0]})]) from error
    return text.replace("\r\n", "\n") if form == "csv" else _table(text)


def _table(text: str) -> str:
    """Comma-separated solutions in columns, wide characters counted as wide."""
    rows = [row or [""] for row in csv.reader(io.StringIO(text, newline=""))]  # one variable without a value: no cell
    widths = [max(map(wcswidth, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(c + " " * (w - wcswidth(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]]) + "\n"

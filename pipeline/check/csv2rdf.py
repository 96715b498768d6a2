"""The RDF of each table against what its CSV and CSVW metadata say (W3C, Generating RDF from Tabular
Data on the Web, minimal mode), by an implementation that shares nothing with the one that wrote it."""

from __future__ import annotations

import contextlib
import csv
import functools
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox

from pipeline.check.graphs import Graph, difference
from pipeline.check.hashes import Digests
from pipeline.check.lines import lines_of
from pipeline.memory import Memory
from pipeline.problem import Problem

_XSD = "http://www.w3.org/2001/XMLSchema#"
Term = Callable[[dict[str, str]], str]
"""A part of a triple, as a row has it."""


def rdf_problems(folder: Path, graphs: Mapping[str, Graph], digests: Digests, memory: Memory) -> Iterator[Problem]:
    """E-RDF for each table whose graph is another one than its CSV says."""
    for metadata in sorted((folder / "data").glob("*.csv-metadata.json")):
        document = json.loads(metadata.read_text("utf-8"))
        table = metadata.parent / document["url"]
        path = f"rdf/{table.stem}.nt"
        if table.stem in graphs:
            yield from difference(path, set(_lines(document, table)), graphs[table.stem])
        elif (folder / path).exists():
            files = [digests(str(place.relative_to(folder))) for place in (metadata, table, folder / path)]
            yield from memory.once(functools.partial(_large, folder, path, document, table), path, *files)


def _large(folder: Path, path: str, document: dict[str, Any], table: Path) -> list[Problem]:
    same = _same(folder / path, lines_of(document, table))
    return [] if same else list(_first_difference(folder, path, _lines(document, table)))


def _same(path: Path, expected: Iterable[memoryview]) -> bool:
    """Whether the file has these bytes; not, where the database cannot read the table (a row over two megabytes)."""
    import duckdb

    with path.open("rb") as file, contextlib.suppress(duckdb.Error):
        return all(file.read(len(lines)) == lines for lines in expected) and not file.read(1)
    return False


def _first_difference(folder: Path, path: str, expected: Iterator[bytes]) -> Iterator[Problem]:
    """E-RDF for the first line of a large file that is not the triple that is expected there, row by row."""
    with (folder / path).open("rb") as file:
        for number, (line, triple) in enumerate(itertools.zip_longest(file, expected), 1):
            if line is None or triple is None or line != triple + b"\n":
                facts = {"reason": f"line {number} is not {triple and triple.decode().removesuffix(' .')}"}
                cell = (line or b"").decode(errors="replace").rstrip("\n")
                yield Problem("E-RDF", path, "", number, cell=cell, facts=facts)
                return


def _lines(document: dict[str, Any], path: Path) -> Iterator[bytes]:
    """The triples as lines of canonical N-Triples, row by row."""
    columns = sorted(document["tableSchema"]["columns"], key=lambda column: not column.get("virtual"))
    triples = [(_name(c), _node(c["aboutUrl"]), _node(c["propertyUrl"]), _object(c)) for c in columns]
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            for name, about, predicate, target in triples:
                if name is None or row[name]:
                    yield f"{about(row)} {predicate(row)} {target(row)} .".encode()


def _name(column: dict[str, Any]) -> str | None:
    """The cell that must be there; a virtual column has none."""
    return None if column.get("virtual") else str(column["name"])


def _object(column: dict[str, Any]) -> Term:
    if "valueUrl" in column:
        return _node(column["valueUrl"])
    name = column["name"]
    if "lang" in column:
        return lambda row: str(ox.Literal(row[name], language=column["lang"]))
    datatype = ox.NamedNode(_XSD + column["datatype"])
    return lambda row: str(ox.Literal(row[name], datatype=datatype))


def _node(template: str) -> Term:
    names = re.findall(r"\{\+?(\w+)\}", template)
    if not names:
        address = _address(template, ())
        return lambda row: address
    return lambda row: _address(template, tuple([row[name] for name in names]))


@functools.lru_cache(maxsize=10_000)
def _address(template: str, values: tuple[str, ...]) -> str:
    texts = iter(values)
    return str(ox.NamedNode(re.sub(r"\{(\+?)\w+\}", lambda found: _part(next(texts), found[1]), template)))


def _part(text: str, operator: str) -> str:
    """RFC 6570, 3.2.2 and, with the operator, 3.2.3: what is encoded there already stays."""
    if not operator:
        return quote(text, safe="")
    return "".join(
        part if at % 2 else quote(part, safe=":/?@!$&'()*+,;=")
        for at, part in enumerate(re.split("(%[0-9A-Fa-f]{2})", text))
    )

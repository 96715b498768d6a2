"""The files of a release as bytes, by their path in it. Nothing here writes to disk but `swap`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pipeline.emit import csv
from pipeline.emit.concepts import concepts
from pipeline.emit.csvw import csvw
from pipeline.emit.descriptor import descriptor
from pipeline.emit.jsonld import jsonld
from pipeline.emit.rdf import ntriples, turtle
from pipeline.emit.readme import readme
from pipeline.mapping import columns
from pipeline.package import DESCRIPTOR, Package
from pipeline.problem import Problem
from pipeline.table import Table


def emit(tables: Mapping[str, Table], package: Package) -> tuple[dict[str, bytes], list[Problem]]:
    """Every file of the release. Problems: W-FORMULA for each cell that the Excel copy neutralises."""
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name, table in tables.items():
        schema, mapped = package.published[name], columns(package, name)
        files[f"data/{name}.csv"] = csv.canonical(table)
        files[f"excel/{name}.csv"] = csv.excel(table, schema)
        files[f"data/{name}.csv-metadata.json"] = csvw(package, name, mapped)
        triples = "".join(ntriples(table, mapped)).encode()
        files[f"rdf/{name}.nt"] = triples
        files[f"rdf/{name}.ttl"] = turtle(triples, package.descriptor.pipeline.prefixes)
        files[f"rdf/{name}.jsonld"] = jsonld(table, mapped, package.descriptor.pipeline.prefixes)
        problems += _formula_problems(table, csv.formula_cells(table, schema))
    files["rdf/concepts.nt"] = "".join(concepts(tables, package)).encode()
    files["rdf/concepts.ttl"] = turtle(files["rdf/concepts.nt"], package.descriptor.pipeline.prefixes)
    rows = {name: table.frame.num_rows for name, table in tables.items()}
    files[DESCRIPTOR] = descriptor(package, files)
    files["README.md"] = readme(package, rows, "en")
    files["README.ja.md"] = readme(package, rows, "ja")
    files["SHA256SUMS"] = _checksums(files)
    return files, problems


def _formula_problems(table: Table, cells: list[tuple[int, str, str | None]]) -> list[Problem]:
    return [Problem("W-FORMULA", *table.place(index), field, None, cell) for index, field, cell in cells]


def _checksums(files: Mapping[str, bytes]) -> bytes:
    """In the form of sha256sum, for `sha256sum --check SHA256SUMS`."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()

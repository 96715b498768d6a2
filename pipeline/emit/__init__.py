"""The files of a release as bytes, by their path in it. Nothing here writes to disk but `swap`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from pipeline.emit import csv
from pipeline.emit.catalogue import catalogue
from pipeline.emit.concepts import concepts
from pipeline.emit.csvw import csvw
from pipeline.emit.cube import cubes
from pipeline.emit.descriptor import descriptor
from pipeline.emit.jsonld import Terms, context, document, jsonld, terms
from pipeline.emit.open_data_list import file_name, open_data_list
from pipeline.emit.provenance import provenance
from pipeline.emit.quality import quality
from pipeline.emit.rdf import grouped, ntriples, table_triples, turtle
from pipeline.emit.readme import readme
from pipeline.emit.releases import datasets
from pipeline.emit.schema_org import schema_org
from pipeline.emit.vocabulary import vocabulary
from pipeline.emit.void import void
from pipeline.mapping import columns
from pipeline.package import DESCRIPTOR, Package
from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.table import Table
from pipeline.triples import Triple


def emit(run: Run, package: Package) -> tuple[dict[str, bytes], list[Problem]]:
    """Every file of the release. Problems: W-FORMULA for each cell that the Excel copy neutralises."""
    received = [*run.raw.values(), *([run.corrected] if run.corrected else [])]
    files: dict[str, bytes] = {table.file: table.received for table in received}
    problems: list[Problem] = []
    for name, table in run.tables.items():
        schema = package.published[name]
        files[f"data/{name}.csv"] = csv.canonical(table)
        files[f"excel/{name}.csv"] = csv.excel(table, schema)
        files[f"data/{name}.csv-metadata.json"] = csvw(package, name, columns(package, name))
        problems += _formula_problems(table, csv.formula_cells(table, schema))
    files[DESCRIPTOR] = descriptor(package, files)
    _emit_rdf(files, run, package)
    rows = {name: table.frame.num_rows for name, table in run.tables.items()}
    files["README.md"] = readme(package, rows, "en")
    files["README.ja.md"] = readme(package, rows, "ja")
    files["SHA256SUMS"] = _checksums(files)
    return files, problems


def _emit_rdf(files: dict[str, bytes], run: Run, package: Package) -> None:
    """Graphs in three forms that share one context; the catalogue last, of all files before it."""
    prefixes, graphs = package.prefixes, _graphs(run, package)
    graphs["void"] = grouped(void(package, graphs))
    awaited = {path: b"" for name in graphs for path in _paths(name)}  # the catalogue has terms before it has hashes
    draft = catalogue(package, datasets(package, run.tables, files | awaited))
    known = terms([*graphs.values(), draft], prefixes, package.descriptor.pipeline.base)
    for name, graph in graphs.items():
        files.update(_forms(name, graph, known, prefixes))
    listed = datasets(package, run.tables, files)
    files.update(_forms("catalogue", grouped(catalogue(package, listed)), known, prefixes))
    files["rdf/context.jsonld"] = document({"@context": context(known, prefixes)})
    files["rdf/schema-org.jsonld"] = schema_org(package, listed)
    files[file_name(package)] = open_data_list(package, listed)


def _graphs(run: Run, package: Package) -> dict[str, list[Triple]]:
    """Every graph but the catalogue by the name of its files: that of each table is what csv2rdf makes of it."""
    graphs = {name: [*table_triples(table, columns(package, name))] for name, table in run.tables.items()}
    others = {
        "concepts": concepts(run.tables, package),
        "vocabulary": vocabulary(package),
        "cube": cubes(run.tables, package),
        "provenance": provenance(run, package),
        "quality": quality(run.tables, package, run.problems, run.changes, run.results),
    }
    return graphs | {name: grouped(triples) for name, triples in others.items()}


def _paths(name: str) -> tuple[str, str, str]:
    return f"rdf/{name}.nt", f"rdf/{name}.ttl", f"rdf/{name}.jsonld"


def _forms(name: str, graph: Sequence[Triple], known: Terms, prefixes: Mapping[str, str]) -> dict[str, bytes]:
    lines = ntriples(graph)
    contents = (lines, turtle(lines, prefixes), jsonld(graph, known, prefixes))
    return dict(zip(_paths(name), contents, strict=True))


def _formula_problems(table: Table, cells: list[tuple[int, str, str | None]]) -> list[Problem]:
    return [Problem("W-FORMULA", *table.place(index), field, None, cell) for index, field, cell in cells]


def _checksums(files: Mapping[str, bytes]) -> bytes:
    """In the form of sha256sum, for `sha256sum --check SHA256SUMS`."""
    return "".join(f"{hashlib.sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)).encode()

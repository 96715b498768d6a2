"""The files of a release. Nothing here writes to disk but `swap`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa

from pipeline.emit import csv
from pipeline.emit.catalogue import catalogue
from pipeline.emit.changelog import changelog
from pipeline.emit.citation import FILE, citation_file
from pipeline.emit.concepts import concepts
from pipeline.emit.converted import converted
from pipeline.emit.csvw import csvw
from pipeline.emit.cube import cubes
from pipeline.emit.descriptor import descriptor
from pipeline.emit.feed import feed
from pipeline.emit.jsonld import Terms, context, jsonld, terms, written
from pipeline.emit.lines import triple_lines
from pipeline.emit.open_data_list import file_name, open_data_list
from pipeline.emit.provenance import provenance
from pipeline.emit.quality import quality
from pipeline.emit.rdf import grouped, ntriples, prefixes_in, prefixes_of, table_triples, turtle, turtle_head
from pipeline.emit.readme import readme
from pipeline.emit.received import received_descriptor
from pipeline.emit.releases import NOTHING, datasets
from pipeline.emit.schema_org import schema_org
from pipeline.emit.swap import Stage
from pipeline.emit.vocabulary import vocabulary
from pipeline.emit.void import void
from pipeline.files import is_still
from pipeline.mapping import Column, columns
from pipeline.package import DESCRIPTOR, Package
from pipeline.package.descriptor import Form
from pipeline.package.models import Schema
from pipeline.package.release import RECEIVED
from pipeline.problem import Problem
from pipeline.record import Run
from pipeline.table import Table
from pipeline.triples import Triple

SMALL = 2_000
"""Rows up to which a table has JSON-LD, and each of its rows and derived values its provenance."""
Written = tuple[str, bytes | pa.Buffer]
"""The path of a file in the release, and bytes that are added to it."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the rows of a published table are written."""

    name: str
    schema: Schema
    formats: Sequence[Form]
    columns: Sequence[Column]
    prefixes: Mapping[str, str]


def layout(package: Package, name: str) -> Layout:
    """That of a table of the package."""
    schema, formats = package.published[name], package.resource(name).formats
    said = columns(package, name)
    return Layout(name, schema, formats, said, prefixes_of(said, package.prefixes))


def heads(layout: Layout) -> Iterator[Written]:
    """What the files of a table begin with."""
    name, names = layout.name, layout.schema.names
    yield f"data/{name}.csv", csv.header(names, csv.LF)
    if "excel" in layout.formats:
        yield f"excel/{name}.csv", csv.MARK + csv.header(names, csv.CRLF)
    if "ttl" in layout.formats:
        yield f"rdf/{name}.ttl", turtle_head(layout.prefixes)
    if "nt" in layout.formats:
        yield f"rdf/{name}.nt", b""


def rows_written(table: Table, layout: Layout) -> tuple[list[Written], list[Problem]]:
    """Rows of a published table in each of its formats that goes row by row. W-FORMULA for each cell that the copy for
    Excel neutralises."""
    name, formats = layout.name, layout.formats
    made: list[Written] = [(f"data/{name}.csv", part) for part in csv.lines(table, csv.LF)]
    formulas: list[Problem] = []
    if "excel" in formats:
        copy, formulas = csv.neutralised(table, layout.schema)
        made += [(f"excel/{name}.csv", part) for part in csv.lines(copy, csv.CRLF)]
    for lines in triple_lines(table, layout.columns) if {"nt", "ttl"} & {*formats} else ():
        if "nt" in formats:
            made.append((f"rdf/{name}.nt", lines))
        if "ttl" in formats:
            made.append((f"rdf/{name}.ttl", turtle(lines.to_pybytes(), layout.prefixes)))
    return made, formulas


def emit(run: Run, package: Package, stage: Stage) -> None:
    """Every other file of the release but its site and its manifests: the raw ones, what describes the tables, and the
    graphs."""
    run.problems += _emit_received(run, stage)
    stage.write(RECEIVED, received_descriptor(package, stage.files))
    for resource in package.descriptor.resources:
        name = resource.name
        stage.write(f"data/{name}.csv-metadata.json", csvw(package, name, columns(package, name)))
    stage.write(DESCRIPTOR, descriptor(package, stage.files))
    _emit_graphs(run, package, stage)
    rows = {name: summary.rows for name, summary in run.summaries.items()}
    taken = [one for one in converted(run.tables, package.published) if "excel" in package.resource(one.table).formats]
    stage.write("README.md", readme(package, rows, taken, "en"))
    stage.write("README.ja.md", readme(package, rows, taken, "ja"))
    stage.write(FILE, citation_file(package))
    stage.write("CHANGELOG.md", changelog(package, run.history.releases, run.differences, "en"))
    stage.write("CHANGELOG.ja.md", changelog(package, run.history.releases, run.differences, "ja"))
    stage.write("feed.atom", feed(package, run.history.releases))


def _emit_received(run: Run, stage: Stage) -> Iterator[Problem]:
    """The files that were read. E-FILE-CHANGED for each that is another one since: what was read may be the old one."""
    for path, place in dict(found for places, _ in run.received.values() for found in places.items()).items():
        with place.open("rb") as file:
            while content := file.read(1 << 20):
                stage.write(path, content)
        if not is_still(place, run.marks.get(path)):
            yield Problem("E-FILE-CHANGED", file=path)
    for declared in (run.corrected, run.withdrawn):
        if declared:
            stage.write(declared.file, declared.received)


def _emit_graphs(run: Run, package: Package, stage: Stage) -> None:
    """Graphs in three forms that share one context; the catalogue last, of all files before it."""
    prefixes, summaries = package.prefixes, run.summaries
    small = {name: table for name, table in run.tables.items() if table.frame.num_rows <= SMALL}
    tables = {name: [*table_triples(table, columns(package, name))] for name, table in small.items()}
    others = {
        "concepts": concepts(run.tables, _years(run), package),
        "vocabulary": vocabulary(package),
        "cube": cubes(run.tables, package),
        "provenance": provenance(run, small, package, stage.files),
        "quality": quality(run, package),
    }
    graphs = {name: grouped(triples) for name, triples in others.items()}
    graphs["void"] = grouped(void(package, tables | graphs))
    nested = {n: g for n, g in tables.items() if "jsonld" in package.resource(n).formats}
    awaited = {f"rdf/{name}.jsonld": NOTHING for name in nested}
    awaited |= {path: NOTHING for name in graphs for path in _paths(name)}
    releases, listed = run.history.releases, datasets(package, summaries, stage.files | awaited)
    draft = catalogue(package, listed, releases)  # it has terms before it has hashes
    known = terms([*(tables | graphs).values(), draft], prefixes, package.descriptor.pipeline.base)
    for name, graph in nested.items():
        stage.write(f"rdf/{name}.jsonld", jsonld(graph, known, prefixes))
    for name, graph in graphs.items():
        _write(name, graph, known, prefixes, stage)
    listed = datasets(package, summaries, stage.files)
    _write("catalogue", grouped(catalogue(package, listed, releases)), known, prefixes, stage)
    stage.write("rdf/context.jsonld", written({"@context": context(known, prefixes)}, indent=1))
    stage.write("rdf/schema-org.jsonld", schema_org(package, listed))
    content, formulas = open_data_list(package, listed)
    stage.write(file_name(package), content)
    run.problems += formulas


def _years(run: Run) -> set[str]:
    return {year for summary in run.summaries.values() for year in summary.years}


def _paths(name: str) -> tuple[str, str, str]:
    return f"rdf/{name}.nt", f"rdf/{name}.ttl", f"rdf/{name}.jsonld"


def _write(name: str, graph: Sequence[Triple], known: Terms, prefixes: Mapping[str, str], stage: Stage) -> None:
    lines = ntriples(graph)
    body = turtle(lines, prefixes)
    contents = (lines, turtle_head(prefixes_in(body, prefixes)) + body, jsonld(graph, known, prefixes))
    for path, content in zip(_paths(name), contents, strict=True):
        stage.write(path, content)

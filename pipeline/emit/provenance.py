"""Where each published row and value came from (W3C PROV): rows of tables from rows of raw files, derived
values from their inputs and rate. A row of a file is addressed as RFC 7111 has it: `raw/kpis.csv#row=3`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from pipeline.emit.releases import File
from pipeline.emit.statements import Said, checksum, describe
from pipeline.enrich.lookups import Indexed
from pipeline.identifiers import expand
from pipeline.mapping import DATATYPES, dictionary_entry
from pipeline.package import Package
from pipeline.package.descriptor import Source
from pipeline.package.models import Derivation, Field, Words
from pipeline.record import Run
from pipeline.table import Table
from pipeline.trace import Cell, inputs_of
from pipeline.triples import Literal, Triple

Rows = Mapping[str, Indexed]

SOFTWARE, BUILD = "id/software/opendata", "id/activity/build"


def provenance(run: Run, tables: Mapping[str, Table], package: Package, files: Mapping[str, File]) -> Iterator[Triple]:
    """PROV of all files that were read, and of the rows and derived values of these tables."""
    raw = run.raw
    yield from _build(package, [path for paths, _ in run.received.values() for path in paths])
    for name, (paths, _) in run.received.items():
        for path in paths:
            yield from _file(package, path, package.resource(name).sources, files, run.fetched.get(path))
    if run.corrected:
        yield from _file(package, run.corrected.file, [], files)
    rows = {name: Indexed(table.rows()) for name, table in tables.items()}
    changes = _changes(package, rows)
    for name, table in tables.items():
        if name in raw:
            yield from _read(package, name, table, raw[name], rows[name].rows, changes)
            yield from _corrected(package, name, table, run)
        origin = package.resource(name).origin.table
        if origin and origin in tables:
            yield from _made(package, name, origin, rows)
        for field in package.published[name].fields:
            if field.derivation and _is_derived(field):
                for row in rows[name].rows:
                    if row[field.name] is not None:
                        yield from _derived(package, Cell(name, row, field.name), field.derivation, rows)


def _build(package: Package, paths: Sequence[str]) -> Iterator[Triple]:
    """What made the release from what. The time and the machine are left out, so that a rebuild is the same."""
    software = Words(ja="公開データ生成プログラム opendata", en="opendata, the publishing pipeline")
    yield from describe(package, SOFTWARE, {"rdf:type": "prov:SoftwareAgent", "rdfs:label": software})
    said: dict[str, Said] = {"rdf:type": "prov:Activity", "rdfs:label": package.descriptor.titles}
    said |= {"prov:wasAssociatedWith": SOFTWARE, "prov:used": [_address_of(path) for path in paths]}
    yield from describe(package, BUILD, said)


def _file(
    package: Package, path: str, sources: Sequence[Source], files: Mapping[str, File], url: str | None = None
) -> Iterator[Triple]:
    """A raw file as it was received, and the documents that it was taken from: those that its table names, and what
    stood at the address that it was fetched from."""
    address = _address_of(path)
    said: dict[str, Said] = {
        "rdf:type": "prov:Entity",
        "dcterms:identifier": Literal(path),
        "prov:hadPrimarySource": list(dict.fromkeys([s.path for s in sources] + ([url] if url else []))),
        "dcat:byteSize": Literal(str(files[path].size), "nonNegativeInteger"),
        "spdx:checksum": f"{address}#sha256",
    }
    yield from describe(package, address, said)
    yield from checksum(package, f"{address}#sha256", files[path].sha256)
    if url:
        yield from describe(package, url, {"rdf:type": ["prov:Entity", "foaf:Document"]})
    for source in sources:
        said = {"rdf:type": ["prov:Entity", "foaf:Document"], "dcterms:title": Literal(source.title)}
        yield from describe(package, source.path, said)


def _address_of(path: str) -> str:
    return quote(path, safe="/")


def _changes(package: Package, rows: Rows) -> Mapping[tuple[str, str], list[str]]:
    """The addresses of the changes of notation that made each row, by its table and key; none of a large audit."""
    found: dict[tuple[str, str], list[str]] = {}
    audit = package.reporting("audit")
    if audit is None or audit.name not in rows:
        return found
    for row in rows[audit.name].rows:
        change = expand(package.published[audit.name].about_url, row)
        found.setdefault((row["table"] or "", row["key"] or ""), []).append(change)
    return found


def _read(
    package: Package,
    name: str,
    table: Table,
    raw: Table,
    rows: Iterable[Mapping[str, str | None]],
    changes: Mapping[tuple[str, str], list[str]],
) -> Iterator[Triple]:
    """Each row of a table from the raw row that it was read from, with the changes in between, and what the raw table
    says of that row itself."""
    schema, fields = package.published[name], list(enumerate(package.raw[name].fields))
    numbers, first, of_file = {}, {}, Counter[str]()
    for index in range(raw.frame.num_rows):
        file, _, line = raw.place(index)
        if (file, line) not in numbers:  # a wide row has several cells
            of_file[file] += 1
            numbers[file, line], first[file, line] = of_file[file], index
    cells = raw.rows()
    for index, row in enumerate(rows):
        if table.line(index) is None:
            continue
        file, _, line = table.place(index)
        number, received = numbers[file, line], cells[first[file, line]]
        source = f"{_address_of(file)}#{_fragment(raw, line, number)}"
        about = expand(schema.about_url, row)
        yield from describe(package, about, {"prov:wasDerivedFrom": source})
        for change in changes.get((name, schema.key_of(row)), ()):
            yield from describe(package, change, {"prov:used": source, "prov:generated": about})
        said: dict[str, Said] = {"rdf:type": ["prov:Entity", "csvw:Row"], "dcterms:isPartOf": _address_of(file)}
        said["csvw:rownum"] = Literal(str(number), "integer")
        said |= {f.property_url: _literal(received[str(position)], f) for position, f in fields if f.property_url}
        yield from describe(package, source, said)


def _fragment(raw: Table, line: int, number: int) -> str:
    """A row in its file: by its number with the header (RFC 7111), or by sheet and row."""
    if raw.sheet:
        return f"{quote(raw.sheet, safe='')}!{line}"
    return f"row={number + 1 if raw.header_row == 1 else line}"


def _corrected(package: Package, name: str, table: Table, run: Run) -> Iterator[Triple]:
    """Each row that a correction changed, from the correction too, and what that says for itself."""
    for correction in run.corrections:
        if run.corrected is None or correction.resource != name:
            continue
        address = f"{_address_of(run.corrected.file)}#row={correction.row}"
        said: dict[str, Said] = {"rdf:type": ["prov:Entity", "csvw:Row"], "prov:value": Literal(correction.value)}
        said |= {"csvw:rownum": Literal(str(correction.row - 1), "integer")}
        said |= {"dcterms:isPartOf": _address_of(run.corrected.file)}
        said |= {"dcterms:date": Literal(correction.date, "date")}
        said |= {"rdfs:comment": Words(ja=correction.reason_ja, en=correction.reason_en)}
        yield from describe(package, address, said | {"dcterms:creator": Literal(correction.confirmed_by)})
        for index, row in enumerate(table.rows()):
            if (table.place(index)[0], table.line(index)) == (correction.file, correction.line):
                about = expand(package.published[name].about_url, row)
                yield from describe(package, about, {"prov:wasDerivedFrom": address})


def _made(package: Package, name: str, origin: str, rows: Rows) -> Iterator[Triple]:
    """Each row of a table from the row of another table that it is made for."""
    about, theirs = package.published[name].about_url, package.published[origin].about_url
    for row, source in zip(rows[name].rows, rows[origin].rows, strict=True):
        yield from describe(package, expand(about, row), {"prov:wasDerivedFrom": expand(theirs, source)})


def _literal(text: str | None, field: Field) -> Literal | None:
    return None if text is None else Literal(text, DATATYPES[field.type], field.lang)


def _derived(package: Package, cell: Cell, derivation: Derivation, rows: Rows) -> Iterator[Triple]:
    """A derived cell, its rate, and the cells that were its inputs; of those that are not derived, the row."""
    used = [given for given in inputs_of(package.published, rows, *cell) if given.value is not None]
    said: dict[str, Said] = {"prov:wasGeneratedBy": BUILD}
    said |= {"def/rate": f"def/rate/{derivation.rate}" if derivation.rate else None}
    said |= {"prov:wasDerivedFrom": [_address(package, found) for found in used]}
    yield from _cell(package, cell)
    yield from describe(package, _address(package, cell), said)
    for found in used:
        if not _is_derived(_field(package, found)):
            yield from _cell(package, found)
            yield from describe(package, _address(package, found), {"prov:wasDerivedFrom": _about(package, found)})


def _cell(package: Package, cell: Cell) -> Iterator[Triple]:
    said: dict[str, Said] = {"rdf:type": ["prov:Entity", "csvw:Cell"], "dcterms:isPartOf": _about(package, cell)}
    said |= {"def/entry": dictionary_entry(package, cell.table, cell.field)}
    said |= {"prov:value": _literal(cell.value, _field(package, cell))}
    yield from describe(package, _address(package, cell), said)


def _about(package: Package, cell: Cell) -> str:
    return expand(package.published[cell.table].about_url, cell.row)


def _address(package: Package, cell: Cell) -> str:
    return f"{_about(package, cell)}#{cell.field}"


def _field(package: Package, cell: Cell) -> Field:
    return package.published[cell.table].field(cell.field)


def _is_derived(field: Field) -> bool:
    return field.derivation is not None and not field.derivation.status_of

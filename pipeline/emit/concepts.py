"""What the identifiers in the tables name beyond the tables' own rows: concept schemes, codes that only a
schema lists, and fiscal years (SKOS; each year a dcterms:PeriodOfTime with the time code of e-Stat)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.emit.rdf import literal
from pipeline.identifiers import expand
from pipeline.interpret.eras import fiscal_period, fiscal_year_name
from pipeline.package import Package
from pipeline.package.models import Labelled, Words
from pipeline.table import Table


def concepts(tables: Mapping[str, Table], package: Package) -> Iterator[str]:
    """N-Triples, in the order of the package; each identifier once."""
    yield from _schemes(tables, package)
    rows = {package.address(a) for name in tables for a in _subjects(tables[name], package.published[name].about_url)}
    yield from _listed(tables, package, rows)
    yield from _fiscal_years(tables, package)


def _schemes(tables: Mapping[str, Table], package: Package) -> Iterator[str]:
    """The scheme that a table's rows are in: its titles, its description, its top concepts."""
    for name, table in tables.items():
        schema, resource = package.published[name], package.resource(name)
        for column in schema.virtual_columns:
            if column.property_url == "skos:inScheme":
                scheme = package.address(column.value_url)
                yield _triple(package, scheme, "rdf:type", _iri(package, "skos:ConceptScheme"))
                yield from _words(package, scheme, "skos:prefLabel", resource.titles)
                yield from _words(package, scheme, "dcterms:description", resource.descriptions)
                for subject in _subjects(table, schema.about_url):
                    yield _triple(package, scheme, "skos:hasTopConcept", _iri(package, subject))


def _listed(tables: Mapping[str, Table], package: Package, known: set[str]) -> Iterator[str]:
    """Codes that a schema lists with labels (categories) and that no row of a table is about."""
    for name in tables:
        for field in package.published[name].fields:
            for entry in field.categories or ():
                if not field.value_url or not isinstance(entry, Labelled) or not entry.labels:
                    continue
                subject = package.address(expand(field.value_url, {field.name: entry.value}))
                if subject not in known:
                    known.add(subject)
                    yield from _concept(package, subject, entry.value, entry.labels)


def _fiscal_years(tables: Mapping[str, Table], package: Package) -> Iterator[str]:
    """Every fiscal year that a table names, with its days."""
    template = package.descriptor.pipeline.fiscal_years
    years = {
        text
        for name, table in tables.items()
        for field in package.published[name].fields
        if field.value_url and field.value_url == template.replace("{year}", f"{{{field.name}}}")
        for text in table.frame.column(field.name).to_pylist()
        if text
    }
    for year in sorted(years):
        subject, period = package.address(expand(template, {"year": year})), fiscal_period(int(year))
        words = Words(ja=fiscal_year_name(int(year)), en=f"Fiscal year {year}")
        yield from _concept(package, subject, f"{year}100000", words)
        yield _triple(package, subject, "rdf:type", _iri(package, "dcterms:PeriodOfTime"))
        yield _triple(package, subject, "dcat:startDate", literal(period.start.isoformat(), "date", None))
        yield _triple(package, subject, "dcat:endDate", literal(period.end.isoformat(), "date", None))


def _concept(package: Package, subject: str, notation: str, words: Words) -> Iterator[str]:
    yield _triple(package, subject, "rdf:type", _iri(package, "skos:Concept"))
    yield _triple(package, subject, "skos:notation", literal(notation, "string", None))
    yield from _words(package, subject, "skos:prefLabel", words)


def _words(package: Package, subject: str, predicate: str, words: Words) -> Iterator[str]:
    yield _triple(package, subject, predicate, literal(words.ja, "string", "ja"))
    yield _triple(package, subject, predicate, literal(words.en, "string", "en"))


def _subjects(table: Table, about_url: str) -> list[str]:
    return list(dict.fromkeys(expand(about_url, row) for row in table.rows()))


def _iri(package: Package, address: str) -> str:
    return f"<{package.address(address)}>"


def _triple(package: Package, subject: str, predicate: str, object_: str) -> str:
    return f"<{subject}> {_iri(package, predicate)} {object_} .\n"

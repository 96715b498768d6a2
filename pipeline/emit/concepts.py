"""What the identifiers in the tables name (SKOS): the scheme of each table of concepts, what its rows are,
codes that only a schema lists, and fiscal years (each a dcterms:PeriodOfTime with the time code of e-Stat)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.emit.statements import Said, days, describe, worded
from pipeline.identifiers import expand
from pipeline.interpret.eras import fiscal_period, fiscal_year_name
from pipeline.mapping import codes, fiscal_year, said_of_rows, scheme_of
from pipeline.package import Package
from pipeline.package.models import Field, Labelled, Words
from pipeline.table import Table
from pipeline.triples import Literal, Triple


def concepts(tables: Mapping[str, Table], years: Iterable[str], package: Package) -> Iterator[Triple]:
    """Every scheme, the definition of every concept of these tables, every concept that no row of them is about, and
    these fiscal years."""
    for name, table in tables.items():
        yield from _tabled(table, name, package)
    yield from _listed(tables, package)
    yield from _fiscal_years(years, package)


def _tabled(table: Table, name: str, package: Package) -> Iterator[Triple]:
    """Scheme and definitions of rows that are concepts, and the other direction of what they say."""
    schema, resource = package.published[name], package.resource(name)
    said = said_of_rows(schema)
    scheme = said.get("skos:inScheme")
    if scheme is None:
        return
    yield from _scheme(package, scheme, resource.titles, resource.descriptions)
    for row in table.rows():
        subject = expand(schema.about_url, row)
        definition = worded(schema.definitions, row, row) if schema.definitions else None
        yield from describe(package, scheme, {"skos:hasTopConcept": subject})
        yield from describe(package, subject, {"skos:topConceptOf": scheme, "skos:definition": definition})
        if "skos:broader" in said:
            yield from describe(package, expand(said["skos:broader"], row), {"skos:narrower": subject})


def codes_without_row(tables: Mapping[str, Table], package: Package) -> Iterator[tuple[str, Field, Labelled]]:
    """The codes that a schema lists with labels (categories) and that no row of these tables is about: the address of
    each, where it is listed first, and how."""
    schemas = list(package.published.values())
    known = {expand(package.published[name].about_url, row) for name, table in tables.items() for row in table.rows()}
    for field in (field for schema in schemas for field in schema.fields if field.value_url):
        for entry in codes(field):
            subject = expand(field.value_url or "", {field.name: entry.value})
            if subject not in known:
                known.add(subject)
                yield subject, field, entry


def _listed(tables: Mapping[str, Table], package: Package) -> Iterator[Triple]:
    tabled = {scheme_of(schema.about_url) for schema in package.published.values()}
    for subject, field, entry in codes_without_row(tables, package):
        if entry.labels is None:
            continue
        if ":" in subject:  # a code of others: only named
            yield from describe(package, subject, {"skos:prefLabel": entry.labels})
            continue
        yield from concept(package, subject, entry.value, entry.labels, {"skos:definition": entry.definitions})
        if scheme_of(subject) not in tabled:
            yield from _scheme(package, scheme_of(subject), field.titles, field.descriptions)


def _fiscal_years(years: Iterable[str], package: Package) -> Iterator[Triple]:
    """Fiscal years with their days."""
    named = package.descriptor.pipeline.fiscal_years
    yield from _scheme(package, scheme_of(named.address), named.titles, named.descriptions)
    for year in sorted(years):
        period = fiscal_period(int(year))
        start, end = period.start.isoformat(), period.end.isoformat()
        words = Words(ja=fiscal_year_name(int(year)), en=f"Fiscal year {year}")
        more: dict[str, Said] = {
            "skos:definition": Words(ja=f"{start} から {end} まで", en=f"From {start} to {end}"),
            **days(year),
        }
        yield from concept(package, fiscal_year(package, year), f"{year}100000", words, more)


def _scheme(package: Package, address: str, titles: Words, descriptions: Words | None) -> Iterator[Triple]:
    said: dict[str, Said] = {"rdf:type": "skos:ConceptScheme", "skos:prefLabel": titles}
    yield from describe(package, address, said | {"dcterms:description": descriptions})


def concept(package: Package, subject: str, notation: str, words: Words, more: Mapping[str, Said]) -> Iterator[Triple]:
    """A concept in the scheme of its address, of which it is a top one."""
    scheme = scheme_of(subject)
    said: dict[str, Said] = {"rdf:type": "skos:Concept", "skos:inScheme": scheme, "skos:topConceptOf": scheme}
    said |= {"skos:notation": Literal(notation), "skos:prefLabel": words}
    yield from describe(package, subject, said)
    yield from describe(package, subject, more)
    yield from describe(package, scheme, {"skos:hasTopConcept": subject})

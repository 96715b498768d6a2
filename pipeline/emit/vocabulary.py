"""The terms under `def/`: a property for each field, the classes of the rows, how rates come about, and by which
rules printed text is read."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.emit.concepts import concept
from pipeline.emit.statements import Said, describe
from pipeline.enrich.rates import RATES
from pipeline.mapping import DATATYPES, dictionary_entry, property_of, said_of_rows, scheme_of
from pipeline.package import Package
from pipeline.package.models import Field, Words
from pipeline.package.words import vocabulary as ours
from pipeline.triples import XSD, Literal, Triple

ONTOLOGY, READINGS = "def/", "def/reading"


def vocabulary(package: Package) -> Iterator[Triple]:
    """Every property, class, rate and rule of reading that the release uses and defines itself."""
    head = ours().ontology
    said: dict[str, Said] = {"rdf:type": "owl:Ontology", "dcterms:title": head.titles}
    yield from describe(package, ONTOLOGY, said | {"dcterms:description": head.descriptions})
    yield from describe(package, ONTOLOGY, {"owl:versionInfo": Literal(package.descriptor.version)})
    yield from _classes(package)
    yield from _properties(package)
    for name, term in ours().terms.items():
        yield from _term(package, f"def/{name}", ["rdf:Property"], term.titles, term.descriptions)
    for name in RATES:
        rate = ours().rates[name]
        yield from _term(package, f"def/rate/{name}", ["prov:Plan"], rate.titles, rate.descriptions)
    yield from _readings(package)
    yield from _entries(package)


def _readings(package: Package) -> Iterator[Triple]:
    """The rules by which printed text is read, as a scheme of concepts."""
    scheme = ours().reading_scheme
    yield from _term(package, READINGS, ["skos:ConceptScheme"], scheme.titles, scheme.descriptions)
    yield from describe(package, READINGS, {"skos:prefLabel": scheme.titles})
    for name, rule in ours().readings.items():
        subject = f"{READINGS}/{name}"
        yield from _term(package, subject, ["skos:Concept"], rule.titles, rule.descriptions)
        yield from concept(package, subject, name, rule.titles, {"skos:definition": rule.descriptions})


def _classes(package: Package) -> Iterator[Triple]:
    """What a row of a table is, where the class is ours."""
    for resource in package.descriptor.resources:
        for column in package.published[resource.name].virtual_columns:
            if column.property_url == "rdf:type" and ":" not in column.value_url:
                titles = column.titles or resource.titles
                yield from _term(package, column.value_url, ["rdfs:Class"], titles, resource.descriptions)


def _properties(package: Package) -> Iterator[Triple]:
    """Fields of the same property say it once: in the words of the first, of each language's own field."""
    fields: dict[str, list[Field]] = {}
    for schema in package.published.values():
        for field in schema.fields:
            if ":" not in property_of(field):
                fields.setdefault(property_of(field), []).append(field)
    schemes = {said_of_rows(schema).get("skos:inScheme", "") for schema in package.published.values()}
    standard = _standard(package)
    for address, same in fields.items():
        ja = next((field for field in same if field.lang == "ja"), same[0])
        en = next((field for field in same if field.lang == "en"), same[0])
        titles = Words(ja=ja.titles.ja, en=en.titles.en)
        meanings = ja.descriptions and en.descriptions and Words(ja=ja.descriptions.ja, en=en.descriptions.en)
        yield from _term(package, address, ["rdf:Property"], titles, meanings)
        above = dict.fromkeys(standard[key] for field in same if (key := (field.name, field.value_url)) in standard)
        yield from describe(package, address, {"rdfs:subPropertyOf": above, "rdfs:range": _range(same, schemes)})
        if all(field.replaced_by for field in same):
            said: dict[str, Said] = {"owl:deprecated": Literal("true", "boolean")}
            yield from describe(package, address, said | {"dcterms:isReplacedBy": f"def/{same[0].replaced_by}"})


def _standard(package: Package) -> dict[tuple[str, str | None], str]:
    """What fields of cubes are in the terms of others, by their name and what they name: where a field elsewhere is the
    same, that is what it comes under."""
    fields = [field for schema in package.published.values() for field in schema.fields]
    return {(f.name, f.value_url): property_of(f) for f in fields if f.role and f.value_url and ":" in property_of(f)}


def _range(same: list[Field], schemes: set[str]) -> str | None:
    """Open where the property is a measure that may be missing: then its value is that it is (see `cube.py`)."""
    if any(field.role == "measure" and not field.constraints.required for field in same):
        return None
    field = same[0]
    if field.value_url:
        coded = scheme_of(field.value_url) in schemes or field.categories
        return "skos:Concept" if coded else "rdfs:Resource"
    return "rdf:langString" if field.lang else XSD + DATATYPES[field.type]


def _entries(package: Package) -> Iterator[Triple]:
    """Which property each entry of the data dictionary is."""
    for table, schema in package.published.items():
        for field in schema.fields:
            entry = dictionary_entry(package, table, field.name)
            if entry:
                yield from describe(package, entry, {"def/property": property_of(field)})


def _term(package: Package, address: str, types: list[str], titles: Words, meaning: Words | None) -> Iterator[Triple]:
    said: dict[str, Said] = {"rdf:type": types, "rdfs:label": titles, "rdfs:comment": meaning}
    yield from describe(package, address, said | {"rdfs:isDefinedBy": ONTOLOGY})

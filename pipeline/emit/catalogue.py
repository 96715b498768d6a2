"""The catalogue (W3C DCAT 3, and what DCAT-AP 3.0.1 asks for): a series over the fiscal years, this year's
edition, a dataset for each table, and a distribution for each file with its size and hash."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.emit.provenance import BUILD
from pipeline.emit.releases import Dataset, Distribution, edition
from pipeline.emit.statements import Said, checksum, days, describe
from pipeline.mapping import fiscal_year
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.package.words import authorities
from pipeline.triples import Literal, Triple

_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_AVAILABLE = "http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE"


def catalogue(package: Package, datasets: list[Dataset]) -> list[Triple]:
    """The catalogue of these datasets, and the terms of others that it uses, with their names."""
    said = [*_catalog(package, datasets), *_series(package), *_agents(package)]
    for dataset in datasets:
        said += _dataset(package, dataset, [part.address for part in datasets if part.part])
        for distribution in dataset.distributions:
            said += _distribution(package, dataset, distribution)
    for year in sorted({year for dataset in datasets for year in dataset.years}):
        said += describe(package, fiscal_year(package, year), days(year))
    return [*said, *_named(package, said)]


def _catalog(package: Package, datasets: list[Dataset]) -> Iterator[Triple]:
    settings, base = package.descriptor.pipeline.catalogue, package.descriptor.pipeline.base
    said: dict[str, Said] = {"rdf:type": "dcat:Catalog", "dcterms:title": settings.catalog.titles}
    said |= {
        "dcterms:description": settings.catalog.descriptions,
        "dcterms:publisher": settings.publisher.address,
        "foaf:homepage": base,
        "dcterms:issued": Literal(settings.issued, "date"),
        "dcterms:modified": Literal(settings.modified, "date"),
        "dcterms:language": settings.languages,
        "dcterms:license": package.descriptor.licenses[0].path,
        "dcterms:spatial": settings.spatial.address,
        "dcat:themeTaxonomy": dict.fromkeys(authorities().terms[theme].scheme for theme in settings.themes),
        "dcat:dataset": [settings.series.address, *(dataset.address for dataset in datasets)],
    }
    yield from describe(package, settings.catalog.address, said)
    yield from describe(package, base, {"rdf:type": "foaf:Document"})


def _series(package: Package) -> Iterator[Triple]:
    settings = package.descriptor.pipeline.catalogue
    said: dict[str, Said] = {"rdf:type": ["dcat:DatasetSeries", "dcat:Dataset"]}
    said |= {
        "dcterms:title": settings.series.titles,
        "dcterms:description": settings.series.descriptions,
        **_responsible(package),
    }
    said |= {"dcterms:temporal": fiscal_year(package, settings.fiscal_year), "dcat:last": edition(package)}
    yield from describe(package, settings.series.address, said)


def _dataset(package: Package, dataset: Dataset, parts: list[str]) -> Iterator[Triple]:
    descriptor, settings = package.descriptor, package.descriptor.pipeline.catalogue
    whole = not dataset.part
    said: dict[str, Said] = {"rdf:type": "dcat:Dataset", "dcterms:title": dataset.titles}
    said |= {"dcterms:description": dataset.descriptions, **_responsible(package)}
    said |= {
        "dcterms:identifier": Literal(package.address(dataset.address)),
        "dcterms:language": settings.languages,
        "dcterms:temporal": [fiscal_year(package, year) for year in dataset.years],
        "dcterms:accessRights": _PUBLIC,
        "dcat:version": Literal(descriptor.version),
        "prov:wasGeneratedBy": BUILD,
    }
    if whole:
        said |= {"dcat:inSeries": settings.series.address, "dcterms:hasPart": parts}
        said |= {"dcat:landingPage": descriptor.homepage}
    else:
        said |= {"dcterms:isPartOf": edition(package)}
    said |= {"dcterms:conformsTo": dataset.standards}
    said |= {"dcat:distribution": [_address(dataset, part) for part in dataset.distributions]}
    yield from describe(package, dataset.address, said)


def _responsible(package: Package) -> dict[str, Said]:
    """Who answers for a dataset or the series, how often it comes, and what and where it is about."""
    settings = package.descriptor.pipeline.catalogue
    return {
        "dcterms:publisher": settings.publisher.address,
        "dcterms:creator": settings.publisher.address,
        "dcat:contactPoint": settings.contact.address,
        "dcterms:issued": Literal(settings.issued, "date"),
        "dcterms:modified": Literal(settings.modified, "date"),
        "dcterms:accrualPeriodicity": settings.periodicity,
        "dcterms:spatial": settings.spatial.address,
        "dcat:theme": settings.themes,
        "dcat:keyword": [Literal(word, lang="en" if word.isascii() else "ja") for word in package.descriptor.keywords],
    }


def _distribution(package: Package, dataset: Dataset, part: Distribution) -> Iterator[Triple]:
    address, form = _address(dataset, part), part.form
    standards = [standard.replace("{name}", dataset.table) for standard in form.conforms_to]
    titles = Words(ja=f"{dataset.titles.ja}：{form.titles.ja}", en=f"{dataset.titles.en}: {form.titles.en}")
    said: dict[str, Said] = {"rdf:type": "dcat:Distribution", "dcterms:title": titles}
    said |= {
        "dcterms:description": form.descriptions,
        "dcat:accessURL": dataset.address,
        "dcat:downloadURL": part.path,
        "dcat:mediaType": form.media_type,
        "dcterms:format": form.file_type,
        "dcat:byteSize": Literal(str(part.file.size), "nonNegativeInteger"),
        "spdx:checksum": f"{address}#sha256",
        "dcterms:license": package.descriptor.licenses[0].path,
        "dcterms:conformsTo": standards,
        "dcatap:availability": _AVAILABLE,
    }
    yield from describe(package, address, said)
    yield from checksum(package, f"{address}#sha256", part.file.sha256)
    for standard in standards:
        if ":" not in standard:  # the metadata of the table, a file of the release
            named: dict[str, Said] = {"rdf:type": "dcterms:Standard", "dcterms:title": dataset.titles}
            yield from describe(package, standard, named)


def _agents(package: Package) -> Iterator[Triple]:
    settings, homepage = package.descriptor.pipeline.catalogue, package.descriptor.homepage
    publisher, contact = settings.publisher, settings.contact
    said: dict[str, Said] = {"rdf:type": "foaf:Agent", "foaf:name": publisher.titles, "dcterms:type": publisher.kind}
    said |= {"dcterms:identifier": Literal(publisher.code), "foaf:homepage": publisher.homepage}
    yield from describe(package, publisher.address, said)
    said = {"rdf:type": ["vcard:Kind", "vcard:Organization"], "vcard:fn": contact.titles}
    yield from describe(package, contact.address, said | {"vcard:hasURL": settings.contact_page})
    place: dict[str, Said] = {"rdf:type": "dcterms:Location", "rdfs:label": settings.spatial.titles}
    yield from describe(package, settings.spatial.address, place)
    yield from describe(package, BUILD, {"rdf:type": "prov:Activity"})
    for page in filter(None, dict.fromkeys([publisher.homepage, homepage])):
        yield from describe(package, page, {"rdf:type": "foaf:Document"})


def _named(package: Package, said: list[Triple]) -> Iterator[Triple]:
    """The class, list and name of each term of others in `said`, and of their lists."""
    used = {node for triple in said for node in triple if isinstance(node, str)}
    terms = {a: term for a, term in authorities().terms.items() if package.address(a) in used}
    lists = {term.scheme: authorities().terms[term.scheme] for term in terms.values() if term.scheme}
    for address, term in (terms | lists).items():
        named = _NAMED_BY.get(term.type, "skos:prefLabel" if term.scheme else "rdfs:label")
        types = dict.fromkeys([term.type, *(["skos:Concept"] if term.scheme else [])])
        about: dict[str, Said] = {"rdf:type": types, named: term.titles, "skos:inScheme": term.scheme or None}
        yield from describe(package, address, about)


_NAMED_BY = {"skos:ConceptScheme": "dcterms:title", "dcterms:Standard": "dcterms:title"}


def _address(dataset: Dataset, part: Distribution) -> str:
    return f"{dataset.address}/{part.name}"

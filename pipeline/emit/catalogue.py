"""The catalogue (W3C DCAT 3, and what DCAT-AP 3.0.1 asks for): a series over the fiscal years, this year's
edition, a dataset for each table, and a distribution for each file with its size and hash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.emit.provenance import BUILD
from pipeline.emit.releases import Dataset, Distribution, edition
from pipeline.emit.statements import Said, checksum, days, describe
from pipeline.mapping import fiscal_year
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.package.words import authorities
from pipeline.release.records import Release
from pipeline.triples import Literal, Triple

_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_AVAILABLE = "http://publications.europa.eu/resource/authority/planned-availability/AVAILABLE"


def catalogue(package: Package, datasets: list[Dataset], releases: Sequence[Release]) -> list[Triple]:
    """The catalogue of these datasets, their edition with all releases so far, and the terms of others that it uses,
    with their names."""
    said = [*_catalog(package, datasets), *_series(package, releases), *_agents(package)]
    for dataset in datasets:
        said += _dataset(package, dataset, [part.address for part in datasets if part.part])
        for distribution in dataset.distributions:
            said += _distribution(package, dataset, distribution)
    said += [triple for release in releases for triple in _release(package, release)]
    said += _editions(package, releases)
    for year in sorted({year for dataset in datasets for year in dataset.years} | {*_years(package, releases)}):
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
        "dcat:service": settings.endpoint,
    }
    yield from describe(package, settings.catalog.address, said)
    if settings.endpoint:
        yield from _service(package, settings.endpoint, edition(package))
    yield from describe(package, base, {"rdf:type": "foaf:Document"})


def _service(package: Package, endpoint: str, served: str) -> Iterator[Triple]:
    """Where the edition is asked in SPARQL."""
    of = package.descriptor.titles
    said: dict[str, Said] = {"rdf:type": "dcat:DataService"}
    said |= {"dcterms:title": Words(ja=f"{of.ja}：SPARQL", en=f"{of.en}: SPARQL"), "dcat:endpointURL": endpoint}
    yield from describe(package, endpoint, said | {"dcat:servesDataset": served})


def _series(package: Package, releases: Sequence[Release]) -> Iterator[Triple]:
    settings = package.descriptor.pipeline.catalogue
    said: dict[str, Said] = {"rdf:type": ["dcat:DatasetSeries", "dcat:Dataset"]}
    said |= {
        "dcterms:title": settings.series.titles,
        "dcterms:description": settings.series.descriptions,
        **_responsible(package),
    }
    years = _years(package, releases)
    said |= {"dcterms:temporal": [fiscal_year(package, year) for year in years]}
    said |= {"dcat:first": edition(package, years[0]), "dcat:last": edition(package)}
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
        "dcat:landingPage": f"{dataset.address}/",
        "prov:wasGeneratedBy": BUILD,
    }
    if whole:
        said |= {"dcat:inSeries": settings.series.address, "dcterms:hasPart": parts}
        said |= {"foaf:page": descriptor.homepage}
    else:
        said |= {"dcterms:isPartOf": edition(package)}
    said |= {"dcterms:conformsTo": dataset.standards}
    said |= {"dcat:distribution": [_address(dataset, part) for part in dataset.distributions]}
    yield from describe(package, dataset.address, said)
    yield from describe(package, f"{dataset.address}/", {"rdf:type": "foaf:Document", "dcterms:title": dataset.titles})


def _years(package: Package, releases: Sequence[Release]) -> list[str]:
    """The fiscal years that have an edition, this one's last."""
    now = package.descriptor.pipeline.catalogue.fiscal_year
    return [*dict.fromkeys(release.fiscal_year for release in releases if release.fiscal_year != now), now]


def _editions(package: Package, releases: Sequence[Release]) -> Iterator[Triple]:
    """The editions of the fiscal years: what each has for versions, and of those before this one also what it was."""
    settings, years = package.descriptor.pipeline.catalogue, _years(package, releases)
    for year, earlier in zip(years, [None, *years], strict=False):
        versions = [release for release in releases if release.fiscal_year == year]
        address = edition(package, year)
        said: dict[str, Said] = {"dcat:hasVersion": [_of(release) for release in versions]}
        said |= {"dcat:prev": edition(package, earlier) if earlier else None}
        said |= {"adms:versionNotes": versions[-1].notes if versions else None}
        yield from describe(package, address, said)
        if year != settings.fiscal_year:
            newest = versions[-1]
            said = {"rdf:type": "dcat:Dataset", "dcterms:title": newest.titles, "dcterms:description": newest.titles}
            said |= {"dcterms:identifier": Literal(package.address(address)), **_responsible(package)}
            said |= {"dcterms:issued": Literal(versions[0].issued, "date"), "dcat:inSeries": settings.series.address}
            said |= {"dcterms:modified": Literal(newest.issued, "date"), "dcat:version": Literal(newest.version)}
            yield from describe(package, address, said | {"dcterms:temporal": fiscal_year(package, year)})


def _release(package: Package, release: Release) -> Iterator[Triple]:
    """A release as a version of its edition (DCAT 3, 11)."""
    said: dict[str, Said] = {"rdf:type": "dcat:Dataset", "dcterms:title": release.titles}
    said |= {"dcterms:description": release.notes, "adms:versionNotes": release.notes}
    said |= {"dcterms:identifier": Literal(package.address(_of(release))), **_responsible(package)}
    said |= {"dcterms:issued": Literal(release.issued, "date"), "dcterms:modified": Literal(release.issued, "date")}
    said |= {"dcterms:temporal": fiscal_year(package, release.fiscal_year)}
    said |= {"dcat:version": Literal(release.version), "dcat:isVersionOf": edition(package, release.fiscal_year)}
    earlier = release.previous_version
    said |= {"dcat:previousVersion": f"release/{earlier}" if earlier else None}
    if _has_page(package):
        page: dict[str, Said] = {"rdf:type": "foaf:Document", "dcterms:title": release.titles}
        yield from describe(package, f"{_of(release)}/", page)
        said |= {"dcat:landingPage": f"{_of(release)}/"}
    yield from describe(package, _of(release), said)


def _has_page(package: Package) -> bool:
    """Whether each release has a page of its own: its files are there once, at the newest."""
    listed = package.reporting("releases")
    return listed is not None and package.published[listed.name].page


def _of(release: Release) -> str:
    return f"release/{release.version}"


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

"""The datasets for search engines (schema.org Dataset and DataCatalog), as JSON-LD whose context fetches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.emit.jsonld import document
from pipeline.emit.releases import Dataset, Distribution
from pipeline.interpret.eras import fiscal_period
from pipeline.package import Package
from pipeline.package.models import Words

CONTEXT = {"@vocab": "https://schema.org/", "id": "@id", "type": "@type", "url": {"@type": "@id"}}
CONTEXT |= {name: {"@type": "@id"} for name in ("license", "contentUrl", "isPartOf")}


def schema_org(package: Package, datasets: Sequence[Dataset]) -> bytes:
    """One DataCatalog with every dataset and its downloads."""
    settings, address = package.descriptor.pipeline.catalogue, package.address
    catalog = {
        "id": address(settings.catalog.address),
        "type": "DataCatalog",
        "name": _words(settings.catalog.titles),
        "publisher": _publisher(package),
        "dataset": [_dataset(package, dataset, address(datasets[0].address)) for dataset in datasets],
    }
    return document({"@context": CONTEXT, **catalog})


def _dataset(package: Package, dataset: Dataset, whole: str) -> dict[str, Any]:
    descriptor, settings = package.descriptor, package.descriptor.pipeline.catalogue
    periods = [fiscal_period(int(year)) for year in (dataset.years[0], dataset.years[-1])]
    return {
        "id": package.address(dataset.address),
        "type": "Dataset",
        "name": _words(dataset.titles),
        "description": _words(_full(dataset, descriptor.descriptions)),
        "url": package.address(dataset.address),
        "identifier": package.address(dataset.address),
        "version": descriptor.version,
        "license": descriptor.licenses[0].path,
        "creator": {"id": package.address(settings.publisher.address)},
        "datePublished": settings.issued,
        "dateModified": settings.modified,
        "inLanguage": ["ja", "en"],
        "isAccessibleForFree": True,
        "keywords": descriptor.keywords,
        "temporalCoverage": f"{periods[0].start.isoformat()}/{periods[1].end.isoformat()}",
        "spatialCoverage": {
            "id": package.address(settings.spatial.address),
            "type": "Place",
            "name": _words(settings.spatial.titles),
        },
        **({"isPartOf": whole} if dataset.part else {}),
        "distribution": [_download(package, part) for part in dataset.distributions],
    }


def _full(dataset: Dataset, whole: Words) -> Words:
    """With that of the whole: search engines want at least 50 characters."""
    if not dataset.part:
        return whole
    return Words(ja=f"{dataset.descriptions.ja}。{whole.ja}", en=f"{dataset.descriptions.en}. {whole.en}")


def _download(package: Package, part: Distribution) -> dict[str, Any]:
    return {
        "type": "DataDownload",
        "name": _words(part.form.titles),
        "encodingFormat": part.form.media_type.partition("media-types/")[2],
        "contentUrl": package.address(part.path),
        "contentSize": f"{part.file.size} B",
        "sha256": part.file.sha256,
    }


def _publisher(package: Package) -> dict[str, Any]:
    publisher = package.descriptor.pipeline.catalogue.publisher
    return {
        "id": package.address(publisher.address),
        "type": "GovernmentOrganization",
        "name": _words(publisher.titles),
        "url": publisher.homepage,
    }


def _words(words: Words) -> list[dict[str, str]]:
    return [{"@value": words.ja, "@language": "ja"}, {"@value": words.en, "@language": "en"}]

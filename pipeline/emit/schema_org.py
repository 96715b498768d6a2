"""The datasets for search engines (schema.org Dataset and DataCatalog), as JSON-LD whose context fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pipeline.emit.jsonld import in_both, written
from pipeline.emit.releases import Dataset, Distribution
from pipeline.package import Package
from pipeline.package.models import Words

Said = str | list[dict[str, str]]
CONTEXT: dict[str, Any] = {"@vocab": "https://schema.org/", "url": {"@type": "@id"}}
CONTEXT |= {name: {"@type": "@id"} for name in ("license", "contentUrl")}


def schema_org(package: Package, datasets: Sequence[Dataset]) -> bytes:
    """One DataCatalog with every dataset and its downloads, as JSON-LD."""
    settings, address = package.descriptor.pipeline.catalogue, package.address
    catalog = {
        "@id": address(settings.catalog.address),
        "@type": "DataCatalog",
        "name": in_both(settings.catalog.titles),
        "publisher": publisher(package, in_both),
        "dataset": [described(package, dataset, address(datasets[0].address), in_both) for dataset in datasets],
    }
    return written({"@context": CONTEXT, **catalog}, indent=1)


def described(package: Package, dataset: Dataset, whole: str, say: Callable[[Words], Said]) -> dict[str, Any]:
    """A dataset with its downloads, part of the whole; `say` is how words are said: in one language, or in both."""
    descriptor, settings = package.descriptor, package.descriptor.pipeline.catalogue
    return {
        "@id": package.address(dataset.address),
        "@type": "Dataset",
        "name": say(dataset.titles),
        "description": say(_full(dataset, descriptor.descriptions)),
        "url": package.address(dataset.address),
        "identifier": package.address(dataset.address),
        "version": descriptor.version,
        "license": descriptor.licenses[0].path,
        "creator": {"@id": package.address(settings.publisher.address)},
        "datePublished": settings.issued,
        "dateModified": settings.modified,
        "inLanguage": ["ja", "en"],
        "isAccessibleForFree": True,
        "keywords": descriptor.keywords,
        "temporalCoverage": dataset.interval,
        "spatialCoverage": {
            "@id": package.address(settings.spatial.address),
            "@type": "Place",
            "name": say(settings.spatial.titles),
        },
        **({"isPartOf": {"@id": whole}} if dataset.part else {}),
        "distribution": [_download(package, part, say) for part in dataset.distributions],
    }


def _full(dataset: Dataset, whole: Words) -> Words:
    """With that of the whole: search engines want at least 50 characters."""
    if not dataset.part:
        return whole
    return Words(ja=f"{dataset.descriptions.ja}。{whole.ja}", en=f"{dataset.descriptions.en}. {whole.en}")


def _download(package: Package, part: Distribution, say: Callable[[Words], Said]) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": say(part.form.titles),
        "encodingFormat": part.form.media,
        "contentUrl": package.address(part.path),
        "contentSize": f"{part.file.size} B",
        "sha256": part.file.sha256,
    }


def publisher(package: Package, say: Callable[[Words], Said]) -> dict[str, Any]:
    """The publisher."""
    publisher = package.descriptor.pipeline.catalogue.publisher
    return {
        "@id": package.address(publisher.address),
        "@type": "GovernmentOrganization",
        "name": say(publisher.titles),
        "url": publisher.homepage,
    }

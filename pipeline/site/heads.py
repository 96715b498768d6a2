"""What a page says of itself to machines that find it: its one address, and schema.org as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pipeline.emit.releases import Dataset, edition
from pipeline.emit.schema_org import described, publisher
from pipeline.language import Language
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.package.words import authorities
from pipeline.report.visible import visible

ENGLISH = "en/"
FORMS = ("ttl", "nt", "jsonld")
"""The forms of a graph."""
_MARKS = "&<>"


def tree(language: Language) -> str:
    """Where the pages of a language begin, from the first page of all."""
    return "" if language == "ja" else ENGLISH


def address(package: Package, path: str, language: Language) -> str:
    """Where a page is on the web, by its path without the language."""
    return package.descriptor.pipeline.base + tree(language) + quote(path)


def structured(
    package: Package,
    path: str,
    trail: Sequence[tuple[str, Words]],
    language: Language,
    dataset: Dataset | None = None,
) -> Markup:
    """The trail to a page from the first one, itself last, as a BreadcrumbList of schema.org; with the dataset that
    the page is about, in the language of the page. As the text of a data block in HTML."""
    crumbs = [
        {
            "@type": "ListItem",
            "position": number,
            "name": words[language],
            "item": address(package, at, language),
        }
        for number, (at, words) in enumerate(trail, 1)
    ]
    nodes: list[Mapping[str, Any]] = [{"@type": "BreadcrumbList", "itemListElement": crumbs}] if crumbs else []
    if dataset is not None:

        def say(words: Words) -> str:
            return words[language]

        of = described(package, dataset, package.address(edition(package)), say)
        nodes.append(of | {"url": address(package, path, language), "creator": publisher(package, say)})
    return _block({"@context": "https://schema.org/", "@graph": nodes}) if nodes else Markup()


def alternates(package: Package, graph: str, dataset: Dataset | None = None) -> list[tuple[str, str]]:
    """Path and media type of the RDF of what a page is about: of its dataset, else of the graph that describes it, in
    the forms that it has."""
    if dataset is not None:
        graphs = [part for part in dataset.distributions if part.path.startswith("rdf/")]
        return [(part.path, part.form.media) for part in graphs]
    known = package.resource(graph).formats if graph in package.published else FORMS
    forms = [authorities().formats[form] for form in FORMS if form in known]
    return [(form.path.format(name=graph), form.media) for form in forms]


def _block(document: Mapping[str, Any]) -> Markup:
    """JSON in which nothing ends the element or begins a comment, and nothing cannot be seen."""
    text = visible(json.dumps(document, ensure_ascii=False, separators=(",", ":")))
    for mark in _MARKS:
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704

"""Addresses that descriptors give: each is part of a triple, and of a link that people follow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.identifiers import parted
from pipeline.package.addresses import templates
from pipeline.package.descriptor import Descriptor, Named
from pipeline.package.document import misdescribed
from pipeline.package.models import Schema
from pipeline.package.words import vocabulary
from pipeline.problem import Problem

_PLAIN = re.compile(r"[^\x00-\x20<>\"{}|\\^`\ud800-\udfff]*")
"""What an IRI may have (RDF 1.1 N-Triples, IRIREF)."""
_WEB = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^\s<>\"{}|\\^`]*)?")
_BASE = re.compile(r"https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/([A-Za-z0-9._~-]+/)*")
_PREFIX = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


def iri_problems(descriptor: Descriptor, published: Mapping[str, Schema]) -> Iterator[Problem]:
    """E-DESCRIPTOR for an address that no RDF could hold, for one that is no page where people are led to a page (a
    script, a file), and for a prefix that would change what a known one says."""
    for where, reason in _of_package(descriptor):
        yield misdescribed("datapackage.json", where, reason)
    for resource in descriptor.resources:
        for where, template in templates(published[resource.name]):
            texts = [text for text, _, _ in parted(template)]
            if not all(_PLAIN.fullmatch(text) for text in texts) or ".." in "".join(texts).split("/"):
                yield misdescribed(resource.schema, where, f"not an address: {template!r}")


def _of_package(descriptor: Descriptor) -> Iterator[tuple[str, str]]:
    settings, known = descriptor.pipeline, vocabulary().prefixes
    if not _BASE.fullmatch(settings.base) or ".." in settings.base:
        yield "pipeline.base", "must be an address of https or http that ends with /"
    for name, address in settings.prefixes.items():
        where = f"pipeline.prefixes[{name}]"
        if not _PREFIX.fullmatch(name) or not (_WEB.fullmatch(address) or re.match("urn:", address)):
            yield where, f"not an address: {address!r}"
        elif known.get(name, address) != address:
            yield where, f"{name!r} stands for {known[name]}"
    for where, page in _pages(descriptor):
        if not _WEB.fullmatch(page):
            yield where, f"not the address of a page: {page!r}"
    for where, named in _named(descriptor):
        if not all(_PLAIN.fullmatch(text) for text, _, _ in parted(named.address)) or not named.address:
            yield where, f"not an address: {named.address!r}"


def _pages(descriptor: Descriptor) -> Iterator[tuple[str, str]]:
    catalogue = descriptor.pipeline.catalogue
    yield "id", descriptor.id
    if descriptor.homepage is not None:
        yield "homepage", descriptor.homepage
    yield "pipeline.catalogue.contactPage", catalogue.contact_page
    yield from [("pipeline.catalogue.endpoint", catalogue.endpoint)] if catalogue.endpoint else []
    yield "pipeline.catalogue.publisher.homepage", catalogue.publisher.homepage
    yield from ((f"licenses[{licence.name}].path", licence.path) for licence in descriptor.licenses)
    yield from ((f"sources[{source.title}].path", source.path) for source in descriptor.sources)
    for resource in descriptor.resources:
        yield from ((f"resources[{resource.name}].sources", source.path) for source in resource.sources)
    for contributor in descriptor.contributors:
        yield from [("contributors", str(contributor["path"]))] if "path" in contributor else []


def _named(descriptor: Descriptor) -> Iterator[tuple[str, Named]]:
    catalogue = descriptor.pipeline.catalogue
    yield "pipeline.fiscalYears.address", descriptor.pipeline.fiscal_years
    for name in ("catalog", "series", "publisher", "contact", "spatial"):
        yield f"pipeline.catalogue.{name}.address", getattr(catalogue, name)

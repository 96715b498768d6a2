"""What robots ask for: which pages there are, in which languages, and where the datasets are described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit
from xml.etree import ElementTree

from pipeline.package import Package
from pipeline.site.heads import address
from pipeline.site.words import LANGUAGES

_SITEMAP, _XHTML = "http://www.sitemaps.org/schemas/sitemap/0.9", "http://www.w3.org/1999/xhtml"


def crawled(package: Package, paths: Sequence[str], void: bytes) -> Iterator[tuple[str, bytes]]:
    """Files by their path below the site: of the pages, by their paths, and of the description of the datasets."""
    yield "sitemap.xml", sitemap(package, paths)
    yield "robots.txt", robots(package)
    yield ".well-known/void", void  # VoID, 7.2; the same bytes, since a static host may redirect nothing


def sitemap(package: Package, paths: Sequence[str]) -> bytes:
    """Every page in each language, with the other one (sitemaps.org 0.9; `xhtml:link` as search engines read it)."""
    ElementTree.register_namespace("", _SITEMAP)
    ElementTree.register_namespace("xhtml", _XHTML)
    root = ElementTree.Element(f"{{{_SITEMAP}}}urlset")
    for path in paths:
        for language in LANGUAGES:
            url = ElementTree.SubElement(root, f"{{{_SITEMAP}}}url")
            ElementTree.SubElement(url, f"{{{_SITEMAP}}}loc").text = address(package, path, language)
            ElementTree.SubElement(url, f"{{{_SITEMAP}}}lastmod").text = package.descriptor.pipeline.catalogue.modified
            for other in LANGUAGES:
                link = {"rel": "alternate", "hreflang": other, "href": address(package, path, other)}
                ElementTree.SubElement(url, f"{{{_XHTML}}}link", link)
    ElementTree.indent(root, " ")
    content: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return content + b"\n"


def robots(package: Package) -> bytes:
    """Where the pages are listed, and what is made for each who asks (RFC 9309)."""
    lines = [
        "# Robots read this only at the root of a host: a site below a path adds these lines to the robots.txt there.",
        "User-agent: *",
        *(f"Disallow: {urlsplit(package.descriptor.pipeline.base).path}{name}" for name in ("sparql", "api/")),
        f"Sitemap: {package.descriptor.pipeline.base}sitemap.xml",
    ]
    return "\n".join([*lines, ""]).encode()

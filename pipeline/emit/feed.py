"""The releases as a feed (Atom, RFC 4287), the newest first, each in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from pipeline.package import Package
from pipeline.release.records import Release

NAME = "feed.atom"
_ATOM, _XHTML, _XML = (
    "http://www.w3.org/2005/Atom",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/XML/1998/namespace",
)


def feed(package: Package, releases: Sequence[Release]) -> bytes:
    """The feed as XML. A release is of a day, which counts as its first moment in Japan."""
    settings, base = package.descriptor.pipeline.catalogue, package.descriptor.pipeline.base
    ElementTree.register_namespace("", _ATOM)
    ElementTree.register_namespace("xhtml", _XHTML)
    root = ElementTree.Element(_atom("feed"), {f"{{{_XML}}}lang": "ja"})
    _said(root, "id", package.address(settings.series.address))
    _said(root, "title", settings.series.titles.both)
    _said(root, "updated", _moment(releases[-1].issued if releases else settings.modified))
    ElementTree.SubElement(root, _atom("link"), {"rel": "self", "href": base + NAME, "type": "application/atom+xml"})
    author = ElementTree.SubElement(root, _atom("author"))
    _said(author, "name", settings.publisher.titles.both)
    _said(root, "rights", package.descriptor.licenses[0].path)
    for release in reversed(releases):
        entry = ElementTree.SubElement(root, _atom("entry"))
        address = package.address(f"release/{release.version}")
        _said(entry, "id", address)
        _said(entry, "title", f"{release.version} {release.titles.both}")
        _said(entry, "updated", _moment(release.issued))
        ElementTree.SubElement(entry, _atom("link"), {"rel": "alternate", "href": address})
        ElementTree.SubElement(entry, _atom("category"), {"term": release.level})
        content = ElementTree.SubElement(entry, _atom("content"), {"type": "xhtml"})
        division = ElementTree.SubElement(content, f"{{{_XHTML}}}div")
        for language, text in (("ja", release.notes_ja), ("en", release.notes_en)):
            said = ElementTree.SubElement(division, f"{{{_XHTML}}}p", {f"{{{_XML}}}lang": language})
            said.text = text
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, "utf-8", xml_declaration=True)
    return written + b"\n"


def _atom(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _said(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, _atom(name)).text = text


def _moment(day: str) -> str:
    return f"{day}T00:00:00+09:00"

"""A page as a parser of HTML reads it."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple


class Element(NamedTuple):
    """A tag with its attributes."""

    tag: str
    attributes: dict[str, str]


class Read(NamedTuple):
    """The elements of a page in their order, its text, and how many bytes it has without the rows of data tables."""

    elements: list[Element]
    text: str
    size: int

    @property
    def ids(self) -> set[str]:
        return {one.attributes["id"] for one in self.elements if "id" in one.attributes}

    def all(self, tag: str) -> list[dict[str, str]]:
        return [one.attributes for one in self.elements if one.tag == tag]


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def parsed(content: str) -> list[Element]:
    """The elements of a page."""
    parser = _Parser()
    parser.feed(content)
    return parser.elements


def read(path: Path) -> Read:
    content = path.read_text("utf-8")
    parser = _Parser()
    parser.feed(content)
    rows = sum(len(part.split("</tbody>")[0].encode()) for part in content.split("<tbody>")[1:])
    return Read(parser.elements, " ".join(" ".join(parser.texts).split()), len(content.encode()) - rows)

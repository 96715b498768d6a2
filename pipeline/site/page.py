"""One page of the site, in both languages: Japanese at its path, English below `en/`.

The trees of both are alike, so that a link from page to page is the same text in either; only files of the release,
which are there once, are a step further away from an English page.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from pipeline.language import Language
from pipeline.package import Package
from pipeline.package.models import NUMERIC, Words
from pipeline.site.cells import cell, rows
from pipeline.site.escaped import followed, shown
from pipeline.site.heads import address, alternates, structured, tree
from pipeline.site.words import LANGUAGES, spoken, words

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = "site/"
"""Where the pages are in a release; on the web its content is laid over the rest."""
INDEX = "index.html"
"""The file of a folder that is a page."""
LOST = "404.html"
"""The page that a host shows for any path that is not there."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path (a folder, which ends in `/`, or a file), its template, what it is called and is about, the
    pages above it (path and name), the facts of its template, and the graph that says in RDF what it says: that of the
    rules for what it is about."""

    path: str
    template: str
    titles: Words
    descriptions: Words | None = None
    above: Sequence[tuple[str, Words]] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    graph: str = "catalogue"

    @property
    def file(self) -> str:
        """The path of its file, without the language."""
        return self.path if self.path.endswith(".html") else f"{self.path}{INDEX}"


def written(page: Page, package: Package) -> Iterator[tuple[str, bytes]]:
    """Its file in each language, by the path in the release."""
    template = _environment().get_template(page.template)
    for language in LANGUAGES:
        content = template.render(page.facts, **_frame(page, package, language))
        yield FOLDER + tree(language) + page.file, content.encode()


def _frame(page: Page, package: Package, language: Language) -> dict[str, Any]:
    """What every template may use: `up` leads to the first page of the language, `files` to the release, `away` to
    the page in the other language; `here` is its address on the web."""
    other: Language = "en" if language == "ja" else "ja"
    up = "../" * page.path.count("/")
    files = up + ("../" if language == "en" else "")
    if page.path == LOST:  # shown at any depth, so that nothing but the whole path leads there
        files = urlsplit(package.descriptor.pipeline.base).path
        up = files + tree(language)
    away = files + tree(other) + quote(page.path)
    return {
        "page": page,
        "package": package,
        "described": package.descriptor,
        "settings": package.descriptor.pipeline.catalogue,
        "language": language,
        "other": other,
        "w": spoken(language),
        "up": up or "./",
        "files": files or "./",
        "away": away or "./",
        "here": address(package, page.path, language),
        "structured": structured(package, page.path, _trail(page), language, page.facts.get("dataset")),
        "alternates": alternates(package, page.graph, page.facts.get("dataset")),
    }


def _trail(page: Page) -> Sequence[tuple[str, Words]]:
    """The pages from the first one to this one, which has none itself."""
    return [("", words()["home"]), *page.above, (page.path, page.titles)] if page.path else []


@functools.cache
def _environment() -> Environment:
    from pipeline.site.compiled import templates

    environment = templates(Path(__file__).parent / "templates", html=True, finalize=_shown)
    environment.filters |= {"followed": followed, "cell": cell, "rows": rows}
    environment.globals |= {"numeric": NUMERIC, "lost": LOST}
    return environment


def _shown(value: object) -> object:
    """All that is put in; what is markup already was made of such, and what can all be seen is escaped later."""
    return shown(value) if type(value) is str and not value.isprintable() else value

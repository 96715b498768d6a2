"""Search without a server: every page as a document that a script of the search page indexes in the browser, and a list
of all of them for who has no script."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.language import Language
from pipeline.package.models import Words
from pipeline.report.visible import visible
from pipeline.site.page import LOST, Page
from pipeline.site.words import words

PATH = "search/"
DOCUMENTS = f"{PATH}documents.json"
LONGEST = 1_500
"""Characters of a page that can be found."""
_MAIN = re.compile(r"<main\b[^>]*>(.*)</main>", re.S)
_ROWS = ('<table class="raw">', "</table>")
"""Rows of data: most of the text of the site, so that they are cut out first, as plain text."""
_LEFT_OUT = re.compile(  # the heading, drawings, programs, buttons; which files there are, and of what
    r'<(h1|svg|pre|script)\b.*?</\1>|<code class="copy">.*?</code>'
    r'|<(dl|p) class="(?:keys|buttons|kind)">.*?</\2>|<h2 id="page-(?:downloads|recipes|provenance)">.*?(?=<h2\b|$)',
    re.S,
)
_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"<(?:br|small)\b[^>]*>|</(?:p|li|dt|dd|h[1-6]|t[hdr]|summary|figcaption)>")


class Document(NamedTuple):
    """A page that can be found: its path from the first page of its language, its name, what it is one of, and the
    beginning of what it says."""

    path: str
    title: str
    kind: str
    text: str


class Kind(NamedTuple):
    """Pages that are listed together, and the name of the page above them."""

    titles: Words
    pages: list[Page]


def search(pages: Iterable[Page]) -> Page:
    """The page itself, with a list of the others by what they are."""
    kinds: dict[str, Kind] = {}
    for page in pages:
        if page.path != LOST:
            path, titles = _above(page)
            kinds.setdefault(path, Kind(titles, [])).pages.append(page)
    return Page(
        PATH, "search.html.j2", words()["search"], words()["search_about"], facts={"kinds": list(kinds.values())}
    )


def document(page: Page, language: Language, content: str) -> Document:
    """A page as its HTML in a language says it."""
    title, kind = (visible(words[language]) for words in (page.titles, _above(page)[1]))
    return Document(page.path, title, kind, said(content)[:LONGEST])


def said(content: str) -> str:
    """The text of the main part of a page of ours, in which `<` and `>` are of tags only; without its heading,
    drawings, programs, and rows of data that are there to be looked at.

    >>> said('<main id="m"><h1>A</h1><p>B &amp; C</p><p>D</p></main>')
    'B & C D'
    """
    first, *others = content.split(_ROWS[0])
    main = _MAIN.search(first + " ".join(other.partition(_ROWS[1])[2] for other in others))
    text = _TAG.sub("", _BLOCK.sub(" ", _LEFT_OUT.sub(" ", main[1]))) if main else ""
    return " ".join(html.unescape(text).split())


def indexed(documents: Sequence[Document]) -> bytes:
    """All of a language, one a line, as the script reads them."""
    lines = ",\n".join(json.dumps(one._asdict(), ensure_ascii=False, separators=(",", ":")) for one in documents)
    return f"[{lines}]\n".encode()


def _above(page: Page) -> tuple[str, Words]:
    return page.above[-1] if page.above else ("", words()["about_site"])

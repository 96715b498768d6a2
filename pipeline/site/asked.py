"""The page on which the release is asked in SPARQL: an editor, and the worked examples with what they find."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox

from pipeline.errors import Stop
from pipeline.language import Language
from pipeline.package.models import Words
from pipeline.query import answered, graphs, opened
from pipeline.site.cells import Told
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.places import shortened
from pipeline.site.telling import foreign
from pipeline.site.words import LANGUAGES, words

PATH = "query/"
EXAMPLES = "queries"
MOST = 10
"""Rows of an answer that are shown."""
LARGEST = 20_000_000
"""Bytes of N-Triples up to which the examples are answered at the build, which takes half a second then."""
_NUMBERS = {f"http://www.w3.org/2001/XMLSchema#{name}" for name in ("integer", "decimal", "double", "float")}
Answered = tuple[Sequence[str], Sequence[Sequence[ox.NamedNode | ox.Literal | ox.BlankNode | ox.Triple | None]]]


class Example(NamedTuple):
    """A worked query: its file, what it is called, its text that asks for names in a language, the rest of the address
    that asks it; of the answer the names, and whether they are of numbers, the first rows in each language, and how
    many there are (None: unknown)."""

    name: str
    titles: Words
    text: dict[Language, str]
    asked: dict[Language, str]
    heads: Sequence[tuple[str, bool]]
    rows: dict[Language, list[list[Told]]]
    total: int | None


def query_page(material: Material, release: Path) -> Page:
    """The page; `release` is where the RDF is."""
    examples = list(_examples(material, release))
    prefixes = "".join(f"PREFIX {name}: <{address}>\n" for name, address in sorted(material.package.prefixes.items()))
    anything = dict.fromkeys(LANGUAGES, "SELECT * WHERE { ?s ?p ?o } LIMIT 10\n")
    first = examples[0].text if examples else anything
    facts = {"examples": examples, "prefixes": prefixes, "first": first}
    return Page(PATH, "query.html.j2", words()["query_title"], words()["query_about"], facts=facts)


def _examples(material: Material, release: Path) -> Iterator[Example]:
    """The files `queries/*.rq` of the project, which begin with a comment: the title in English, ` / `, in Japanese.
    Raises Stop with E-QUERY, and the file, where one is no query."""
    files = sorted((material.package.root / EXAMPLES).glob("*.rq"))
    small = sum(path.stat().st_size for path in graphs(release)) <= LARGEST
    store = opened(release, trusted=True) if files and small else None
    for path in files:
        comment, _, text = path.read_text("utf-8").partition("\n")
        english, _, japanese = comment.removeprefix("#").strip().partition(" / ")
        texts = {language: _in(text, language) for language in LANGUAGES}
        try:
            found = {text: _read(store, text) for text in set(texts.values())} if store else {}
        except Stop as stop:
            raise Stop([replace(problem, file=f"{EXAMPLES}/{path.name}") for problem in stop.problems]) from stop
        answers = {language: found.get(texts[language], ([], [])) for language in LANGUAGES}
        shown = {
            language: [[_told(material, cell, language) for cell in row] for row in answer[1][:MOST]]
            for language, answer in answers.items()
        }
        names, rows = answers["ja"]
        numeric = [bool(rows) and all(_number(row[at]) for row in rows) for at in range(len(names))]
        heads = list(zip(names, numeric, strict=True))
        titles = Words(ja=japanese or english, en=english)
        asked = {language: urlencode({"query": text}) for language, text in texts.items()}
        yield Example(path.stem, titles, texts, asked, heads, shown, len(rows) if store else None)


def _in(text: str, language: Language) -> str:
    """A query that looks for names in Japanese, looking for those in a language.

    >>> _in('FILTER(LANG(?name) = "ja")', "en")
    'FILTER(LANG(?name) = "en")'
    """
    return re.sub(r'(\bLANG\(\?\w+\) = )"ja"', rf'\1"{language}"', text)


def _read(store: ox.Store, text: str) -> Answered:
    """An answer as names and rows. The triples of a graph are in no order, so they are put in one."""
    found = answered(store, text)
    if isinstance(found, ox.QueryBoolean):
        return ["ASK"], [[ox.Literal(bool(found))]]
    if isinstance(found, ox.QueryTriples):
        triples: Iterable[ox.Triple] = sorted(found, key=str)
        return ["subject", "predicate", "object"], [[t.subject, t.predicate, t.object] for t in triples]
    return [variable.value for variable in found.variables], [list(solution) for solution in found]


def _number(node: object) -> bool:
    return isinstance(node, ox.Literal) and node.datatype.value in _NUMBERS


def _told(material: Material, node: object, language: Language) -> Told:
    if isinstance(node, ox.Literal):
        return Told(node.value, lang=foreign(node.value, node.language, language), number=_number(node))
    if isinstance(node, ox.NamedNode):
        base = material.package.descriptor.pipeline.base
        place = material.places.get(node.value.removeprefix(base)) if node.value.startswith(base) else None
        return Told(shortened(node.value, material.package.prefixes), place.link if place else "")
    return Told("" if node is None else str(node))

"""The vocabulary and the code lists: what the graphs of both say, for people."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.emit.vocabulary import vocabulary
from pipeline.identifiers import expand
from pipeline.mapping import codes, fiscal_year, said_of_rows, scheme_of
from pipeline.package.models import Labelled, Words
from pipeline.package.words import vocabulary as ours
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.places import CONCEPTS, TERMS, Place, anchor, shortened
from pipeline.site.words import words
from pipeline.triples import RDF_TYPE, Literal, Triple

_LABEL, _COMMENT = "rdfs:label", "rdfs:comment"


@dataclass(slots=True)
class Term:
    """A term: its anchor, address and type, and what is said of it by language."""

    anchor: str
    address: str
    type: str = ""
    range: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    meaning: dict[str, str] = field(default_factory=dict)


def vocabulary_page(material: Material) -> Page:
    """Every term, by what it is."""
    head = ours().ontology
    terms = _terms(material, vocabulary(material.package))
    groups: dict[str, list[Term]] = {}
    for term in terms:
        groups.setdefault(term.type, []).append(term)
    return Page(TERMS, "terms.html.j2", head.titles, head.descriptions, facts={"groups": groups}, graph="vocabulary")


def _terms(material: Material, triples: Iterator[Triple]) -> list[Term]:
    full = material.package.address
    base, label, comment, reach = full(TERMS), full(_LABEL), full(_COMMENT), full("rdfs:range")
    short = functools.partial(shortened, prefixes=material.package.prefixes)
    found: dict[str, Term] = {}
    for subject, predicate, said in triples:
        if not subject.startswith(base) or subject == base:
            continue
        if predicate == RDF_TYPE and isinstance(said, str):
            found.setdefault(subject, Term(anchor(subject.removeprefix(base)), subject)).type = short(said)
        term = found.get(subject)
        if term and isinstance(said, Literal) and said.lang and predicate in (label, comment):
            (term.titles if predicate == label else term.meaning)[said.lang] = said.text
        elif term and predicate == reach and isinstance(said, str):
            term.range = short(said)
    return list(found.values())


def concepts_page(material: Material) -> Page:
    """The schemes: those that are tables, the fiscal years, and the codes that only schemas list."""
    package = material.package
    schemes = [r for r in package.descriptor.resources if "skos:inScheme" in said_of_rows(package.published[r.name])]
    years = [material.places[fiscal_year(package, year)] for year in material.years]
    facts = {"schemes": schemes, "years": years, "listed": _listed(material)}
    return Page(CONCEPTS, "concepts.html.j2", words()["concepts"], facts=facts, graph="concepts")


def _listed(material: Material) -> Sequence[tuple[Words, Mapping[str, Labelled]]]:
    """By scheme, in the words of the first field that has it, each by its address."""
    found: dict[str, tuple[Words, dict[str, Labelled]]] = {}
    for one in (one for schema in material.package.published.values() for one in schema.fields if one.value_url):
        for entry in codes(one):
            address = expand(one.value_url or "", {one.name: entry.value})
            if material.places.get(address, Place("")).page == CONCEPTS:
                found.setdefault(scheme_of(address), (one.titles, {}))[1].setdefault(address, entry)
    return list(found.values())

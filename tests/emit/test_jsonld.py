"""JSON-LD says what its triples say, whatever they are, and reads as plain JSON."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph as ox
from hypothesis import given
from hypothesis import strategies as st

from pipeline.emit.jsonld import context, jsonld, terms
from pipeline.emit.rdf import grouped, ntriples
from pipeline.triples import RDF_TYPE, Literal, Triple
from tests.conftest import ROOT, tries

BASE = "https://x.jp/"
PREFIXES = {"x": "https://x.jp/def/", "y": "https://y.jp/", "skos": "http://www.w3.org/2004/02/skos/core#"}
THINGS = st.sampled_from([f"{BASE}id/{letter}" for letter in "abcd"])
PREDICATES = st.sampled_from(
    [RDF_TYPE, "https://x.jp/def/value", "https://y.jp/value", "https://y.jp/type", "https://z.jp#id", "https://y.jp/p"]
)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
LITERALS = st.one_of(
    st.builds(Literal, TEXTS, st.just("string"), st.none()),
    st.builds(Literal, TEXTS, st.just("string"), st.sampled_from(["ja", "en"])),
    st.builds(
        Literal, st.sampled_from(["0", "7", "-12", "9007199254740993", "007", "+7", "x"]), st.just("integer"), st.none()
    ),
    st.builds(Literal, st.sampled_from(["true", "false", "1"]), st.just("boolean"), st.none()),
    st.builds(Literal, st.sampled_from(["40.0", "7"]), st.just("decimal"), st.none()),
    st.builds(Literal, st.just("2026-11-24"), st.just("date"), st.none()),
)


@st.composite
def triples(draw: st.DrawFn) -> list[Triple]:
    predicate = draw(PREDICATES)
    target = THINGS if predicate == RDF_TYPE else st.one_of(THINGS, LITERALS)
    return [(draw(THINGS), predicate, draw(target))]


def read(content: bytes, syntax: ox.RdfFormat) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(content, format=syntax)}


@tries(200)
@given(st.lists(triples(), max_size=12))
def test_it_says_what_the_triples_say(drawn: list[list[Triple]]) -> None:
    graph = grouped(triple for several in drawn for triple in several)
    made = jsonld(graph, terms([graph], PREFIXES, BASE), PREFIXES)
    assert read(made, ox.RdfFormat.JSON_LD) == read(ntriples(graph), ox.RdfFormat.N_TRIPLES)


def nodes(*graph: Triple) -> Any:
    return json.loads(jsonld(graph, terms([graph], PREFIXES, BASE), PREFIXES))["@graph"]


def test_a_node_that_one_other_refers_to_stands_inside_it() -> None:
    whole, part, word = f"{BASE}whole", f"{BASE}part", "https://y.jp/word"
    assert nodes((whole, "https://y.jp/has", part), (part, word, Literal("語", lang="ja"))) == [
        {"id": whole, "has": {"id": part, "word": {"ja": "語"}}}
    ]


def test_a_circle_is_opened_at_its_first() -> None:
    one, two = f"{BASE}one", f"{BASE}two"
    assert nodes((one, "https://y.jp/next", two), (two, "https://y.jp/next", one)) == [
        {"id": one, "next": {"id": two, "next": one}}
    ]


def test_numbers_and_booleans_are_those_of_json_and_decimals_keep_their_digits() -> None:
    said = [("n", Literal("7", "integer")), ("yes", Literal("true", "boolean")), ("d", Literal("40.0", "decimal"))]
    assert nodes(*[(f"{BASE}a", f"https://y.jp/{name}", value) for name, value in said]) == [
        {"id": f"{BASE}a", "n": 7, "yes": True, "d": "40.0"}
    ]


def test_our_own_term_is_the_short_one() -> None:
    ours, theirs = "https://x.jp/def/value", "https://y.jp/value"
    found = terms([[(BASE, ours, Literal("1")), (BASE, theirs, Literal("2"))]], PREFIXES, BASE)
    assert [found[ours].name, found[theirs].name] == ["value", "y:value"]


def test_every_file_has_a_part_of_the_context_that_stands_beside_it() -> None:
    rdf = ROOT / "output" / "rdf"
    shared = json.loads((rdf / "context.jsonld").read_text("utf-8"))["@context"]
    files = [path for path in rdf.glob("*.jsonld") if path.stem not in ("context", "schema-org")]
    assert len(files) > 20
    for path in files:
        own = json.loads(path.read_text("utf-8"))["@context"]
        assert {term: shared.get(term) for term in own} == own


def test_the_context_explains_each_term() -> None:
    graph = [(BASE, "https://y.jp/p", Literal("1.0", "decimal"))]
    assert context(terms([graph], {}, BASE), {})["p"] == {
        "@id": "https://y.jp/p",
        "@type": "http://www.w3.org/2001/XMLSchema#decimal",
    }

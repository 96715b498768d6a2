"""The description of one thing: its query, and its triples in the three forms."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from pipeline.serve.described import LIMIT, is_cut, query_of, read, written
from pipeline.serve.keeper import answered, digits
from pipeline.triples import XSD

BASE = "https://x.jp/"
THING = f"{BASE}id/kpi/a"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
PREFIXES = {
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "kpi": f"{BASE}id/kpi/",
    "dcat": "http://www.w3.org/ns/dcat#",
}
DATA = f"""
<{THING}> <{LABEL}> "名"@ja ; <{BASE}def/goal> <{BASE}id/goal/g> .
<{THING}#value> <http://www.w3.org/ns/prov#value> 1.50 ; <http://purl.org/dc/terms/isPartOf> <{THING}> .
<{THING}2> <{LABEL}> "another" .
<{BASE}id/goal/g> <{LABEL}> "goal" ; <{BASE}def/secret> "of the goal alone" .
<{BASE}x> <{BASE}def/kpi> <{THING}> ; <{LABEL}> "not of the thing" .
"""


@pytest.fixture
def content() -> bytes:
    store = ox.Store()
    store.load(DATA.encode(), format=ox.RdfFormat.TURTLE)
    found = store.query(query_of(THING) or "")
    assert isinstance(found, ox.QueryTriples)
    return found.serialize(format=ox.RdfFormat.N_TRIPLES) or b""


def test_a_thing_is_described_with_its_parts_the_names_of_others_and_links_from_them(content: bytes) -> None:
    assert [(subject, predicate.rpartition("/")[2]) for subject, predicate, _ in read(content, THING)] == [
        (THING, "core#prefLabel"),
        (THING, "goal"),
        (f"{BASE}id/goal/g", "core#prefLabel"),
        (f"{THING}#value", "isPartOf"),
        (f"{THING}#value", "prov#value"),
        (f"{BASE}x", "kpi"),
    ]


def test_of_what_nothing_is_said_there_is_no_description(content: bytes) -> None:
    assert read(content, f"{BASE}id/kpi/b") == []
    assert read(b"", THING) == []


def test_turtle_binds_the_prefixes_that_it_uses_and_the_order_of_the_answer_does_not_matter(content: bytes) -> None:
    made = written(read(content, THING), "ttl", PREFIXES, BASE)
    assert made.startswith(f"@prefix kpi: <{BASE}id/kpi/> .\n@prefix skos: <http".encode())
    assert b"dcat" not in made
    mixed = b"\n".join(sorted(content.splitlines(), reverse=True))
    assert written(read(mixed, THING), "ttl", PREFIXES, BASE) == made


def test_a_number_has_in_all_forms_the_digits_of_the_files(tmp_path: Path) -> None:
    """The store alone would say 1.5."""
    file = tmp_path / "x.nt"
    parsed = ox.parse(DATA.encode(), format=ox.RdfFormat.TURTLE)
    file.write_bytes(ox.serialize(parsed, format=ox.RdfFormat.N_TRIPLES) or b"")
    store = ox.Store()
    store.load(path=str(file))
    asked: dict[str, object] = {"query": query_of(THING), "graph": "nt", "limit": 10_000, "prefixes": {}}
    _, content = answered(store, asked, digits([str(file)]))
    triples = read(content, THING)
    assert all(b"1.50" in written(triples, form, PREFIXES, BASE) for form in ("ttl", "nt", "jsonld"))
    assert b"1.50" not in answered(store, asked, {})[1]


def test_only_what_the_store_would_say_otherwise_is_kept(tmp_path: Path) -> None:
    texts = ["40", "40.5", "40.0", "-0.50", "160.00", "0"]
    lines = [f'<a:{n}> <a:p> "{text}"^^<{XSD}decimal> .\n' for n, text in enumerate(texts)]
    (tmp_path / "x.nt").write_text("".join(lines) + f'<a:x> <a:p> "1.0"^^<{XSD}double> .\n', "utf-8")
    known = digits([str(tmp_path / "x.nt")])
    assert known == {("a:2", "a:p", "40"): "40.0", ("a:3", "a:p", "-0.5"): "-0.50", ("a:4", "a:p", "160"): "160.00"}
    store = ox.Store()
    store.load(path=str(tmp_path / "x.nt"))
    shortest = {quad.object.value for quad in store if isinstance(quad.object, ox.Literal)}
    assert {short for _, _, short in known} <= shortest


@pytest.mark.parametrize("path", ["a>", 'a"', "a b", "a\\", "a\n", "{a}", "a`", "a|b", "a\x00"])
def test_what_is_no_address_is_never_put_into_a_query(path: str) -> None:
    assert query_of(BASE + path) is None


def test_links_beyond_the_limit_are_known_to_be_left_out() -> None:
    one = [(f"{BASE}{at}", f"{BASE}def/of", THING) for at in range(LIMIT)]
    assert is_cut([*one], THING)
    assert not is_cut([*one[1:]], THING)

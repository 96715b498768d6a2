"""What VoID counts, counted again in the files that it names."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conftest import ROOT

RDF = ROOT / "output" / "rdf"
BASE = "https://opendata.example.jp/miyagi/"
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
UNCOUNTED = {"catalogue", "void"}  # made of the counts
GRAPHS = sorted(path.stem for path in RDF.glob("*.nt") if path.stem not in UNCOUNTED)


@pytest.fixture(scope="module")
def store() -> ox.Store:
    void = ox.Store()
    void.load(path=str(RDF / "void.nt"))
    return void


def triples(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(path))}


def said(store: ox.Store, subject: str, name: str) -> list[str]:
    """The objects of a property of VoID."""
    predicate = ox.NamedNode(f"http://rdfs.org/ns/void#{name}")
    found = [quad.object for quad in store.quads_for_pattern(ox.NamedNode(subject), predicate, None)]
    return [node.value for node in found if isinstance(node, ox.NamedNode | ox.Literal)]


def counts(found: set[ox.Triple]) -> dict[str, list[str]]:
    return {
        "triples": [str(len(found))],
        "distinctSubjects": [str(len({triple.subject for triple in found}))],
        "properties": [str(len({triple.predicate for triple in found}))],
    }


@pytest.mark.parametrize("name", GRAPHS)
def test_the_counts_of_a_graph_are_those_of_its_file(name: str, store: ox.Store) -> None:
    dataset = f"{BASE}dataset/{name}"
    assert said(store, dataset, "dataDump") == [f"{BASE}rdf/{name}.nt"]
    found = triples(RDF / f"{name}.nt")
    assert {key: said(store, dataset, key) for key in counts(found)} == counts(found)
    [example] = said(store, dataset, "exampleResource")
    assert ox.NamedNode(example) in {triple.subject for triple in found}


@pytest.mark.parametrize("name", GRAPHS)
def test_the_classes_of_a_graph_have_as_many_things_as_its_file(name: str, store: ox.Store) -> None:
    partitions = said(store, f"{BASE}dataset/{name}", "classPartition")
    sizes = [(*said(store, part, "class"), *said(store, part, "entities")) for part in partitions]
    types = Counter(str(triple.object) for triple in triples(RDF / f"{name}.nt") if triple.predicate == TYPE)
    assert {f"<{kind}>": int(size) for kind, size in sizes} == types
    assert len(sizes) == len(types)


@pytest.mark.parametrize("name", GRAPHS)
def test_every_vocabulary_of_a_graph_is_used_in_it_and_every_property_is_of_one(name: str, store: ox.Store) -> None:
    vocabularies = said(store, f"{BASE}dataset/{name}", "vocabulary")
    properties = {triple.predicate.value for triple in triples(RDF / f"{name}.nt")}
    assert all(any(prop.startswith(start) for prop in properties) for start in vocabularies)
    assert all(any(prop.startswith(start) for start in vocabularies) for prop in properties)


def test_the_release_counts_what_its_subsets_say_together(store: ox.Store) -> None:
    subset = ox.NamedNode("http://rdfs.org/ns/void#subset")
    [whole] = {str(quad.subject).strip("<>") for quad in store.quads_for_pattern(None, subset, None)}
    assert said(store, whole, "uriSpace") == [BASE]
    assert sorted(said(store, whole, "subset")) == [f"{BASE}dataset/{name}" for name in GRAPHS]
    assert said(store, whole, "dataDump") == [
        path for name in said(store, whole, "subset") for path in said(store, name, "dataDump")
    ]
    together = set().union(*(triples(RDF / f"{name}.nt") for name in GRAPHS))
    assert {key: said(store, whole, key) for key in counts(together)} == counts(together)

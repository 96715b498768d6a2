"""The shapes of a release: what a shape demands of a node is missed wherever it is taken away."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox
import pytest

from pipeline.check.graphs import read_graphs
from pipeline.check.shapes import shape_problems
from pipeline.language import Language
from pipeline.problem import Problem
from pipeline.report.catalogue import message, remedy
from tests.conftest import ROOT

Graph = set[ox.Triple]
TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
VOCABULARIES = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sh": "http://www.w3.org/ns/shacl#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
DEMANDS = """
    SELECT ?class ?of ?outer (GROUP_CONCAT(STR(?predicate)) AS ?predicates) ?incoming ?ja ?en ?property WHERE {
      { ?shape sh:targetClass ?class } UNION { ?shape sh:targetSubjectsOf ?of }
      { ?shape sh:property ?property BIND(?property AS ?named) }
      UNION { ?shape sh:property ?named . ?named sh:path ?outer ; sh:node/sh:property ?property }
      ?named sh:message ?ja , ?en FILTER(LANG(?ja) = "ja" && LANG(?en) = "en")
      ?property sh:minCount ?least ; sh:path ?path BIND(EXISTS { ?path sh:inversePath ?inverse } AS ?incoming)
      # of a path, all predicates of an alternative and the first of a sequence
      OPTIONAL { ?path (sh:inversePath|(sh:alternativePath/rdf:rest*)?/rdf:first)? ?predicate
                 FILTER(isIRI(?predicate)) }
    } GROUP BY ?shape ?class ?of ?outer ?incoming ?ja ?en ?property"""


class Demand(NamedTuple):
    """What each node of a class, or each subject of a predicate, must have; where a shape is nested, the node to which
    `outer` leads."""

    target_class: str
    subjects_of: str
    outer: str
    predicates: str
    incoming: str
    ja: str
    en: str
    made: str

    @property
    def name(self) -> str:
        steps = [self.target_class or self.subjects_of, self.outer, *sorted(self.predicates.split())]
        return "-".join(step.rpartition("#")[2].rpartition("/")[2] for step in steps if step)


def select(store: ox.Store, query: str) -> list[list[str]]:
    found = store.query(query, prefixes=VOCABULARIES)
    assert isinstance(found, ox.QuerySolutions)
    return [[term.value if term else "" for term in solution] for solution in found]


SHAPES = ox.Store()
SHAPES.load(path=str(ROOT / "pipeline" / "check" / "shapes.ttl"))
ALL = sorted((Demand(*row) for row in select(SHAPES, DEMANDS)), key=lambda demand: demand.name)


@pytest.fixture(scope="module")
def release() -> ox.Dataset:
    graphs, problems = read_graphs(ROOT / "output")
    assert problems == []
    lines = b"\n".join(line for graph in graphs.values() for line in graph)
    return ox.Dataset(ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))


def lines_of(graph: Graph) -> set[bytes]:
    return {f"{triple} .".encode() for triple in graph}


def first(release: ox.Dataset, target_class: str, subjects_of: str = "") -> ox.NamedNode:
    quads = release.quads_for_predicate(ox.NamedNode(subjects_of) if subjects_of else TYPE)
    kept = (quad for quad in quads if subjects_of or quad.object == ox.NamedNode(target_class))
    return min((quad.subject for quad in kept if isinstance(quad.subject, ox.NamedNode)), key=str)


def around(release: ox.Dataset, node: ox.NamedNode) -> Graph:
    """As much of a release as the shape of a node looks at, to be fast: what is said by it and of it, by those that
    it names, and the class of all of these."""
    near = {*release.quads_for_subject(node), *release.quads_for_object(node)}
    for quad in list(near):
        if quad.subject == node and isinstance(quad.object, ox.NamedNode):
            near.update(release.quads_for_subject(quad.object))
    for end in {end for quad in near for end in (quad.subject, quad.object) if isinstance(end, ox.NamedNode)}:
        near.update(quad for quad in release.quads_for_subject(end) if quad.predicate == TYPE)
    return {quad.triple for quad in near}


def problems_of(node: ox.NamedNode, graph: Graph) -> list[Problem]:
    return [problem for problem in shape_problems({"near": lines_of(graph)}) if problem.facts["node"] == node.value]


def without(graph: Graph, node: ox.NamedNode, demand: Demand) -> Graph:
    holder: object = node
    if demand.outer:
        holder = min((t.object for t in graph if t.subject == node and t.predicate.value == demand.outer), key=str)
    gone = {triple for triple in graph if triple.predicate.value in demand.predicates.split()}
    gone = {triple for triple in gone if (triple.object if demand.incoming == "true" else triple.subject) == holder}
    assert gone
    if demand.subjects_of in demand.predicates.split():
        # none at all, and the shape would not be the node's: there stands nonsense instead
        return (graph - gone) | {ox.Triple(node, ox.NamedNode(demand.subjects_of), ox.Literal("nonsense"))}
    return graph - gone


def test_the_release_has_its_shapes(release: ox.Dataset) -> None:
    assert list(shape_problems({"all": lines_of({quad.triple for quad in release})})) == []


def test_every_demand_of_the_file_is_tried() -> None:
    made = {row[0] for row in select(SHAPES, "SELECT ?property { ?property sh:minCount ?least }")}
    assert {demand.made for demand in ALL} == made
    assert len({demand.name for demand in ALL}) == len(ALL) > 70


@pytest.mark.parametrize(("target_class", "subjects_of"), sorted({demand[:2] for demand in ALL}))
def test_what_lies_around_a_node_is_enough_for_its_shape(
    release: ox.Dataset, target_class: str, subjects_of: str
) -> None:
    """So that a problem below comes from what was taken away, not from what was left out."""
    node = first(release, target_class, subjects_of)
    assert problems_of(node, around(release, node)) == []


@pytest.mark.parametrize("demand", ALL, ids=lambda demand: demand.name)
def test_what_is_taken_away_is_missed(release: ox.Dataset, demand: Demand) -> None:
    node = first(release, demand.target_class, demand.subjects_of)
    problems = problems_of(node, without(around(release, node), node, demand))
    assert {problem.code for problem in problems} == {"E-SHAPE"}
    assert (demand.ja, demand.en) in {(problem.facts["reason_ja"], problem.facts["reason_en"]) for problem in problems}


TITLE, DAY = "a title in Japanese and one in English are needed", "one date of issue is needed"
MEDIA_TYPE, DIGITS = "one media type of IANA is needed", "a checksum has 64 hexadecimal digits"
SPOILT = {
    "one language": ("dcat:Dataset", 'dcterms:title "表"@ja', TITLE),
    "a title in French": ("dcat:Dataset", 'dcterms:title "表"@ja, "Table"@fr', TITLE),
    "a third title in French": ("dcat:Dataset", 'dcterms:title "表"@ja, "Table"@en, "Table"@fr', TITLE),
    "two titles in Japanese": ("dcat:Dataset", 'dcterms:title "表"@ja, "一覧"@ja', TITLE),
    "a second title in Japanese": ("dcat:Dataset", 'dcterms:title "表"@ja, "一覧"@ja, "Table"@en', TITLE),
    "an empty title": ("dcat:Dataset", 'dcterms:title ""@ja, "Table"@en', TITLE),
    "a title without language": ("dcat:Dataset", 'dcterms:title "表"@ja, "Table"', TITLE),
    "no day of November": ("dcat:Dataset", 'dcterms:issued "2026-11-31"^^xsd:date', DAY),
    "no day": ("dcat:Dataset", 'dcterms:issued "soon"^^xsd:date', DAY),
    "a day as text": ("dcat:Dataset", 'dcterms:issued "2026-11-24"', DAY),
    "two days": ("dcat:Dataset", 'dcterms:issued "2026-11-24"^^xsd:date, "2026-11-25"^^xsd:date', DAY),
    "no media type of IANA": ("dcat:Distribution", "dcat:mediaType <https://example.org/text/csv>", MEDIA_TYPE),
    "a media type as text": ("dcat:Distribution", 'dcat:mediaType "text/csv"', MEDIA_TYPE),
    "63 digits": ("spdx:Checksum", f'spdx:checksumValue "{"0" * 63}"^^xsd:hexBinary', DIGITS),
    "65 digits": ("spdx:Checksum", f'spdx:checksumValue "{"0" * 65}"^^xsd:hexBinary', DIGITS),
    "no digit": ("spdx:Checksum", f'spdx:checksumValue "{"g" * 64}"^^xsd:hexBinary', DIGITS),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_nonsense_is_found(release: ox.Dataset, spoilt: str) -> None:
    prefixed, statement, reason = SPOILT[spoilt]
    node = first(release, VOCABULARIES[prefixed.split(":")[0]] + prefixed.split(":")[1])
    turtle = "".join(f"@prefix {name}: <{address}> .\n" for name, address in VOCABULARIES.items())
    said = {quad.triple for quad in ox.parse(f"{turtle}{node} {statement} .", format=ox.RdfFormat.TURTLE)}
    replaced = {triple.predicate for triple in said}
    graph = {t for t in around(release, node) if t.subject != node or t.predicate not in replaced}
    assert {problem.facts["reason_en"] for problem in problems_of(node, graph | said)} == {reason}


@pytest.mark.parametrize(("language", "reason"), [("ja", "ハッシュ値が1つ要る"), ("en", "one checksum is needed")])
def test_a_problem_says_of_which_node_what_is_missing_and_what_to_do(
    release: ox.Dataset, language: Language, reason: str
) -> None:
    demand = next(demand for demand in ALL if demand.name == "Distribution-checksum")
    node = first(release, demand.target_class)
    (problem,) = problems_of(node, without(around(release, node), node, demand))
    assert f"{node.value}: {reason} {demand.predicates}" in message(problem, language)
    assert "opendata build" in remedy(problem, language)


def test_a_dataset_without_any_file_is_found() -> None:
    graphs, _ = read_graphs(ROOT / "output")
    lonely = "https://opendata.example.jp/miyagi/dataset/kpis"
    start = f"<{lonely}> <{VOCABULARIES['dcat']}distribution> ".encode()
    graphs["catalogue"] = {line for line in graphs["catalogue"] if not line.startswith(start)}
    assert lonely in {problem.facts["node"] for problem in shape_problems(graphs)}


@pytest.mark.parametrize("relation", ["hasVersion", "isVersionOf", "prev", "first"])
def test_a_version_that_is_no_dataset_is_found(release: ox.Dataset, relation: str) -> None:
    """What an empty address would become: the home page."""
    home = ox.NamedNode("https://opendata.example.jp/miyagi/")
    node = first(release, f"{VOCABULARIES['dcat']}Dataset")
    graph = around(release, node) | {ox.Triple(node, ox.NamedNode(VOCABULARIES["dcat"] + relation), home)}
    assert [problem.facts["node"] for problem in problems_of(home, graph)] == [home.value]

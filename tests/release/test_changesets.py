"""Change sets bring the RDF of the old release to that of the new one, and say why."""

from __future__ import annotations

import io
from pathlib import Path

import pyoxigraph as ox
import rdflib

from pipeline.release.asked import Compared, compared
from pipeline.release.changesets import CHANGESET, write
from tests.release.making import field, made, table
from tests.sparql import BASE

CS, RDF = CHANGESET, "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
Triples = set[tuple[ox.NamedNode | ox.BlankNode | ox.Triple, ox.NamedNode, object]]


def written(found: Compared, form: str) -> bytes:
    sink = io.BytesIO()
    write(found, form, sink)
    return sink.getvalue()


def triples(content: bytes, form: ox.RdfFormat = ox.RdfFormat.N_TRIPLES) -> Triples:
    return {(quad.subject, quad.predicate, quad.object) for quad in ox.parse(content, format=form)}


def stated(said: Triples, name: str) -> Triples:
    """The reified triples of `removal` or `addition`."""
    objects = {(subject, predicate.value): node for subject, predicate, node in said}
    places = [node for _, predicate, node in said if predicate.value == CS + name]
    parts = ("subject", "predicate", "object")
    return {tuple(objects[place, RDF + part] for part in parts) for place in places}  # type: ignore[misc, index]


def of_release(folder: Path, tables: list[str]) -> Triples:
    return {triple for name in tables for triple in triples((folder / "rdf" / f"{name}.nt").read_bytes())}


def test_they_bring_the_old_rdf_to_the_new(correction: Compared) -> None:
    said = triples(written(correction, "nt"))
    tables = list(correction.new.documents)
    old, new = (of_release(side.folder, tables) for side in (correction.old, correction.new))
    removed, added = stated(said, "removal"), stated(said, "addition")
    assert removed == old - new
    assert added == new - old


def test_of_a_second_year_only_a_new_field_of_old_rows_is_not_said(second_year: Compared) -> None:
    said = triples(written(second_year, "nt"))
    tables = list(second_year.new.documents)
    old, new = (of_release(side.folder, tables) for side in (second_year.old, second_year.new))
    assert stated(said, "removal") == old - new
    left = (new - old) - stated(said, "addition")
    assert {predicate.value for _, predicate, _ in left} == {f"{BASE}def/fiscal_year"}
    assert len(left) == 50


def test_both_forms_are_one_graph_to_pyoxigraph_and_rdflib_without_blank_nodes(second_year: Compared) -> None:
    lines, turtle = written(second_year, "nt"), written(second_year, "ttl")
    said = triples(lines)
    assert triples(turtle, ox.RdfFormat.TURTLE) == said
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert len(graph) == len(said)
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]


def test_they_are_the_same_each_time(correction: Compared, joined: Path, corrected: Path) -> None:
    assert written(compared(joined.parent, "output", str(corrected)), "ttl") == written(correction, "ttl")


def test_reasons_and_what_influenced_a_value(correction: Compared) -> None:
    graph = rdflib.Graph().parse(data=written(correction, "ttl"), format="turtle")
    row = rdflib.URIRef(f"{BASE}observation/kpi/kpi09/2023")
    [change] = graph.subjects(rdflib.URIRef(f"{CS}subjectOfChange"), row)
    reasons = set(graph.objects(change, rdflib.URIRef(f"{CS}changeReason")))
    assert rdflib.Literal("value: 訂正: 架空のデータ：集計の誤り", lang="ja") in reasons
    assert rdflib.Literal("value: corrected: Made up: counted wrongly", lang="en") in reasons
    later = rdflib.URIRef(f"{BASE}observation/kpi/kpi09/2024")
    [following] = graph.subjects(rdflib.URIRef(f"{CS}subjectOfChange"), later)
    assert list(graph.objects(following, rdflib.PROV.wasInfluencedBy)) == [row]
    removed = [list(graph.objects(s, rdflib.RDF.object)) for s in graph.objects(change, rdflib.URIRef(f"{CS}removal"))]
    assert [rdflib.Literal("377", datatype=rdflib.XSD.decimal)] in removed


def test_nasty_texts_and_a_value_that_is_an_address(tmp_path: Path) -> None:
    fields = (field("a", valueUrl="id/{a}/of/{b}"), field("b"), field("c", lang="ja", propertyUrl="skos:note"))
    rows = [{"a": "x y", "b": 'é"\\', "c": 'one\r\n"two"\t\\'}, {"a": "x y", "b": 'é"\\', "c": "三"}]
    sides = [
        made(tmp_path / str(n), t=table(*fields, rows=[dict(row)], key=["b"], aboutUrl="id/{b}"), version=f"1.{n}")
        for n, row in enumerate([rows[0], rows[1] | {"a": "<z>"}])
    ]
    found = compared(tmp_path, "0", "1")
    said = triples(written(found, "nt"))
    assert triples(written(found, "ttl"), ox.RdfFormat.TURTLE) == said
    note = ox.NamedNode("http://www.w3.org/2004/02/skos/core#note")
    about, named = ox.NamedNode("https://x.jp/id/%C3%A9%22%5C"), ox.NamedNode("https://x.jp/def/a")
    assert stated(said, "removal") == {
        (about, named, ox.NamedNode("https://x.jp/id/x%20y/of/%C3%A9%22%5C")),
        (about, note, ox.Literal('one\r\n"two"\t\\', language="ja")),
    }
    assert sides[0].version == "1.0"
    assert (about, note, ox.Literal("三", language="ja")) in stated(said, "addition")


def test_what_is_different_in_a_description_is_about_the_table(tmp_path: Path) -> None:
    made(tmp_path / "old", t=table(field("a")))
    made(tmp_path / "new", t=table(field("a"), field("b")), version="1.1.0")
    lines = written(compared(tmp_path, "old", "new"), "nt").decode().splitlines()
    change = "<https://x.jp/change/1.0.0/1.1.0/t/1>"
    assert lines == [
        f"{change} <{RDF}type> <{CS}ChangeSet> .",
        f"{change} <{CS}subjectOfChange> <https://x.jp/dataset/t> .",
        f'{change} <{CS}changeReason> "項目 b を追加"@ja .',
        f'{change} <{CS}changeReason> "field b added"@en .',
    ]

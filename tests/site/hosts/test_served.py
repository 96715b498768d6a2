"""Our own server answers for identifiers as the other hosts do, but describes the one thing, live from its store."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest
import requests
from rdflib import Graph, URIRef

from tests.site.cases import BROWSER, CASES, FORMS, HTML, JSONLD, TURTLE, Case
from tests.site.hosts.conftest import Ask
from tests.site.subjects import BASE, subjects

PARSED = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
DOCUMENTS = ("", "def/")
"""Addresses that are pages: for RDF they lead to a file, as everywhere."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path} {case.accept}")
def test_it_answers_as_the_others_do(served: Ask, case: Case) -> None:
    answer, to = served(case.path, case.accept), case.to
    if to.startswith("rdf/") and case.path not in (*DOCUMENTS, "catalogue"):  # which its whole graph is about
        to = f"{case.path}.{to.rpartition('.')[2]}"
    assert (answer.status, answer.to) == (case.status, to)
    if case.status in (303, 406):
        assert "Accept" in answer.headers["vary"]
    if case.status == 406:
        assert json.loads(answer.body)["code"] == "E-IDENTIFIER-FORM"


def test_every_subject_is_described(served: Ask, made: Path) -> None:
    things = [path for path in subjects(made) if path not in DOCUMENTS and not (made / path).is_file()]
    for path in things[::20]:
        answer = served(f"{path}.nt")
        assert answer.status == 200, path
        assert answer.body.startswith(f"<{BASE}{path}> "), path


def test_all_forms_say_the_same(served: Ask) -> None:
    path = "observation/kpi/kpi08/2023"
    graphs = []
    for media, form in FORMS:
        answer = served(f"{path}.{form}")
        assert answer.headers["content-type"].partition(";")[0] == media
        graphs.append({str(quad.triple) for quad in ox.parse(answer.body, format=PARSED[form])})
    assert graphs[0] == graphs[1] == graphs[2]
    cells = {said.split()[0] for said in graphs[0] if "<http://www.w3.org/ns/prov#value>" in said}
    assert f"<{BASE}{path}#achievement_rate>" in cells
    assert served(f"{path}.ttl").body == served(f"{path}.ttl").body


def test_an_observation_is_described_with_its_raw_row_and_the_hash_of_that_file(served: Ask) -> None:
    path = "observation/kpi/kpi08/2023"
    store = ox.Store()
    store.load(served(f"{path}.nt").body, format=ox.RdfFormat.N_TRIPLES)
    query = f"""PREFIX def: <{BASE}def/> PREFIX prov: <http://www.w3.org/ns/prov#> PREFIX spdx: <http://spdx.org/rdf/terms#>
        SELECT ?page ?digest ?source {{ <{BASE}{path}> prov:wasDerivedFrom ?row .
        ?row def:source_page ?page ; <http://purl.org/dc/terms/isPartOf> ?file .
        ?file spdx:checksum/spdx:checksumValue ?digest ; prov:hadPrimarySource ?source }}"""
    found = store.query(query)
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) == 1


def test_a_description_has_the_digits_of_the_files(served: Ask, made: Path) -> None:
    lines = (made / "rdf/kpi_observations.nt").read_text("utf-8").splitlines()
    line = next(line for line in lines if '.00"^^' in line)
    path, number = line[1:].partition(">")[0].removeprefix(BASE), line.split('"')[1]
    assert all(number in served(f"{path}.{form}").body for form in PARSED)


def test_a_client_that_follows_gets_the_description(served: Ask) -> None:
    first = served("id/kpi/kpi08", f"{JSONLD}, {HTML};q=0.1")
    assert json.loads(served(first.to, JSONLD).body)["@graph"][0]["id"] == f"{BASE}id/kpi/kpi08"


def test_a_document_says_what_it_describes_and_where_other_forms_are(served: Ask) -> None:
    links = served("id/kpi/kpi08.ttl").headers["link"]
    assert f'<{BASE}id/kpi/kpi08>; rel="describes"' in links
    assert '<../../id/kpi/kpi08/>; rel="alternate"; type="text/html"' in links
    assert '<../../id/kpi/kpi08.jsonld>; rel="alternate"; type="application/ld+json"' in links
    assert (
        '<../../id/kpi/kpi08.ttl>; rel="alternate"; type="text/turtle"' in served("id/kpi/kpi08", HTML).headers["link"]
    )


def test_where_links_are_left_out_a_query_gives_them(served: Ask) -> None:
    links = served("release/0.1.0.nt").headers["link"]
    related = next(link for link in links.split(", ") if 'rel="related"' in link)
    query = related[1 : related.index(">")].removeprefix("../")
    found = json.loads(served(query, "application/sparql-results+json").body)
    assert len(found["results"]["bindings"]) > 500
    assert 'rel="related"' not in served("id/kpi/kpi08.nt").headers["link"]


@pytest.mark.parametrize("path", ["id/kpi/kpi77", "observation/kpi/kpi08/1999", "id/kpi/%22%3E", 'id/kpi/"'])
def test_what_is_not_in_the_store_is_not_there(served: Ask, path: str) -> None:
    assert served(path, HTML).status == 404
    answer = served(path, TURTLE)
    assert answer.status == 404
    assert json.loads(answer.body)["code"] == "E-REQUEST-PATH"
    assert served(f"{path}.ttl").status == 404


def test_what_was_withdrawn_says_why_in_the_form_that_was_asked_for(served: Ask) -> None:
    answer = served("id/kpi/gone", TURTLE)
    said = json.loads(answer.body)
    assert (answer.status, said["code"]) == (410, "E-IDENTIFIER-GONE")
    assert "Merged" in said["message"]["en"]
    assert "統合" in said["message"]["ja"]
    assert f'<{BASE}id/kpi/kpi08>; rel="successor-version"' in answer.headers["link"]
    page = served("id/kpi/gone", HTML)
    assert page.status == 410
    assert "&#34;統合&#34;" in page.body


@pytest.mark.parametrize(("spoken", "path"), [("ja", "id/kpi/paged"), ("en-GB", "en/id/kpi/paged")])
def test_what_was_withdrawn_has_its_page_in_the_language_of_the_reader(served_at: str, spoken: str, path: str) -> None:
    answer = requests.get(f"{served_at}id/kpi/paged", headers={"Accept": BROWSER, "Accept-Language": spoken}, timeout=5)
    assert (answer.status_code, answer.text) == (410, f"<p>{path}</p>")
    assert requests.get(f"{served_at}id/kpi/paged", timeout=5).json()["status"] == 410


@pytest.mark.parametrize(("media", "form"), FORMS)
def test_what_was_withdrawn_has_its_tombstone_in_rdf(served: Ask, media: str, form: str) -> None:
    answer = served("id/kpi/paged", media)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (410, media)
    [said] = ox.parse(answer.body, format=PARSED[form])
    assert (said.subject.value, said.object.value) == (f"{BASE}id/kpi/paged", "true")


def test_rdflib_reads_an_identifier(served_at: str) -> None:
    graph = Graph().parse(f"{served_at}id/goal/citizen")
    kpis = set(graph.subjects(URIRef("http://www.w3.org/2004/02/skos/core#broader"), URIRef(f"{BASE}id/goal/citizen")))
    assert URIRef(f"{BASE}id/kpi/kpi01") in kpis

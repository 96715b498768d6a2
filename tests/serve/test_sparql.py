"""SPARQL 1.1 Protocol by its cases (https://www.w3.org/2009/sparql/docs/tests/data-sparql11/protocol/)."""

from __future__ import annotations

import asyncio
import json
import re

import pyoxigraph as ox
import pytest
import requests
from starlette.requests import Request

from pipeline.errors import Stop
from pipeline.serve.protocol import _text
from pipeline.sparql import LONGEST
from tests.conftest import ROOT

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
ASK, SELECT = "ASK { ?s ?p ?o }", "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 2"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 5"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def ask(server: str, method: str = "GET", accept: str = "*/*", **options: object) -> requests.Response:
    headers = {"Accept": accept, **options.pop("headers", {})}  # type: ignore[dict-item]
    return requests.request(method, f"{server}sparql", headers=headers, timeout=10, **options)  # type: ignore[arg-type]


def test_the_three_ways_to_ask(server: str) -> None:
    by_get = ask(server, params={"query": ASK})
    by_form = ask(server, "POST", data={"query": ASK})
    direct = ask(server, "POST", data=ASK.encode(), headers={"Content-Type": QUERY})
    for answer in (by_get, by_form, direct):
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/sparql-results+json"
        assert answer.json()["boolean"] is True
    assert ask(server, "HEAD", params={"query": ASK}).content == b""


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        (SELECT, "*/*", "application/sparql-results+json"),
        (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv; charset=utf-8"),
        (SELECT, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
        (SELECT, "application/json", "application/json"),
        (SELECT, "text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (SELECT, "text/turtle, text/csv;q=0.1", "text/csv; charset=utf-8"),
        (SELECT, "application/*;q=0.5, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        (SELECT, BROWSER, "text/html; charset=utf-8"),
        (ASK, "text/csv, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
        (CONSTRUCT, "*/*", "text/turtle; charset=utf-8"),
        (CONSTRUCT, "application/n-triples", "application/n-triples"),
        (CONSTRUCT, "application/ld+json", "application/ld+json"),
        (CONSTRUCT, "application/rdf+xml, application/sparql-results+xml", "application/rdf+xml"),
        ("DESCRIBE <https://opendata.example.jp/miyagi/id/kpi/kpi08>", "text/turtle", "text/turtle; charset=utf-8"),
    ],
)
def test_the_form_is_what_the_client_would_rather_have(server: str, query: str, accept: str, media: str) -> None:
    answer = ask(server, accept=accept, params={"query": query})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media
    assert "Accept" in answer.headers["Vary"]


def test_answers_say_the_same_in_every_form(server: str) -> None:
    def rows(media: str) -> list[list[str]]:
        form = ox.QueryResultsFormat.from_media_type(media)
        assert form is not None
        parsed = ox.parse_query_results(ask(server, accept=media, params={"query": SELECT}).content, form)
        assert isinstance(parsed, ox.QuerySolutions)
        return [[str(term) for term in row] for row in parsed]

    of_json = rows("application/sparql-results+json")
    assert len(of_json) == 2
    assert rows("application/sparql-results+xml") == of_json == rows("text/tab-separated-values")
    graphs = []
    for media in ("text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"):
        content = ask(server, accept=media, params={"query": CONSTRUCT}).content
        form = ox.RdfFormat.from_media_type(media)
        assert form is not None
        graphs.append({quad.triple for quad in ox.parse(content, form)})
    assert len(graphs[0]) == 5
    assert all(graph == graphs[0] for graph in graphs)


@pytest.mark.parametrize(
    ("method", "options", "status", "code"),
    [
        ("GET", {"params": [("query", ASK), ("query", ASK)]}, 400, "E-REQUEST"),
        ("GET", {"params": {"query": "ASK {"}}, 400, "E-QUERY"),
        ("GET", {"params": {"query": ""}}, 400, "E-QUERY"),
        ("GET", {"params": {"query": "INSERT DATA { <a:b> <a:b> <a:b> }"}}, 400, "E-QUERY"),
        ("GET", {"params": {"query": ASK, "default-graph-uri": "http://x.jp/"}}, 400, "E-QUERY-DATASET"),
        ("GET", {"params": {"query": ASK, "named-graph-uri": "http://x.jp/"}}, 400, "E-QUERY-DATASET"),
        ("GET", {"params": {"query": "ASK FROM <a:b> { ?s ?p ?o }"}}, 400, "E-QUERY-DATASET"),
        ("GET", {"params": {"query": "ASK { GRAPH ?g { ?s ?p ?o } }"}}, 400, "E-QUERY-DATASET"),
        ("GET", {"params": {"query": "ASK { SERVICE <http://x.jp/> { ?s ?p ?o } }"}}, 400, "E-QUERY-SERVICE"),
        ("GET", {"params": {"update": "CLEAR ALL"}}, 400, "E-REQUEST"),
        ("GET", {"params": {"query": ASK}, "accept": "image/png"}, 406, "E-REQUEST-FORM"),
        ("GET", {"params": {"query": CONSTRUCT}, "accept": "text/csv"}, 406, "E-REQUEST-FORM"),
        ("GET", {"params": {"query": ASK, "format": "nonsense"}}, 406, "E-REQUEST-FORM"),
        ("GET", {"accept": "image/png"}, 406, "E-REQUEST-FORM"),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 400, "E-REQUEST"),
        ("POST", {"data": {"quer": ASK}}, 400, "E-REQUEST"),
        ("POST", {"data": ASK, "headers": {"Content-Type": "text/plain"}}, 415, "E-REQUEST-TYPE"),
        (
            "POST",
            {"data": "CLEAR ALL", "headers": {"Content-Type": "application/sparql-update"}},
            415,
            "E-REQUEST-TYPE",
        ),
        ("POST", {"data": ASK.encode("utf-16"), "headers": {"Content-Type": QUERY}}, 400, "E-REQUEST"),
        ("POST", {"data": ASK, "headers": {"Content-Type": f"{QUERY}; charset=utf-16"}}, 400, "E-REQUEST"),
        ("POST", {"data": {"query": "#" * 500_000}}, 413, "E-QUERY-LENGTH"),
        ("PUT", {"params": {"query": ASK}}, 405, "E-REQUEST-METHOD"),
    ],
)
def test_what_is_refused_says_why(server: str, method: str, options: dict[str, object], status: int, code: str) -> None:
    answer = ask(server, method, **options)  # type: ignore[arg-type]
    assert answer.status_code == status
    problem = answer.json()
    assert (problem["code"], problem["status"]) == (code, status)
    assert problem["message"]["ja"] != problem["message"]["en"]


def test_dataset_parameters_beside_a_direct_query_are_refused_too(server: str) -> None:
    headers, parameters = {"Content-Type": QUERY}, {"default-graph-uri": "http://x.jp/"}
    assert ask(server, "POST", data=ASK, headers=headers, params=parameters).json()["code"] == "E-QUERY-DATASET"


def test_scripts_of_other_sites_may_ask(server: str) -> None:
    origin = {"Origin": "https://example.jp"}
    assert ask(server, params={"query": ASK}, headers=origin).headers["Access-Control-Allow-Origin"] == "*"
    preflight = {**origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = ask(server, "OPTIONS", headers=preflight)
    assert answer.status_code == 200
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "content-type"


def test_without_a_query_the_service_describes_itself(server: str) -> None:
    answer = ask(server)
    assert answer.headers["Content-Type"] == "text/turtle; charset=utf-8"
    store = ox.Store()
    store.load(answer.content, format=ox.RdfFormat.TURTLE)
    sd = "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>"
    found = store.query(
        f"{sd} SELECT ?endpoint ?triples {{ ?s a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage "
        "sd:SPARQL11Query ; sd:defaultDataset/sd:defaultGraph/void:triples ?triples }"
    )
    assert isinstance(found, ox.QuerySolutions)
    [[endpoint, triples]] = [list(row) for row in found]
    assert endpoint == ox.NamedNode(f"{server}sparql")
    loaded = ox.Store()
    for path in (ROOT / "output" / "rdf").glob("*.nt"):
        loaded.load(path=str(path))
    assert isinstance(triples, ox.Literal)
    assert triples.value == str(len(loaded))


def test_a_browser_gets_a_page_that_works_without_scripts(server: str) -> None:
    kpi = "<https://opendata.example.jp/miyagi/id/kpi/kpi08>"
    query = f"SELECT ?s ?o ?none {{ BIND('<script>alert(1)</script>' AS ?o) BIND({kpi} AS ?s) }}"
    japanese = ask(server, "POST", BROWSER, data={"query": query}, headers={"Accept-Language": "ja,en;q=0.5"}).text
    assert '<html lang="ja">' in japanese
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in japanese
    assert "<script" not in japanese
    assert '<a href="id/kpi/kpi08">' in japanese
    assert '<form class="ask" action="sparql" method="post">' in japanese
    english = ask(server, "POST", BROWSER, data={"query": query, "lang": "en"}, headers={"Accept-Language": "ja"}).text
    assert '<html lang="en">' in english
    assert 'href="?query=' in english


def test_a_page_of_many_rows_says_that_it_is_cut(server: str) -> None:
    long = ask(
        server, "GET", BROWSER, params={"query": "SELECT * { ?s ?p ?o } LIMIT 501"}, headers={"Accept-Language": "en"}
    )
    assert "Only the first 500 rows are shown" in long.text
    assert long.text.count("<tr>") == 501
    short = ask(
        server, "GET", BROWSER, params={"query": "SELECT * { ?s ?p ?o } LIMIT 500"}, headers={"Accept-Language": "en"}
    )
    assert "<p>500 rows</p>" in short.text


def test_a_page_shows_what_is_wrong_with_the_query_below_it(server: str) -> None:
    answer = ask(
        server, "POST", BROWSER, data={"query": "SELECT </textarea><script>"}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code == 400
    assert "not a SPARQL query" in answer.text
    assert "SELECT &lt;/textarea&gt;&lt;script&gt;</textarea>" in answer.text
    assert "<textarea" in ask(server, "GET", BROWSER).text


def test_a_link_can_say_the_form(server: str) -> None:
    answer = ask(server, "GET", BROWSER, params={"query": SELECT, "format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"


def test_a_graph_has_the_prefixes_of_the_release_that_it_uses(server: str) -> None:
    text = ask(server, params={"query": "DESCRIBE <https://opendata.example.jp/miyagi/id/kpi/kpi08>"}).text
    head = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix ")]
    assert "skos:" in head
    body = text.split(f"{head[-1]} <", 1)[1]
    assert all(re.search(rf"[\s^]{name}", body) for name in head)


def test_a_graph_has_the_digits_of_the_files_and_solutions_say_that_they_have_not(server: str) -> None:
    lines = (ROOT / "output" / "rdf" / "kpi_observations.nt").read_text("utf-8").splitlines()
    line = next(line for line in lines if '.00"^^' in line)
    subject, predicate, number = line.split()[0], line.split()[1], line.split('"')[1]
    query = f"CONSTRUCT WHERE {{ {subject} {predicate} ?value }}"
    for form in ("ttl", "nt", "jsonld", "xml"):
        assert number in ask(server, params={"query": query, "format": form}).text
    assert f"<span>{number}</span>" in ask(server, "GET", BROWSER, params={"query": query}).text
    shown = ask(server, params={"query": f"SELECT ?value {{ {subject} {predicate} ?value }}", "format": "csv"}).text
    assert number not in shown
    assert "40.0 is 40" in ask(server, accept="text/turtle").text
    assert "40.0 は 40" in ask(server, "GET", BROWSER, headers={"Accept-Language": "ja"}).text


def test_a_query_whose_prefix_is_not_declared_says_so(server: str) -> None:
    said = ask(server, params={"query": "SELECT * { ?s bar:x ?o }"}).json()["message"]
    assert "prefix bar: is not declared" in said["en"]
    assert "接頭辞 bar: が宣言されていない" in said["ja"]


def test_the_worked_examples_answer(server: str) -> None:
    for path in sorted((ROOT / "queries").glob("*.rq")):
        answer = ask(server, "POST", data={"query": path.read_text("utf-8")})
        assert json.loads(answer.content)["results"]["bindings"], path


def test_a_body_is_read_no_further_than_its_limit() -> None:
    read = 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * LONGEST, "more_body": read < 9}

    with pytest.raises(Stop, match="E-QUERY-LENGTH"):
        asyncio.run(_text(Request({"type": "http", "headers": []}, receive)))
    assert read == 5

"""Queries that mean harm: each is answered with 4xx or 5xx in time, others are answered meanwhile, the server lives."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from tests.conftest import ROOT
from tests.serve.conftest import SECONDS, serving

LATE = 5
"""Seconds that a busy machine may take to notice."""

ALL = "?s ?p ?o"
LOCAL = f"file://{ROOT}/output/rdf/kpis.nt"


def crossed(times: int) -> str:
    """Triple patterns that share no variable: every combination."""
    return " . ".join(f"?s{n} ?p{n} ?o{n}" for n in range(times))


def nested(opening: str, closing: str, depth: int, inner: str) -> str:
    return opening * depth + inner + closing * depth


BIG = "".join(f'"{n:060}" ' for n in range(1500))
SLOW = {
    "a count of a cross product": f"SELECT (COUNT(*) AS ?n) {{ {crossed(4)} }}",
    "a cross product that never fits": f"SELECT * {{ {crossed(5)} FILTER(?s0 = ?o4 && ?o4 = 1) }}",
    "a cross product to be sorted": f"SELECT * {{ {crossed(3)} }} ORDER BY ?o2 ?s1",
    "a cross product in groups": f"SELECT ?s0 ?s1 (COUNT(*) AS ?n) {{ {crossed(3)} }} GROUP BY ?s0 ?s1",
    "a cross product in an ASK": f"ASK {{ {crossed(4)} FILTER(?s0 = ?p3 && ?o0 = 1) }}",
    "a cross product in an EXISTS": f"SELECT * {{ {ALL} FILTER EXISTS {{ {crossed(4)} FILTER(?s0 = ?p3 && "
    f"?o3 = 1) }} }}",
    "a cross product taken away": f"SELECT * {{ {crossed(2)} MINUS {{ {crossed(3)} }} }}",
    "optional cross products": f"SELECT (COUNT(*) AS ?n) {{ {ALL} OPTIONAL {{ ?a ?b ?c }} OPTIONAL {{ ?d ?e ?f }} }}",
    "a concatenation of everything": "SELECT (GROUP_CONCAT(?o) AS ?g) { ?s ?p ?o . ?a ?b ?c }",
    "nested concatenations": "SELECT (GROUP_CONCAT(CONCAT(?o, ?c, ?o, ?c)) AS ?g) { ?s ?p ?o . ?a ?b ?c }",
    "a text doubled thirty times": "SELECT ?x30 { BIND('aaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    + " }",
    "a path of any length": "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>)* ?b . ?c (!<a:b>)* ?d }",
    "a path there and back": "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|^(!<a:b>))+ ?b . ?b (!<a:b>|^(!<a:b>))+ ?c }",
    "paths in paths": "SELECT (COUNT(*) AS ?n) { ?a (((!<a:b>)*/(^(!<a:b>))*)*)* ?b . ?c (!<x:y>)* ?d }",
    "a path from everything to everything": "SELECT * { ?a (<a:b>|!<a:b>)* ?b . ?b (<a:b>|!<a:b>)* ?a . ?c !<a:b>+ "
    "?d }",
    "a regular expression on all pairs": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c "
    "FILTER(REGEX(CONCAT(STR(?o), STR(?c)), "
    "'^(([a-z])+.)+[A-Z]([a-z])+$', 'i')) }",
    "a regular expression from the data": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(REGEX(STR(?o), "
    "STR(?c))) }",
    "a replacement on all pairs": "SELECT (MAX(REPLACE(STR(?o), STR(?c), '$0$0')) AS ?m) { ?s ?p ?o . ?a ?b ?c }",
    "hashes of all pairs": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c "
    "FILTER(SHA512(CONCAT(STR(?o), STR(?c))) = 'x') }",
    "a random order of all pairs": "SELECT * { ?s ?p ?o . ?a ?b ?c } ORDER BY RAND()",
    "values against values": f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {BIG[:40000]} }} VALUES ?b {{ {BIG[:40000]} }} "
    "?s ?p ?o FILTER(?a = ?b && ?o = ?a) }",
    "unions of cross products": "SELECT (COUNT(*) AS ?n) { " + " UNION ".join([f"{{ {crossed(3)} }}"] * 20) + " }",
    "selects in selects": "SELECT (COUNT(*) AS ?n) { { SELECT * { ?a ?b ?c } } { SELECT * { ?d "
    "?e ?f } } { SELECT * { ?g ?h ?i } } }",
    "filters in OPTIONAL": f"SELECT (COUNT(*) AS ?n) {{ {crossed(2)} OPTIONAL {{ ?a ?b ?c "
    f"FILTER(?a = ?o0 || ?c != ?s1) }} }}",
}
LARGE = {
    "a cross product without doubles": f"SELECT DISTINCT ?s0 ?s1 ?s2 {{ {crossed(3)} }}",
    "a description of the whole": f"DESCRIBE * {{ {crossed(3)} }}",
    "all combinations": f"SELECT * {{ {crossed(3)} }}",
    "a graph of all combinations": f"CONSTRUCT {{ ?s0 ?p1 ?o2 . ?s1 ?p2 ?o0 . ?s2 ?p0 ?o1 }} {{ {crossed(3)} }}",
    "a graph of long texts": "CONSTRUCT { ?s <a:b> ?x } { ?s ?p ?o BIND(CONCAT(STR(?o), STR(?s), "
    "STR(?o), STR(?s), STR(?p)) AS ?x) }",
    "new nodes for each row": f"CONSTRUCT {{ [] <a:b> [ <a:c> [ <a:d> ?o0 ] ] }} {{ {crossed(2)} }}",
    "everything": f"SELECT * {{ {ALL} }}",
    "a large VALUES in all rows": f"SELECT * {{ VALUES ?v {{ {BIG} }} {ALL} }}",
}


def deep(depth: int) -> dict[str, str]:
    """Brackets within each other, one more than the depth that is read."""
    return {
        f"groups {depth}": "SELECT * " + nested("{", "}", depth + 1, ALL),
        f"brackets {depth}": f"ASK {{ {ALL} FILTER({nested('(', ')', depth, '1 = 1')}) }}",
        f"nodes {depth}": f"ASK {{ {nested('[ <a:b> ', ' ]', depth + 1, '1')} }}",
        f"lists {depth}": f"ASK {{ ?s ?p {nested('( ', ' )', depth + 1, '1')} }}",
        f"paths {depth}": f"ASK {{ ?s {nested('(', ')', depth + 1, '<a:b>')} ?o }}",
        f"open groups {depth}": "SELECT * " + "{" * (depth + 1),
        f"hidden brackets {depth}": f"ASK {{ ?a ?b ?c FILTER(?a<{nested('(', ')', depth, '?c>?b')}) }}",
    }


DEEP = {**deep(100), **deep(1_000), **deep(10_000)}
LONG = {
    "groups 100000": "SELECT * " + nested("{", "}", 100_000, ALL),
    "brackets 100000": f"ASK {{ FILTER({nested('(', ')', 100_000, '1')}) }}",
    "a long VALUES": f"SELECT * {{ VALUES ?v {{ {BIG * 2} }} }}",
}
FALLS_OVER = {
    "negations": f"ASK {{ FILTER({'!' * 50_000}true) }}",
    "a chain of ||": f"ASK {{ {ALL} FILTER({' || '.join(['?s = ?o'] * 7_000)}) }}",
    "a chain of +": f"ASK {{ FILTER({' + '.join(['1'] * 20_000)} = 1) }}",
    "a chain of UNION": f"SELECT * {{ {' UNION '.join(['{}'] * 9_000)} }}",
    "a chain of /": f"ASK {{ ?s {'/'.join(['<a:b>'] * 14_000)} ?o }}",
}
OUTWARD = {
    f"{name} {target}": form.format(target)
    for target in ("http://127.0.0.1:1/", "http://169.254.169.254/latest/", LOCAL)
    for name, form in {
        "SERVICE": "SELECT * {{ SERVICE <{}> {{ ?s ?p ?o }} }}",
        "SERVICE SILENT": "SELECT * {{ service SILENT<{}>{{ ?s ?p ?o }} }}",
        "an escaped SERVICE": "SELECT * {{ SERV\\u0049CE <{}> {{ ?s ?p ?o }} }}",
        "SERVICE between long texts": 'SELECT * {{ ?x ?y """ " """ SERVICE <{}> {{ ?s ?p """ " """ }} }}',
        "a variable SERVICE": "SELECT * {{ VALUES ?t {{ <{}> }} SERVICE ?t {{ ?s ?p ?o }} }}",
        "SERVICE in EXISTS": "ASK {{ FILTER NOT EXISTS {{ SERVICE# x\n<{}> {{ ?s ?p ?o }} }} }}",
        "FROM": "SELECT * FROM <{}> {{ ?s ?p ?o }}",
        "FROM NAMED": "SELECT * FROM NAMED <{}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        "LOAD": "LOAD <{}>",
        "LOAD SILENT": "LOAD SILENT <{}> INTO GRAPH <a:b>",
    }.items()
}
CHANGING = {
    word: f"{word} {rest}"
    for word, rest in {
        "INSERT DATA": "{ <a:b> <a:b> <a:b> }",
        "DELETE WHERE": "{ ?s ?p ?o }",
        "CLEAR": "ALL",
        "DROP": "ALL",
        "CREATE": "GRAPH <a:b>",
        "COPY": "DEFAULT TO <a:b>",
    }.items()
}
HOSTILE = {**SLOW, **LARGE, **DEEP, **LONG, **FALLS_OVER, **OUTWARD, **CHANGING}
QUICK = "SELECT ?s { ?s ?p ?o } LIMIT 1"


def ask(server: str, query: str) -> tuple[int, float]:
    """The status, and the seconds that it took."""
    begun = time.monotonic()
    status = requests.post(f"{server}sparql", data={"query": query}, timeout=30).status_code
    return status, time.monotonic() - begun


@pytest.fixture(scope="module")
def roomy(release: Path) -> Iterator[str]:
    """A server with a short time for each query, and a worker for each that asks at once."""
    options = ("--timeout", str(SECONDS), "--max-memory", "300", "--max-answer", "2", "--workers", "3")
    with serving(release, *options) as address:
        yield address


def test_there_are_many() -> None:
    assert len(HOSTILE) >= 60


def test_each_is_refused_or_ended_in_time_and_others_are_answered_meanwhile(roomy: str) -> None:
    over, others = threading.Event(), []

    def meanwhile() -> None:
        while not over.wait(0.1):
            others.append(ask(roomy, QUICK))

    with ThreadPoolExecutor(3) as many:
        other = many.submit(meanwhile)
        try:
            found = dict(zip(HOSTILE, many.map(lambda query: ask(roomy, query), HOSTILE.values()), strict=True))
        finally:
            over.set()
        other.result()
    # as many as there are workers: none waits for another
    wrong = {name: (status, seconds) for name, (status, seconds) in found.items() if not 400 <= status < 600}
    assert not wrong
    assert {name: seconds for name, (_, seconds) in found.items() if seconds > SECONDS + LATE} == {}
    assert {status for status, _ in others} == {200}
    assert len(others) > 20
    statuses = {name: status for name, (status, _) in found.items()}
    assert {statuses[name] for name in SLOW} <= {504, 500}
    assert {statuses[name] for name in LARGE} <= {400, 504}
    assert {statuses[name] for name in DEEP} <= {400, 413}
    assert {statuses[name] for name in LONG} == {413}
    assert {statuses[name] for name in FALLS_OVER} <= {500, 504}
    assert {statuses[name] for name in (*OUTWARD, *CHANGING)} == {400}


def test_more_than_can_wait_are_sent_away_at_once(release: Path) -> None:
    with serving(release, "--timeout", "2", "--workers", "1") as address, ThreadPoolExecutor(130) as many:
        slow = SLOW["a count of a cross product"]
        found = list(
            many.map(lambda _: requests.post(f"{address}sparql", data={"query": slow}, timeout=30), range(130))
        )
        busy = [answer for answer in found if answer.status_code == 503]
        assert len(busy) >= 120
        assert all(answer.headers["Retry-After"] and answer.json()["code"] == "E-QUERY-BUSY" for answer in busy)
        assert sum(answer.elapsed.total_seconds() < 1 for answer in busy) >= 12
        assert {answer.status_code for answer in found} == {503, 504}
        assert ask(address, QUICK)[0] == 200

"""What is refused of a query before anything reads it, and what only looks like it."""

from __future__ import annotations

import time

import pytest

from pipeline.report.catalogue import message
from pipeline.sparql import DEEPEST, LONGEST, refused, unread

ASKS_ANOTHER = [
    "SELECT ?x { SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }",
    "SELECT ?x { service silent <http://127.0.0.1:1/> { ?x ?y ?z } }",
    "SELECT ?x { SERVICE?s{ ?x ?y ?z } }",
    "SELECT ?x { {}SERVICE<http://127.0.0.1:1/>{ ?x ?y ?z } }",
    "SELECT ?x { SERVICE# comment\n<http://127.0.0.1:1/> { ?x ?y ?z } }",
    r"SELECT ?x { SERV\u0049CE <http://127.0.0.1:1/> { ?x ?y ?z } }",
    r"SELECT ?x { \U00000053ERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }",
    'SELECT ?x { ?x ?a """ " """ SERVICE <http://127.0.0.1:1/> { ?x ?y """ " """ } }',
    "SELECT ?x { ?x ?a ''' ' ''' SERVICE <http://127.0.0.1:1/> { ?x ?y ''' ' ''' } }",
    "SELECT ?x { ?x ?a ?b FILTER(?a<?b)SERVICE?s#>\n{ ?x ?y ?z } }",
    'SELECT ?x { ?x ?a "\\\\" SERVICE <http://127.0.0.1:1/> { ?x ?y "" } }',
    "SELECT ?x { ?x ?a 'a' SERVICE <http://127.0.0.1:1/> { ?x ?y 'b' } }",
    'SELECT ?x { ?x ?a ?b FILTER(?a<?b#>"""\n) SERVICE ?s { ?x ?y ?z } #"""\n}',
    "SELECT ?x { ?x ?a ?b FILTER(?a<'x>y') SERVICE ?s { ?x ?y 'z' } }",
    'SELECT ?x { ?x ?a ?b FILTER(?a<ex:b#>"""\n) SERVICE ?s { ?x ?y ?z } #"""\n}',
    r"SELECT ?x { ?x ex:a\'b ?c SERVICE <http://127.0.0.1:1/> { ?x ?y 'z' } }",
    r"SELECT ?x { ?x ex:a\#b ?c . SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }",
    r'SELECT ?x { ?x <http://\u0061#> """ \u0022\u0022\u0022 """ SERVICE ?s {} }',
    "SELECT ?x { ?x ?a <http://x/#> . SERVICE <http://127.0.0.1:1/> { ?x ?y ?z } }",
]


@pytest.mark.parametrize("query", ASKS_ANOTHER)
def test_a_query_that_would_ask_another_server_is_refused(query: str) -> None:
    problem = refused(query)
    assert problem is not None
    assert problem.code == "E-QUERY-SERVICE"


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ?x { ?x <http://example.jp/service#SERVICE> "SERVICE" } # SERVICE',
        "SELECT ?service { ?service a dcat:service , <http://example.jp/A_(service)> }",
        'SELECT ?x { ?x ?y """ "SERVICE" {{{ """ }',
        "SELECT ?x { ?x ?y '''it's a SERVICE''' }",
        'SELECT ?x { ?x ?y "' + "{" * 200 + '" }',
        "SELECT ?x { ?x ?y <a:" + "()" * 200 + "> }",
        "SELECT ?x {" + "{" * (DEEPEST - 1) + "}" * DEEPEST,
        "ASK {} " + "#" * (LONGEST - 7),
    ],
)
def test_a_query_that_only_looks_like_it_is_not(query: str) -> None:
    assert refused(query) is None


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("SELECT ?x {" + "{" * DEEPEST + "}" * (DEEPEST + 1), "E-QUERY-NESTED"),
        ("ASK { FILTER" + "(" * DEEPEST + "1=1" + ")" * DEEPEST + " }", "E-QUERY-NESTED"),
        ("ASK { ?a ?b ?c FILTER(?a<" + "(" * 99 + "?c>?b" + ")" * 99 + ") }", "E-QUERY-NESTED"),
        ("ASK { FILTER" + r"\u0028" * DEEPEST + "1=1" + r"\u0029" * DEEPEST + " }", "E-QUERY-NESTED"),
        ("ASK {} " + "#" * (LONGEST - 6), "E-QUERY-LENGTH"),
        ('ASK { ?x ?y """a" }', "E-QUERY"),
        ('SELECT ?x { VALUES ?x { """a" } SERVICE <a:b> { ?x ?y "" } }', "E-QUERY"),
        ('ASK { ?x ?y "a\n" }', "E-QUERY"),
        ("ASK {} #" + "漢" * (LONGEST // 3), "E-QUERY-LENGTH"),
    ],
)
def test_one_that_is_too_deep_or_too_long_is_refused(query: str, code: str) -> None:
    problem = refused(query)
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", True),
        ("SELECT * from named<a:b>{ ?s ?p ?o }", True),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * {graph<a:b>{ ?s ?p ?o }}", True),
        ("SELECT ?from { ?from ex:from 'FROM' . ?x from:y <a:FROM> } # FROM", False),
        ("SELECT ?graph { ?graph ex:graph 'GRAPH' . ?x graph:y <a:GRAPH> } # GRAPH", False),
    ],
)
def test_a_graph_that_is_named_is_refused_rather_than_found_empty(query: str, named: bool) -> None:
    problem = refused(query)
    assert (problem.code if problem else "") == ("E-QUERY-DATASET" if named else "")


@pytest.mark.parametrize(
    "query",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "# it\nPREFIX a: <http://a.jp/>\nBASE <http://b.jp/> prefix : <c:>\ndelete where { a:b a:c ?d }",
        "WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CLEAR ALL",
    ],
)
def test_an_update_is_called_one(query: str) -> None:
    problem = refused(query)
    assert problem is not None
    assert "it is an update" in message(problem, "en")
    assert "更新である" in message(problem, "ja")


@pytest.mark.parametrize(
    "query", ["SELECT ?insert { ?insert a:INSERT 'DELETE' }", "PREFIX insert: <a:> ASK { insert:x ?p ?o }"]
)
def test_what_only_names_an_update_is_none(query: str) -> None:
    assert refused(query) is None


@pytest.mark.parametrize(
    ("query", "prefix"),
    [
        ("SELECT * { ?s bar:x ?o }", "bar"),
        ("PREFIX foo: <http://f.jp/> SELECT * { ?s foo:y/^bar:x ?o }", "bar"),
        ("SELECT * { ?s :x ?o }", ""),
        ("PREFIX foo: <http://f.jp/> SELECT * { ?s a foo:x ; <http://bar:1/> 'bar:x' }", None),
        ("PREFIX : <http://f.jp/> SELECT * { _:b :x 'a'@ja . ?s :y :z", None),
    ],
)
def test_a_prefix_that_is_not_declared_is_named(query: str, prefix: str | None) -> None:
    problem = unread(query, "expected one of")
    assert ("expected one of" in message(problem, "en")) is (prefix is None)
    if prefix is not None:
        assert f"prefix {prefix}: is not declared" in message(problem, "en")
        assert f"接頭辞 {prefix}: が宣言されていない" in message(problem, "ja")


PIECES = (
    '"\\',
    "'\\",
    '"""a" \\',
    "'a' \\",
    "<",
    "<a",
    "<((",
    "<))",
    "'",
    '"',
    "#\n",
    "\\",
    "?a<'",
    "\\u0022",
    "FROM ",
)


@pytest.mark.parametrize("piece", PIECES)
def test_looking_takes_no_longer_than_the_query_is_long(piece: str) -> None:
    query = ('"""' + piece * LONGEST)[:LONGEST]
    begun = time.process_time()
    for text in (query, query[3:]):
        refused(text)
        unread(text, "")
    assert time.process_time() - begun < 2

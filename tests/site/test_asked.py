"""The examples on the page of queries."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import msgspec
import pyoxigraph as ox
import pytest

from pipeline.errors import Stop
from pipeline.query import opened
from pipeline.site.asked import MOST, query_page
from pipeline.site.material import Material
from tests.conftest import ROOT
from tests.site.reading import Read


@pytest.fixture
def asking(material: Material, tmp_path: Path) -> Material:
    """The material of a project with one example."""
    (tmp_path / "queries").mkdir()
    (tmp_path / "release" / "rdf").mkdir(parents=True)
    (tmp_path / "release" / "rdf" / "a.nt").write_text(
        "".join(f'<http://x.jp/{n:02}> <http://x.jp/p> "{n}"@en .\n' for n in range(12)), "utf-8"
    )
    return dataclasses.replace(material, package=msgspec.structs.replace(material.package, root=tmp_path))


def example(asking: Material, text: str) -> tuple[list[tuple[str, bool]], list[list[str]], int | None]:
    root = asking.package.root
    (root / "queries" / "one.rq").write_text(f"# Title / 題\n{text}\n", "utf-8")
    [one] = query_page(asking, root / "release").facts["examples"]
    assert (one.titles.en, one.titles.ja) == ("Title", "題")
    return one.heads, [[told.text for told in row] for row in one.rows["en"]], one.total


def test_an_answer_is_its_first_rows_and_their_number(asking: Material) -> None:
    heads, rows, total = example(asking, "SELECT ?s (STRLEN(?o) AS ?n) { ?s ?p ?o } ORDER BY ?s")
    assert heads == [("s", False), ("n", True)]
    assert (rows[0], len(rows), total) == (["http://x.jp/00", "1"], MOST, 12)


def test_yes_or_no_and_graphs_are_answers_too(asking: Material) -> None:
    assert example(asking, "ASK { ?s ?p '3'@en }") == ([("ASK", False)], [["true"]], 1)
    heads, rows, _ = example(asking, "CONSTRUCT { ?s ?p 1 } WHERE { ?s ?p ?o }")
    assert [name for name, _ in heads] == ["subject", "predicate", "object"]
    assert rows == sorted(rows)


def test_an_unbound_variable_is_an_empty_cell(asking: Material) -> None:
    assert example(asking, "SELECT ?s ?none { ?s ?p '3'@en }")[1] == [["http://x.jp/03", ""]]


@pytest.mark.parametrize(
    ("text", "code"), [("SELECT", "E-QUERY"), ("SELECT * { SERVICE <http://x> {} }", "E-QUERY-SERVICE")]
)
def test_a_file_that_is_no_query_is_named(asking: Material, text: str, code: str) -> None:
    with pytest.raises(Stop) as stop:
        example(asking, text)
    assert [(problem.code, problem.file) for problem in stop.value.problems] == [(code, "queries/one.rq")]


def test_a_large_release_is_not_read_for_it(asking: Material, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.site.asked.LARGEST", 100)
    assert example(asking, "SELECT * { ?s ?p ?o }") == ([], [], None)


def test_what_names_a_page_leads_there(pages: dict[str, Read]) -> None:
    hrefs = {one["href"] for one in pages["en/query/index.html"].all("a")}
    assert [href for href in hrefs if re.match(r"\.\./id/(initiative|guideline)/", href)]


def test_every_example_of_the_project_finds_something() -> None:
    store = opened(ROOT / "output")
    for path in (ROOT / "queries").glob("*.rq"):
        found = store.query(path.read_text("utf-8"))
        assert isinstance(found, ox.QuerySolutions), path
        assert next(found), path


def test_names_are_in_the_language_of_the_page(asking: Material) -> None:
    lines = '<http://x.jp/a> <http://x.jp/name> "名"@ja , "name"@en .\n'
    (asking.package.root / "release" / "rdf" / "a.nt").write_text(
        lines.replace(" ,", " .\n<http://x.jp/a> <http://x.jp/name>"), "utf-8"
    )
    text = 'SELECT ?name { ?s ?p ?name FILTER(LANG(?name) = "ja") }'
    (asking.package.root / "queries" / "one.rq").write_text(f"# Title / 題\n{text}\n", "utf-8")
    [one] = query_page(asking, asking.package.root / "release").facts["examples"]
    assert {language: [[told.text for told in row] for row in rows] for language, rows in one.rows.items()} == {
        "ja": [["名"]],
        "en": [["name"]],
    }
    assert ('= "ja"' in one.text["ja"], '= "en"' in one.text["en"]) == (True, True)
    assert "%22en%22" in one.asked["en"]

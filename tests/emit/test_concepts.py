"""Every identifier that a table uses is named in both languages, and years have their days."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest

from tests.conftest import ROOT
from tests.sparql import BASE, ask, opened

RDF = ROOT / "output" / "rdf"


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return opened(RDF)


def test_no_identifier_is_used_without_a_name_in_both_languages(store: ox.Store) -> None:
    names = "skos:prefLabel|rdfs:label|dcterms:title|foaf:name|vcard:fn"
    nameless = f"""
        SELECT DISTINCT ?thing WHERE {{
          ?row ?predicate ?thing FILTER(isIRI(?thing) && STRSTARTS(STR(?thing), "{BASE}"))
          FILTER(!REGEX(STR(?thing), "#|miyagi/(data|rdf|excel|raw|observation)/|/(class|structure)/|json$|miyagi/$"))
          FILTER NOT EXISTS {{ ?thing a/rdfs:isDefinedBy ?ours }}  # a row of a table that names nothing
          OPTIONAL {{ ?thing {names} ?ja FILTER(LANG(?ja) = "ja") }}
          OPTIONAL {{ ?thing {names} ?en FILTER(LANG(?en) = "en") }}
          FILTER(!BOUND(?ja) || !BOUND(?en)) }}"""
    assert ask(store, nameless) == []


def test_a_concept_has_one_label_a_language(store: ox.Store) -> None:
    twice = """
        SELECT ?thing ?language WHERE { ?thing skos:prefLabel ?label BIND(LANG(?label) AS ?language) }
        GROUP BY ?thing ?language HAVING (COUNT(?label) > 1)"""
    assert ask(store, twice) == []


def test_a_fiscal_year_has_its_days_and_the_time_code_of_e_stat(store: ox.Store) -> None:
    days = f"""
        SELECT ?ja ?start ?end ?code WHERE {{ <{BASE}id/fiscal-year/2023>
          skos:prefLabel ?ja ; dcat:startDate ?start ; dcat:endDate ?end ; skos:notation ?code
          FILTER(LANG(?ja) = "ja") }}"""
    assert ask(store, days) == [["令和5年度", "2023-04-01", "2024-03-31", "2023100000"]]


def test_the_boxes_say_what_is_not_known(store: ox.Store) -> None:
    label = f'SELECT ?label WHERE {{ <{BASE}id/goal/box-1> skos:prefLabel ?label FILTER(LANG(?label) = "en") }}'
    assert ask(store, label) == [["box 1 (Citizen or Local, not known)"]]


def test_every_code_that_has_a_label_is_a_concept_with_its_meaning(store: ox.Store) -> None:
    """And no text that means something only in the CSV."""
    for path in sorted((ROOT / "schemas" / "published").glob("*.json")):
        for field in json.loads(path.read_text("utf-8"))["fields"]:
            labelled = [code for code in field.get("categories", ()) if isinstance(code, dict)]
            assert not labelled or "valueUrl" in field, (path.stem, field["name"])
    row = f"<{BASE}observation/kpi/kpi04/2023> def:status ?code"
    query = f"""SELECT ?code ?notation ?meaning WHERE {{ {row} . ?code a skos:Concept ; skos:notation ?notation ;
        skos:prefLabel ?label ; skos:definition ?meaning FILTER(LANG(?label) = "en" && LANG(?meaning) = "en") }}"""
    [[code, notation, meaning]] = ask(store, query)
    assert (code, notation) == (f"{BASE}id/observation-status/not_yet_final", "not_yet_final")
    assert "finalised in the next fiscal year" in meaning


def test_the_prefecture_is_the_area_of_e_stat_that_observations_are_of(store: ox.Store) -> None:
    query = """SELECT DISTINCT ?place ?label WHERE { ?observation sdmx-dimension:refArea ?area .
        ?place skos:exactMatch ?area ; rdfs:label ?label . ?area rdfs:label ?label }"""
    assert [f"{BASE}id/municipality/040002", "宮城県"] in ask(store, query)

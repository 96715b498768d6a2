"""The terms under def/: whatever the release uses of them is defined, and used as it is defined."""

from __future__ import annotations

import csv
import json

import pyoxigraph as ox
import pytest

from pipeline.enrich.rates import RATES
from pipeline.package.words import vocabulary
from tests.conftest import ROOT

OUTPUT = ROOT / "output"
DEF = "https://opendata.example.jp/miyagi/def/"
TABLES = sorted(path.stem for path in (OUTPUT / "data").glob("*.csv"))
PREFIXES = {
    "def": DEF,
    "prov": "http://www.w3.org/ns/prov#",
    "qb": "http://purl.org/linked-data/cube#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
Terms = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    whole = ox.Store()
    for path in (OUTPUT / "rdf").glob("*.nt"):
        whole.load(path=str(path))
    return whole


def ask(store: ox.Store, query: str) -> Terms:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return {tuple(term.value for term in solution) for solution in found}


def defined(store: ox.Store, kind: str, *texts: str) -> Terms:
    """The terms of a kind that have each of the texts in both languages."""
    languages = [(text, language) for text in texts for language in ("ja", "en")]
    said = [f'EXISTS {{ ?term {text} ?text FILTER(LANG(?text) = "{lang}") }}' for text, lang in languages]
    return ask(store, f"SELECT ?term {{ ?term a {kind} ; rdfs:isDefinedBy def: FILTER({' && '.join(said)}) }}")


def test_every_property_in_use_is_defined_in_both_languages(store: ox.Store) -> None:
    used = ask(store, f'SELECT DISTINCT ?term {{ ?row ?term ?value FILTER(STRSTARTS(STR(?term), "{DEF}")) }}')
    assert used
    assert used <= defined(store, "rdf:Property", "rdfs:label")


def test_every_class_in_use_is_defined_in_both_languages(store: ox.Store) -> None:
    used = ask(store, f'SELECT DISTINCT ?term {{ ?row a ?term FILTER(STRSTARTS(STR(?term), "{DEF}")) }}')
    assert used
    assert used == defined(store, "rdfs:Class", "rdfs:label", "rdfs:comment")


def test_every_literal_fits_the_range_of_its_property(store: ox.Store) -> None:
    literals = """?term rdfs:isDefinedBy def: ; rdfs:range ?range . ?row ?term ?value FILTER(isLiteral(?value))"""
    assert ask(store, f"SELECT DISTINCT ?range {{ {literals} }}") >= {(PREFIXES["rdf"] + "langString",)}
    assert ask(store, f"SELECT ?term ?value {{ {literals} FILTER(DATATYPE(?value) != ?range) }}") == set()


def test_no_link_stands_where_a_literal_is_promised(store: ox.Store) -> None:
    links = "?term rdfs:isDefinedBy def: ; rdfs:range ?range . ?row ?term ?value FILTER(isIRI(?value))"
    assert ask(store, f"SELECT ?term {{ {links} FILTER(?range NOT IN (rdfs:Resource, skos:Concept)) }}") == set()


def test_every_link_to_a_concept_leads_to_one(store: ox.Store) -> None:
    links = "?term rdfs:isDefinedBy def: ; rdfs:range skos:Concept . ?row ?term ?value"
    assert ask(store, f"SELECT ?term {{ {links} }}")
    assert ask(store, f"SELECT ?term {{ {links} FILTER NOT EXISTS {{ ?value a skos:Concept }} }}") == set()


def test_only_a_measure_that_may_be_missing_is_open_to_any_value(store: ox.Store) -> None:
    no_range = "?term a rdf:Property ; rdfs:isDefinedBy def: FILTER NOT EXISTS { ?term rdfs:range ?range }"
    ours = {(DEF + name,) for name in vocabulary().terms}
    measures = ask(store, "SELECT ?term { ?term a qb:MeasureProperty }")
    assert ask(store, f"SELECT ?term {{ {no_range} }}") <= ours | measures


def test_every_rate_is_a_plan_with_words_in_both_languages(store: ox.Store) -> None:
    plans = {(f"{DEF}rate/{name}",) for name in RATES}
    assert defined(store, "prov:Plan", "rdfs:label", "rdfs:comment") == plans
    assert ask(store, "SELECT ?plan { ?plan a prov:Plan }") == plans
    assert ask(store, "SELECT DISTINCT ?plan { ?cell def:rate ?plan }") <= plans


@pytest.mark.parametrize("table", TABLES)
def test_an_entry_of_the_dictionary_names_the_property_that_its_field_is(table: str, store: ox.Store) -> None:
    entries = f'?entry a def:Field ; def:table "{table}" ; def:field ?field ; def:property ?property'
    named = ask(store, f"SELECT ?field ?property {{ {entries} }}")
    metadata = json.loads((OUTPUT / "data" / f"{table}.csv-metadata.json").read_text("utf-8"))
    columns = [column for column in metadata["tableSchema"]["columns"] if not column.get("virtual")]
    assert named == {(column["name"], column["propertyUrl"]) for column in columns}
    with (OUTPUT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        filled = {name for row in csv.DictReader(file) for name, cell in row.items() if cell}
    used = {quad.predicate.value for quad in ox.parse(path=str(OUTPUT / "rdf" / f"{table}.nt"))}
    assert {url for name, url in named if name in filled} == used & {url for _, url in named}


def test_every_entry_of_the_dictionary_has_a_property(store: ox.Store) -> None:
    missing = "SELECT ?entry { ?entry a def:Field FILTER NOT EXISTS { ?entry def:property ?property } }"
    assert ask(store, missing) == set()


def test_a_field_that_a_cube_has_in_the_terms_of_others_comes_under_those_elsewhere(store: ox.Store) -> None:
    above = ask(store, "SELECT ?term ?above { ?term rdfs:isDefinedBy def: ; rdfs:subPropertyOf ?above }")
    sdmx = "http://purl.org/linked-data/sdmx/2009/"
    assert above == {
        (f"{DEF}fiscal_year", f"{sdmx}dimension#refPeriod"),
        (f"{DEF}unit", f"{sdmx}attribute#unitMeasure"),
    }
    both = (
        "SELECT ?row { ?row def:fiscal_year ?one ; <http://purl.org/linked-data/sdmx/2009/dimension#refPeriod> ?two }"
    )
    assert ask(store, both) == set()  # a row says it once


def test_every_rule_of_the_audit_is_a_concept(store: ox.Store) -> None:
    """A rule of several is each of them; qualifier.約 is in the words of its family."""
    with (OUTPUT / "data" / "audit.csv").open(encoding="utf-8", newline="") as file:
        rules = {rule for row in csv.DictReader(file) for rule in row["rule"].split("+")}
    query = f"""SELECT ?code {{ ?rule a skos:Concept ; skos:inScheme <{DEF}reading> ; skos:notation ?code ;
        skos:prefLabel ?ja , ?en ; skos:definition ?da , ?de
        FILTER(LANG(?ja) = "ja" && LANG(?en) = "en" && LANG(?da) = "ja" && LANG(?de) = "en") }}"""
    known = {code for (code,) in ask(store, query)}
    assert rules
    assert {rule for rule in rules if rule not in known and rule.split(".")[0] not in known} == set()

"""The RDF of a release: of a table what independent processors make of its CSV, and the same in all forms."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from pipeline.emit.rdf import ntriples, table_triples, turtle, turtle_head
from pipeline.mapping import Column, columns
from pipeline.package import Package, load
from pipeline.table import Table, frame
from tests.conftest import ROOT

TABLES = sorted(path.stem for path in (ROOT / "output" / "data").glob("*.csv"))
GRAPHS = sorted(path.stem for path in (ROOT / "output" / "rdf").glob("*.nt"))
NODE = ROOT / "tests" / "node"


@pytest.fixture(scope="module")
def package() -> Package:
    return load(ROOT)


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table as the npm package rdf-parser-csvw converts it."""
    out = tmp_path_factory.mktemp("csv2rdf")
    subprocess.run(["node", "csv2rdf.mjs", str(ROOT / "output" / "data"), str(out)], cwd=NODE, check=True)
    return out


def graph(path: Path) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(path=str(path))}


@pytest.mark.parametrize("table", TABLES)
def test_an_independent_processor_makes_the_same_graph(table: str, converted: Path) -> None:
    ours = graph(ROOT / "output" / "rdf" / f"{table}.nt")
    assert len(ours) > 5
    assert ours == graph(converted / f"{table}.nt")


@pytest.mark.parametrize("name", GRAPHS)
def test_turtle_and_json_ld_say_the_same_as_n_triples(name: str) -> None:
    rdf = ROOT / "output" / "rdf"
    assert graph(rdf / f"{name}.ttl") == graph(rdf / f"{name}.jsonld") == graph(rdf / f"{name}.nt")


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # by rdflib, of itself
@pytest.mark.parametrize("name", GRAPHS)
def test_rdflib_reads_all_forms_to_the_same_graph(name: str) -> None:
    rdf = ROOT / "output" / "rdf"
    formats = {"nt": "nt", "ttl": "turtle", "jsonld": "json-ld"}
    read = [set(rdflib.Graph().parse(rdf / f"{name}.{suffix}", format=f)) for suffix, f in formats.items()]
    assert read[0] == read[1] == read[2]
    assert len(read[0]) == len(graph(rdf / f"{name}.nt"))


def test_rapper_reads_turtle_and_n_triples_to_the_same_graphs(tmp_path: Path) -> None:
    for name in GRAPHS:
        for syntax, suffix in (("turtle", "ttl"), ("ntriples", "nt")):
            path = ROOT / "output" / "rdf" / f"{name}.{suffix}"
            command = ["rapper", "--quiet", "--input", syntax, "--output", "ntriples", str(path)]
            (tmp_path / "read.nt").write_bytes(subprocess.run(command, check=True, capture_output=True).stdout)
            assert graph(tmp_path / "read.nt") == graph(path)


def test_jsonld_of_npm_reads_all_to_the_same_graphs(tmp_path: Path) -> None:
    rdf = ROOT / "output" / "rdf"
    subprocess.run(["node", "jsonld.mjs", str(rdf), str(tmp_path)], cwd=NODE, check=True)
    for name in GRAPHS:
        assert graph(tmp_path / f"{name}.nt") == graph(rdf / f"{name}.nt")


def test_json_ld_reads_as_plain_json() -> None:
    document = json.loads((ROOT / "output/rdf/kpi_observations.jsonld").read_text("utf-8"))
    row = next(row for row in document["@graph"] if row["id"].endswith("observation/kpi/kpi05/2023"))
    assert (row["value"], row["approximate"], row["source_page"]) == ("40.0", False, 3)
    assert row["refPeriod"].endswith("id/fiscal-year/2023")
    assert isinstance(document["@context"], dict)  # nothing to fetch


@pytest.mark.parametrize("table", TABLES)
def test_every_cell_is_in_the_graph_and_equal(table: str, package: Package) -> None:
    """By SPARQL, as a stranger would: the value of each cell, numbers as decimals."""
    store = ox.Store()
    store.load(path=str(ROOT / "output" / "rdf" / f"{table}.nt"))
    with (ROOT / "output" / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for column in columns(package, table):
        if column.virtual or column.value:
            continue
        query = f"SELECT ?value WHERE {{ ?row <{column.predicate}> ?value }}"
        if column.lang:
            query = query.replace("?value }", f"?value FILTER(lang(?value) = '{column.lang}') }}")
        said = [solution["value"].value for solution in store.query(query)]  # type: ignore[union-attr]
        cells = [row[column.name] for row in rows if row[column.name]]
        if column.datatype in ("decimal", "integer"):
            assert sorted(map(Decimal, said)) == sorted(map(Decimal, cells))
        else:
            assert set(cells) <= set(said)


def test_the_type_comes_first_and_numbers_keep_their_printed_precision() -> None:
    text = (ROOT / "output" / "rdf" / "kpi_observations.ttl").read_text("utf-8")
    assert "observation/kpi/kpi05/2023> a qb:Observation ;" in text
    assert "def:value 40.0 ;" in text
    prefixes = [line for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)


def test_no_japanese_is_tagged_as_english_or_the_reverse() -> None:
    """English may quote Japanese words; Japanese may be a code (R3, KPI) or a name that is the same in English."""
    for name in GRAPHS:
        said = graph(ROOT / "output" / "rdf" / f"{name}.nt")
        for triple in said:
            if isinstance(triple.object, ox.Literal) and triple.object.language:
                text = triple.object.value
                latin = sum(letter.isascii() and letter.isalpha() for letter in text)
                japanese = sum(letter >= "\u3000" for letter in text)
                same = ox.Triple(triple.subject, triple.predicate, ox.Literal(text, language="en")) in said
                assert (
                    latin > japanese
                    if triple.object.language == "en"
                    else japanese or not latin or text.isupper() or same
                ), triple


@given(st.text(), st.text(min_size=1))
def test_any_text_is_a_valid_literal_and_identifier(text: str, code: str) -> None:
    text, code = (t.encode(errors="replace").decode() for t in (text, code))
    one = Column("text", "https://x.jp/{code}", "https://x.jp/p", None, "string", "ja")
    two = Column("code", "https://x.jp/{code}", "https://x.jp/q", "https://x.jp/{code}", "string", None)
    made = ntriples(table_triples(Table("t", frame(("text", "code"), [(text, code)])), [one, two]))
    parsed = [quad.triple for quad in ox.parse(made, format=ox.RdfFormat.N_TRIPLES)]
    assert [t.object.value for t in parsed if isinstance(t.object, ox.Literal)] == [text]
    readable = turtle_head({"x": "https://x.jp/"}) + turtle(made, {"x": "https://x.jp/"})
    assert {quad.triple for quad in ox.parse(readable, format=ox.RdfFormat.TURTLE)} == set(parsed)


@pytest.mark.parametrize("name", GRAPHS)
def test_turtle_binds_the_prefixes_that_its_names_have_and_no_others(name: str) -> None:
    head, _, body = (ROOT / "output" / "rdf" / f"{name}.ttl").read_text("utf-8").partition("\n\n")
    bound = {line.split()[1].removesuffix(":") for line in head.splitlines()}
    used = set(re.findall(r"(?:^|[\s(^])([a-z][a-z-]*):(?!//)", re.sub(r'"(?:[^"\\\\]|\\\\.)*"', '""', body), re.M))
    assert used <= bound
    unsure: set[str] = set()
    if name in TABLES:  # written row by row: of a column that is empty, and of an address that is whole in its cell
        whole = "{+" in (ROOT / "schemas" / "published" / f"{name}.json").read_text("utf-8")
        unsure = {"dcterms", "owl", "skos", "xsd"} | (
            load(ROOT).descriptor.pipeline.prefixes.keys() if whole else set()
        )
    assert bound - used <= unsure

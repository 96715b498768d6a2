"""The catalogue of a release: valid for DCAT-AP, complete, and enough for a stranger to come to a printed value."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCTERMS, RDF, SH

from pipeline.emit.catalogue import catalogue as catalogue_of
from pipeline.emit.rdf import ntriples
from pipeline.emit.releases import datasets
from pipeline.emit.statements import Said, describe
from pipeline.emit.void import void
from pipeline.package import Change, load
from pipeline.record import Summary
from tests.conftest import ROOT
from tests.sparql import BASE, ask, opened

OUTPUT = ROOT / "output"
EDITION = f"{BASE}dataset/information-policy-results/2023"
TABLES = {path.stem for path in (OUTPUT / "data").glob("*.csv")}
GRAPHS = {path.stem for path in (OUTPUT / "rdf").glob("*.nt")} - {"catalogue", "void"}
FILES = {f"{folder}/{table}.csv" for folder in ("data", "excel") for table in TABLES} | {"datapackage.json"}
FILES |= {f"rdf/{graph}.{suffix}" for graph in GRAPHS for suffix in ("nt", "ttl", "jsonld")}

DCAT_AP = ROOT.parent / "shared" / "conformance" / "dcat-ap-3"
WARNINGS = {
    # the prefecture is no body of the EU, and its area is in e-Stat's list, not in the EU's or GeoNames
    "Warning publisher NodeConstraintComponent",
    "Warning spatial NodeConstraintComponent",
    # the source gives no coordinates
    "Warning bbox MinCountConstraintComponent",
    "Warning centroid MinCountConstraintComponent",
    # beside the themes of the EU stand those of e-Stat: the shape says that it allows them, and does not
    "Warning theme NodeConstraintComponent",
    # a series is a dataset too, whose files are those of its editions
    "Warning distribution MinCountConstraintComponent",
    # of what type the licence is: its address is known everywhere
    "Warning type MinCountConstraintComponent",
}


@pytest.fixture(scope="module")
def catalogue() -> ox.Store:
    return opened(OUTPUT / "rdf" / "catalogue.nt")


def local(url: str) -> Path:
    """The file that would be at this address."""
    assert url.startswith(BASE)
    return OUTPUT / url.removeprefix(BASE)


@pytest.fixture(scope="module")
def dcat_ap() -> rdflib.Graph:
    if not DCAT_AP.is_dir():
        pytest.skip("the shapes of DCAT-AP are not on this machine (../shared)")
    shapes = rdflib.Graph()
    for path in sorted(DCAT_AP.glob("*.ttl")):
        shapes.parse(path)
    # SPDX's namespace is http:, as the same shape has it in its class: no algorithm of SPDX could match the pattern
    wrong, right = (rdflib.Literal(f"^{scheme}://spdx.org/rdf/terms") for scheme in ("https", "https?"))
    ((restriction, _, _),) = shapes.triples((None, SH.pattern, wrong))
    shapes.set((restriction, SH.pattern, right))
    # ranges.ttl refers to five properties that no file describes: a shapes graph with them is ill-formed
    undescribed = [pair for pair in shapes.subject_objects(SH.property) if (pair[1], SH.path, None) not in shapes]
    assert len(undescribed) == 5
    for shape, made in undescribed:
        shapes.remove((shape, SH.property, made))
    return shapes


def validate(data: rdflib.Graph, shapes: rdflib.Graph) -> Counter[str]:
    """How often each result comes. A detail of one (sh:detail) is none of its own."""
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    assert isinstance(report, rdflib.Graph)
    found = Counter[str]()
    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        said = (report.value(result, part) for part in (SH.resultSeverity, SH.resultPath, SH.sourceConstraintComponent))
        found[" ".join(str(node).replace("#", "/").rpartition("/")[2] for node in said)] += 1
    return found


def test_no_shape_of_dcat_ap_is_violated_and_every_warning_has_its_reason(dcat_ap: rdflib.Graph) -> None:
    found = validate(rdflib.Graph().parse(OUTPUT / "rdf" / "catalogue.nt"), dcat_ap)
    assert set(found) == WARNINGS, found


def test_dcat_ap_would_find_that_a_title_is_missing(dcat_ap: rdflib.Graph) -> None:
    data = rdflib.Graph().parse(OUTPUT / "rdf" / "catalogue.nt")
    data.remove((rdflib.URIRef(EDITION), DCTERMS.title, None))
    assert set(validate(data, dcat_ap)) - WARNINGS == {"Violation title MinCountConstraintComponent"}


def test_every_file_is_a_distribution_with_its_size_and_hash(catalogue: ox.Store) -> None:
    query = """SELECT ?url ?size ?hash WHERE {
        ?dataset dcat:distribution [ dcat:downloadURL ?url ; dcat:byteSize ?size ; spdx:checksum ?checksum ] .
        ?checksum spdx:algorithm spdx:checksumAlgorithm_sha256 ; spdx:checksumValue ?hash }"""
    said = {url: (int(size), digest) for url, size, digest in ask(catalogue, query)}
    contents = {BASE + path: (OUTPUT / path).read_bytes() for path in FILES}
    assert said == {url: (len(content), hashlib.sha256(content).hexdigest()) for url, content in contents.items()}


def test_the_series_has_its_edition_and_the_edition_every_table(catalogue: ox.Store) -> None:
    query = "SELECT ?last WHERE { ?series a dcat:DatasetSeries ; dcat:last ?last . ?last dcat:inSeries ?series }"
    assert ask(catalogue, query) == [[EDITION]]
    query = f"SELECT ?part WHERE {{ <{EDITION}> dcterms:hasPart ?part . ?part dcterms:isPartOf <{EDITION}> }}"
    assert {part for (part,) in ask(catalogue, query)} == {f"{BASE}dataset/{name}" for name in TABLES | GRAPHS}


@pytest.mark.parametrize("said", ["dcterms:title", "dcterms:description"])
def test_every_dataset_says_what_it_is_in_both_languages(catalogue: ox.Store, said: str) -> None:
    every = "SELECT ?dataset WHERE { ?catalogue a dcat:Catalog ; dcat:dataset ?dataset }"
    query = f"{every[:-1]} . ?dataset {said} ?ja , ?en FILTER(LANG(?ja) = 'ja' && LANG(?en) = 'en') }}"
    assert len(ask(catalogue, every)) == len(TABLES | GRAPHS) + 2  # the series and its edition
    assert sorted(ask(catalogue, query)) == sorted(ask(catalogue, every))


def test_a_stranger_comes_from_the_catalogue_to_the_printed_value(catalogue: ox.Store) -> None:
    """Only links are followed; of what is behind them, nothing is known but the standards."""
    query = """SELECT ?dataset WHERE { ?catalogue a dcat:Catalog ; dcat:dataset ?dataset .
        ?dataset dcterms:title "KPI observations"@en }"""
    ((dataset,),) = ask(catalogue, query)
    query = """SELECT ?url WHERE { ?catalogue a dcat:Catalog ; dcat:dataset/dcat:distribution ?file .
        ?file dcat:downloadURL ?url ; dcat:mediaType ?type FILTER(STRENDS(STR(?type), "/application/n-triples")) }"""
    web = opened(*(local(url) for (url,) in ask(catalogue, query)))
    query = f"""SELECT ?observation ?value WHERE {{
        <{dataset}> qb:structure/qb:component ?of_what , [ qb:measure ?measure ] . ?measure rdfs:label "Value"@en .
        ?of_what qb:dimension ?dimension . ?kpi skos:notation "kpi08" .
        ?observation qb:dataSet <{dataset}> ; ?dimension ?kpi ; ?measure ?value ;
            sdmx-dimension:refPeriod/dcat:startDate "2023-04-01"^^xsd:date }}"""
    ((observation, value),) = ask(web, query)
    assert value == "160"
    query = f"""SELECT ?row ?number ?url ?hash WHERE {{ <{observation}> prov:wasDerivedFrom ?row .
        ?row csvw:rownum ?number ; dcterms:isPartOf ?url . ?url spdx:checksum/spdx:checksumValue ?hash }}"""
    ((row, number, url, digest),) = ask(web, query)
    content = local(url).read_bytes()
    assert hashlib.sha256(content).hexdigest() == digest
    assert row == f"{url}#row={int(number) + 1}"  # by RFC 7111, the header is row 1
    assert "160者" in list(csv.reader(io.StringIO(content.decode("utf-8"))))[int(row.partition("#row=")[2]) - 1]


@pytest.fixture(scope="module")
def downloads(catalogue: ox.Store) -> set[str]:
    return {url for (url,) in ask(catalogue, "SELECT ?url WHERE { ?file dcat:downloadURL ?url }")}


def test_search_engines_find_every_dataset_and_have_nothing_to_fetch(downloads: set[str]) -> None:
    content = (OUTPUT / "rdf" / "schema-org.jsonld").read_bytes()
    document = json.loads(content)
    assert (type(document["@context"]), content.count(b"@context"), content.count(b"@import")) == (dict, 1, 0)
    urls = [download["contentUrl"] for dataset in document["dataset"] for download in dataset["distribution"]]
    assert sorted(urls) == sorted(downloads)
    for dataset in document["dataset"]:
        assert (dataset["@type"], dataset["license"]) == ("Dataset", "https://creativecommons.org/licenses/by/4.0/")
        assert {name["@language"] for name in dataset["name"] if name["@value"]} == {"ja", "en"}
        lengths = {words["@language"]: len(words["@value"]) for words in dataset["description"]}
        assert set(lengths) == {"ja", "en"}
        assert all(50 <= length <= 5000 for length in lengths.values())  # as Google has it
    predicates = {quad.predicate.value for quad in ox.parse(content, format=ox.RdfFormat.JSON_LD)}
    assert {p for p in predicates if not p.startswith("https://schema.org/")} == {str(RDF.type)}


def test_japanese_portals_have_a_row_for_every_file(downloads: set[str]) -> None:
    content = (OUTPUT / "040002_open_data_list.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n") == len(downloads) + 1
    header, *cells = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert (len(header), len(set(header)), {len(row) for row in cells}) == (37, 37, {37})
    rows = [dict(zip(header, row, strict=True)) for row in cells]
    assert sorted(row["ファイル_ダウンロードURL"] for row in rows) == sorted(downloads)
    assert len({row["ファイル_ID"] for row in rows}) == len(rows)
    for row in rows:
        assert int(row["ファイル_サイズ"]) == local(row["ファイル_ダウンロードURL"]).stat().st_size
        for day in (name for name in header if name.endswith(("公開日", "更新日"))):
            assert date.fromisoformat(row[day]).isoformat() == row[day]
    about = {tuple(text for name, text in row.items() if name.startswith("データセット_")) for row in rows}
    assert len(about) == len({row["データセット_ID"] for row in rows}) == len(TABLES | GRAPHS) + 1


def test_only_the_home_page_of_the_catalogue_is_the_base_itself() -> None:
    """An empty address, made absolute, would be."""
    query = f"SELECT DISTINCT ?property WHERE {{ ?thing ?property <{BASE}> }}"
    assert ask(opened(OUTPUT / "rdf"), query) == [["http://xmlns.com/foaf/0.1/homepage"]]


@pytest.mark.parametrize("said", ["", [""], None, []])
def test_an_empty_address_says_nothing(said: Said) -> None:
    assert list(describe(load(ROOT), "release/1.0.0", {"dcat:previousVersion": said})) == []


def test_a_file_is_said_to_conform_only_to_what_it_does(catalogue: ox.Store) -> None:
    """RFC 4180 ends lines with CRLF."""
    query = """SELECT DISTINCT ?url WHERE {
        ?file dcterms:conformsTo <https://www.rfc-editor.org/rfc/rfc4180> ; dcat:downloadURL ?url }"""
    files = [local(url) for (url,) in ask(catalogue, query)]
    assert len(files) == len(TABLES)
    assert all(content.count(b"\n") == content.count(b"\r\n") for content in (file.read_bytes() for file in files))


def test_every_release_leads_to_a_page_that_is_there(catalogue: ox.Store) -> None:
    query = """SELECT ?page WHERE { ?edition dcat:hasVersion ?release .
        ?release dcat:landingPage ?page . ?page a foaf:Document }"""
    pages = [page for (page,) in ask(catalogue, query)]
    assert len(pages) == len(ask(catalogue, "SELECT ?release WHERE { ?edition dcat:hasVersion ?release }")) > 0
    assert all((OUTPUT / "site" / page.removeprefix(BASE) / "index.html").is_file() for page in pages)


def endpoint(address: str) -> Change:
    def change(document: dict[str, Any]) -> dict[str, Any]:
        document["pipeline"]["catalogue"]["endpoint"] = address
        return document

    return change


def test_a_service_is_described_where_there_is_one(dcat_ap: rdflib.Graph) -> None:
    address = "https://sparql.example.jp/query"
    package = load(ROOT, change=endpoint(address))
    none = {name: Summary(0, 0, frozenset()) for name in package.published}
    said = [*catalogue_of(package, datasets(package, none, {}), ()), *void(package, {})]
    data = rdflib.Graph().parse(data=ntriples(said), format="nt")
    whole, service = rdflib.URIRef(EDITION), rdflib.URIRef(address)
    assert (whole, rdflib.VOID.sparqlEndpoint, service) in data
    assert (service, rdflib.DCAT.endpointURL, service) in data
    assert (service, rdflib.DCAT.servesDataset, whole) in data
    assert (rdflib.URIRef(f"{BASE}catalogue"), rdflib.DCAT.service, service) in data
    assert not {result for result in validate(data, dcat_ap) if result.startswith("Violation") and "ervice" in result}

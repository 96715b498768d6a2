"""What the SPARQL service says of itself (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from pipeline.serve.keeper import GRAPHS
from pipeline.triples import RDF_TYPE, XSD

SD, VOID = "http://www.w3.org/ns/sparql-service-description#", "http://rdfs.org/ns/void#"
FORMATS = "http://www.w3.org/ns/formats/"
RESULTS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
GRAPH_FORMS = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
PREFIXES = {"sd": SD, "void": VOID, "formats": FORMATS, "xsd": XSD, "rdfs": RDFS}
NUMBERS = {
    "ja": "値の表では、小数は数として等しい最も短い形になる（40.0 は 40）。"
    "印字の桁は、CSV、rdf/ のファイル、グラフの答え、識別子の記述にある",
    "en": "In solutions a decimal is the shortest of the same number (40.0 is 40). "
    "Digits as printed are in the CSV, the files in rdf/, answers that are graphs, and descriptions of identifiers",
}
"""What becomes of digits: Oxigraph keeps numbers by their value."""


def description(address: str, triples: int, form: str) -> bytes:
    """The description of the service at an address, in a form of RDF (ttl, nt, jsonld, xml)."""
    said = [ox.Triple(*statement) for statement in _statements(address, triples)]
    return ox.serialize(said, format=GRAPHS[form], prefixes=PREFIXES) or b""


def _statements(address: str, triples: int) -> Iterator[tuple[ox.NamedNode, ox.NamedNode, ox.NamedNode | ox.Literal]]:
    service, dataset, graph = (ox.NamedNode(address + part) for part in ("", "#dataset", "#graph"))
    for thing, name in ((service, "Service"), (dataset, "Dataset"), (graph, "Graph")):
        yield thing, ox.NamedNode(RDF_TYPE), ox.NamedNode(SD + name)
    yield service, ox.NamedNode(f"{SD}endpoint"), service
    yield service, ox.NamedNode(f"{SD}supportedLanguage"), ox.NamedNode(f"{SD}SPARQL11Query")
    for language, text in NUMBERS.items():
        yield service, ox.NamedNode(f"{RDFS}comment"), ox.Literal(text, language=language)
    for name in (*RESULTS, *GRAPH_FORMS):
        yield service, ox.NamedNode(f"{SD}resultFormat"), ox.NamedNode(FORMATS + name)
    yield service, ox.NamedNode(f"{SD}defaultDataset"), dataset
    yield dataset, ox.NamedNode(f"{SD}defaultGraph"), graph
    yield graph, ox.NamedNode(f"{VOID}triples"), ox.Literal(str(triples), datatype=ox.NamedNode(f"{XSD}integer"))

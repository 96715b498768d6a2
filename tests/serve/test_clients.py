"""Programs of others that know nothing of this one: they get the data by the address alone."""

from __future__ import annotations

import json
import subprocess
from urllib.parse import quote

import pandas as pd
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from tests.conftest import ROOT

BASE = "https://opendata.example.jp/miyagi/"
QUERY = f"""PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?kpi ?label WHERE {{
  ?kpi skos:inScheme <{BASE}id/kpi> ; skos:prefLabel ?label FILTER(LANG(?label) = "en")
}} ORDER BY ?kpi"""


def labels() -> list[tuple[str, str]]:
    kpis = pd.read_csv(ROOT / "output" / "data" / "kpis.csv", dtype=str)
    return [(f"{BASE}id/kpi/{kpi}", label) for kpi, label in zip(kpis.kpi, kpis.label_en, strict=True)]


def curl(*arguments: str) -> str:
    return subprocess.run(["curl", "-sSf", *arguments], capture_output=True, text=True, check=True, timeout=30).stdout


def test_pandas_reads_a_table_by_its_address(server: str) -> None:
    ours = pd.read_csv(ROOT / "output" / "data" / "kpi_observations.csv")
    pd.testing.assert_frame_equal(pd.read_csv(f"{server}data/kpi_observations.csv"), ours)
    met = pd.read_csv(f"{server}api/kpi_observations.csv?achievement_rate__gte=100&_columns=kpi,fiscal_year")
    expected = ours.loc[ours.achievement_rate >= 100, ["kpi", "fiscal_year"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(met, expected)


def test_pandas_reads_an_answer_by_its_address(server: str) -> None:
    found = pd.read_csv(f"{server}sparql?format=csv&query={quote(QUERY)}")
    assert [*found.itertuples(index=False, name=None)] == labels()


def test_rdflib_asks(server: str) -> None:
    for method in ("GET", "POST", "POST_FORM"):
        graph = rdflib.Graph(SPARQLStore(f"{server}sparql", method=method))
        found = [(str(row[0]), str(row[1])) for row in graph.query(QUERY)]  # type: ignore[index]
        assert found == labels()
    kpi = rdflib.URIRef(f"{BASE}id/kpi/kpi08")
    assert {str(label) for label in graph.objects(kpi, rdflib.SKOS.notation)} == {"kpi08"}
    assert len(graph.query(f"CONSTRUCT WHERE {{ <{kpi}> ?p ?o }}").graph or ()) > 3


def test_comunica_asks(server: str) -> None:
    command = ["node", "sparql.mjs", f"{server}sparql", QUERY]
    found = subprocess.run(command, cwd=ROOT / "tests" / "node", capture_output=True, text=True, timeout=60)
    assert found.returncode == 0, found.stderr
    assert [(row["kpi"], row["label"]) for row in json.loads(found.stdout)] == labels()


def test_curl_gets_what_it_accepts(server: str) -> None:
    ask = ("--data-urlencode", f"query={QUERY}", f"{server}sparql")
    assert curl("-H", "Accept: text/csv", *ask).splitlines()[1:] == [
        line.removesuffix("\n") for line in pd.DataFrame(labels()).to_csv(index=False, header=False).splitlines()
    ]
    assert curl("-G", "-H", "Accept: application/sparql-results+json", *ask).startswith('{"head"')
    assert curl("--compressed", "-r", "0-2", f"{server}data/kpis.csv") == "kpi"
    assert "max-width" in curl(f"{server}assets/site.css")

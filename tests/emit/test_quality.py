"""Quality measurements, each recomputed from the CSV that it is about."""

from __future__ import annotations

import csv
import json
from decimal import ROUND_HALF_UP, Decimal

import pyoxigraph as ox
import pytest

from tests.conftest import ROOT

OUTPUT = ROOT / "output"
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
TABLES = [resource["name"] for resource in DESCRIPTOR["resources"]]
IDENTITIES = {identity["name"]: identity for identity in DESCRIPTOR["pipeline"]["identities"]}
METRICS = ["filled-cells", "interpreted-cells", "rows", "schema-errors", "warnings"]
PREFIXES = {
    "dqv": "http://www.w3.org/ns/dqv#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "": "https://opendata.example.jp/miyagi/",
    "def": "https://opendata.example.jp/miyagi/def/",
    "metric": "https://opendata.example.jp/miyagi/id/metric/",
    "dataset": "https://opendata.example.jp/miyagi/dataset/",
}


@pytest.fixture(scope="module")
def store() -> ox.Store:
    measured = ox.Store()
    for name in ("quality", "reconciliation"):
        measured.load(path=str(OUTPUT / "rdf" / f"{name}.nt"))
    return measured


def ask(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    found = store.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(term.value for term in solution) for solution in found]


def measured(store: ox.Store, table: str, metric: str) -> Decimal:
    """What the one measurement of a table by a metric says."""
    [(value,)] = ask(
        store,
        f"""SELECT ?value {{ dataset:{table} dqv:hasQualityMeasurement ?measurement . ?measurement
              a dqv:QualityMeasurement ; dqv:computedOn dataset:{table} ;
              dqv:isMeasurementOf metric:{metric} ; dqv:value ?value }}""",
    )
    return Decimal(value)


def rows(table: str) -> list[dict[str, str]]:
    with (OUTPUT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", TABLES)
def test_the_rows_and_the_share_of_filled_cells_are_those_of_the_csv(table: str, store: ox.Store) -> None:
    cells = [cell for row in rows(table) for cell in row.values()]
    share = (Decimal(100 * sum(cell != "" for cell in cells)) / len(cells)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert measured(store, table, "rows") == len(rows(table))
    assert measured(store, table, "filled-cells") == share


def test_only_the_table_that_adds_up_within_rounding_has_a_warning(store: ox.Store) -> None:
    results = [(row["identity"], row["verdict"]) for row in rows("reconciliation")]
    rounded = [IDENTITIES[name]["table"] for name, verdict in results if verdict == "within_rounding"]
    assert len(rounded) == 1
    assert {table: measured(store, table, "warnings") for table in TABLES} == {t: rounded.count(t) for t in TABLES}


def test_what_is_published_has_no_error(store: ox.Store) -> None:
    assert {measured(store, table, "schema-errors") for table in TABLES} == {0}


def test_interpreted_cells_are_the_rows_of_the_audit(store: ox.Store) -> None:
    audited = [row["table"] for row in rows("audit")]
    changed = {table: audited.count(table) for table in TABLES}
    assert {table: measured(store, table, "interpreted-cells") for table in TABLES} == changed


def test_every_identity_is_a_measurement_of_the_table_it_is_about(store: ox.Store) -> None:
    query = """
        SELECT ?identity ?scope ?metric ?dataset ?difference {
          ?measurement a dqv:QualityMeasurement ; def:identity ?identity ; def:scope ?scope ; dqv:value ?difference ;
                       dqv:isMeasurementOf ?metric ; dqv:computedOn ?dataset .
          ?dataset dqv:hasQualityMeasurement ?measurement . ?metric a dqv:Metric }"""
    expected = {
        (
            row["identity"],
            row["scope"],
            PREFIXES["metric"] + row["identity"],
            PREFIXES["dataset"] + IDENTITIES[row["identity"]]["table"],
            Decimal(row["difference"]),
        )
        for row in rows("reconciliation")
    }
    found = ask(store, query)
    assert {(*names, Decimal(difference)) for *names, difference in found} == expected
    assert len(found) == len(rows("reconciliation"))


def test_every_metric_is_named_in_both_languages_and_fits_its_datatype(store: ox.Store) -> None:
    named = """
        SELECT DISTINCT ?metric { ?metric a dqv:Metric ; dqv:inDimension ?dimension ; skos:prefLabel ?ja , ?en
          FILTER(LANG(?ja) = "ja" && LANG(?en) = "en") }"""
    metrics = {PREFIXES["metric"] + name for name in (*METRICS, *IDENTITIES)}
    assert {metric for (metric,) in ask(store, named)} == metrics
    assert {metric for (metric,) in ask(store, "SELECT ?metric { ?metric a dqv:Metric }")} == metrics
    unfit = """
        SELECT ?measurement { ?measurement dqv:value ?value ; dqv:isMeasurementOf/dqv:expectedDataType ?datatype
          FILTER(DATATYPE(?value) != ?datatype) }"""
    assert ask(store, unfit) == []


def test_every_measurement_is_of_one_table_and_one_metric(store: ox.Store) -> None:
    query = """
        SELECT ?measurement (COUNT(*) AS ?said) { ?measurement a dqv:QualityMeasurement ;
          dqv:computedOn ?dataset ; dqv:isMeasurementOf ?metric ; dqv:value ?value } GROUP BY ?measurement"""
    counts = [count for _, count in ask(store, query)]
    assert counts == ["1"] * (len(TABLES) * len(METRICS) + len(rows("reconciliation")))

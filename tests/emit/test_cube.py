"""The data cubes: structure as the schemas say, observations and slices as the CSV, and constraints that bite."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from pipeline.check.cube import violations
from tests.conftest import ROOT
from tests.sparql import BASE, PREFIXES, ask, opened

SCHEMAS = {path.stem: json.loads(path.read_text("utf-8")) for path in (ROOT / "schemas" / "published").glob("*.json")}
CUBES = sorted(n for n, s in SCHEMAS.items() if "qb:dataSet" in [c["propertyUrl"] for c in s.get("virtualColumns", [])])
ROLES = ("dimension", "measure", "attribute")
MISSING = PREFIXES["sdmx-code"] + "obsStatus-M"
Column = dict[str, Any]


@pytest.fixture(scope="module")
def store() -> ox.Store:
    return opened(ROOT / "output" / "rdf")


def components(table: str) -> list[Column]:
    columns = [*SCHEMAS[table]["virtualColumns"], *SCHEMAS[table]["fields"]]
    return [column for role in ROLES for column in columns if column.get("role") == role]


def property_of(column: Column) -> str:
    return absolute(column.get("propertyUrl", f"def/{column['name']}"))


def absolute(address: str) -> str:
    prefix, colon, name = address.partition(":")
    return PREFIXES.get(prefix, f"{prefix}:") + name if colon else BASE + address


def observations(table: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row of the CSV with its address."""
    with (ROOT / "output" / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield filled(SCHEMAS[table]["aboutUrl"], row), row


def filled(template: str, row: dict[str, str]) -> str:
    return absolute(re.sub(r"{(\w+)}", lambda name: quote(row[name[1]], safe=""), template))


@pytest.mark.parametrize("table", CUBES)
def test_components_are_dimensions_measures_and_attributes_in_the_order_of_the_schema(
    table: str, store: ox.Store
) -> None:
    query = f"""
        SELECT ?order ?role ?property ?kind {{ <dataset/{table}> qb:structure/qb:component ?part .
          ?part qb:componentProperty ?property ; ?role ?property ; qb:order ?order . ?property a ?kind
          FILTER(?role != qb:componentProperty && STRSTARTS(STR(?kind), STR(qb:)) && ?kind != qb:CodedProperty)
        }} ORDER BY ?order"""
    expected = [
        [str(order), PREFIXES["qb"] + part["role"], property_of(part), absolute(f"qb:{part['role'].title()}Property")]
        for order, part in enumerate(components(table), 1)
    ]
    assert ask(store, query) == expected


@pytest.mark.parametrize("table", CUBES)
def test_every_observation_has_every_measure_as_in_the_csv_or_says_that_it_is_missing(
    table: str, store: ox.Store
) -> None:
    measures = [part for part in components(table) if part["role"] == "measure"]
    for address, row in observations(table):
        for part in measures:
            query = f"SELECT ?value (isNumeric(?value) AS ?is) {{ <{address}> <{property_of(part)}> ?value }}"
            [[value, numeric]] = ask(store, query)
            if cell := row[part["name"]]:
                assert (Decimal(value), numeric) == (Decimal(cell), "true")
            else:
                assert value == MISSING


@pytest.mark.parametrize("table", CUBES)
def test_the_observations_of_a_cube_are_the_rows_of_its_csv(table: str, store: ox.Store) -> None:
    query = f"SELECT ?row {{ ?row a qb:Observation ; qb:dataSet <dataset/{table}> }}"
    assert sorted(ask(store, query)) == sorted([address] for address, _ in observations(table))


@pytest.mark.parametrize("table", CUBES)
def test_every_observation_is_in_one_slice_of_each_key_and_has_its_fixed_values(table: str, store: ox.Store) -> None:
    columns = {column["name"]: column for column in components(table)}
    for slices in SCHEMAS[table]["slices"]:
        key = f"dataset/{table}/structure/{slices['name']}"
        fixed = [property_of(columns[name]) for name in slices["fixed"]]
        declared = ask(store, f"SELECT ?property {{ <{key}> qb:componentProperty ?property }}")
        assert sorted(declared) == sorted([prop] for prop in fixed)
        within = f"<dataset/{table}> qb:slice ?slice . ?slice qb:sliceStructure <{key}> ; qb:observation ?row"
        expected = [[filled(slices["aboutUrl"], row), address] for address, row in observations(table)]
        assert sorted(ask(store, f"SELECT ?slice ?row {{ {within} }}")) == sorted(expected)
        for prop in fixed:
            same = f"SELECT ?slice ?row {{ {within} . ?slice <{prop}> ?value . ?row <{prop}> ?value }}"
            assert sorted(ask(store, same)) == sorted(expected)


def test_the_release_keeps_every_constraint(store: ox.Store) -> None:
    assert violations(store) == []


@pytest.mark.parametrize(
    ("constraint", "offender", "update"),
    [
        ("IC-1", "observation/kpi/kpi05/2023", "DELETE DATA { <> qb:dataSet <dataset/kpi_observations> }"),
        ("IC-2", "dataset/budget", "DELETE DATA { <> qb:structure <dataset/budget/structure> }"),
        ("IC-3", "dataset/budget/structure", "DELETE { <> qb:component ?c } WHERE { ?c qb:measure ?measure }"),
        ("IC-4", "def/goal", "DELETE DATA { <> rdfs:range skos:Concept }"),
        ("IC-5", "def/goal", "DELETE DATA { <> qb:codeList <id/goal> }"),
        ("IC-6", "def/goal", "INSERT DATA { <dataset/budget/structure/goal> qb:componentRequired false }"),
        ("IC-7", "dataset/budget/structure/by-goal", "DELETE DATA { <dataset/budget/structure> qb:sliceKey <> }"),
        ("IC-8", "dataset/budget/structure/by-goal", "INSERT DATA { <> qb:componentProperty def:kpi }"),
        ("IC-9", "dataset/budget/slice/total", "DELETE WHERE { <> qb:sliceStructure ?key }"),
        ("IC-10", "dataset/budget/slice/total", "DELETE DATA { <> def:goal <id/goal/total> }"),
        ("IC-11", "observation/budget/2022/total", "DELETE DATA { <> def:goal <id/goal/total> }"),
        (
            "IC-12",
            "observation/budget/2023/total",
            "DELETE { ?o sdmx-dimension:refPeriod ?y } INSERT { ?o sdmx-dimension:refPeriod <id/fiscal-year/2023> }"
            "WHERE { BIND(<observation/budget/2022/total> AS ?o) ?o sdmx-dimension:refPeriod ?y }",
        ),
        ("IC-13", "observation/kpi/kpi05/2023", "DELETE DATA { <> sdmx-attribute:obsStatus sdmx-code:obsStatus-A }"),
        ("IC-14", "observation/kpi/kpi04/2023", "DELETE DATA { <> def:value sdmx-code:obsStatus-M }"),
        (
            "IC-18",
            "observation/budget/2022/total",
            "INSERT DATA { <dataset/kpi_observations> qb:slice <dataset/budget/slice/total> }",
        ),
        ("IC-19", "id/goal/box-1", "DELETE DATA { <> skos:inScheme <id/goal> }"),
    ],
)
def test_a_cube_of_the_release_that_is_spoilt_breaks_the_constraint(
    constraint: str, offender: str, update: str, store: ox.Store
) -> None:
    spoilt = ox.Store()
    spoilt.bulk_extend(store)
    spoilt.update(update.replace("<>", f"<{offender}>"), base_iri=BASE, prefixes=PREFIXES)
    found = {violation.constraint: violation.offenders for violation in violations(spoilt)}
    assert f"<{BASE}{offender}>" in found[constraint]


@pytest.mark.parametrize("table", CUBES)
def test_a_structure_says_what_observations_have_beside_it(table: str, store: ox.Store) -> None:
    said = dict(ask(store, f"SELECT (LANG(?text) AS ?at) ?text {{ <dataset/{table}/structure> rdfs:comment ?text }}"))
    for language in ("ja", "en"):
        names = re.split("、|; ", re.split("：|: ", said[language], maxsplit=1)[1])
        assert names == [f["titles"][language] for f in SCHEMAS[table]["fields"] if "role" not in f]


def test_a_slice_is_called_by_the_names_of_its_codes(store: ox.Store) -> None:
    def labels(address: str) -> set[str]:
        return {text for (text,) in ask(store, f"SELECT ?text {{ <{address}> rdfs:label ?text }}")}

    expected = {"議事録作成の削減時間の年度推移", "Hours saved in writing minutes over the fiscal years"}
    assert labels("dataset/kpi_observations/slice/kpi12") == expected
    # a code that only a schema lists
    assert "box 1 (Citizen or Local, not known) over the fiscal years" in labels("dataset/budget/slice/box-1")
    assert labels("dataset/budget/structure/by-goal") == {"目標コードの年度推移", "Goal code over the fiscal years"}

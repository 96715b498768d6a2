"""The table that explains the codes of a field."""

from __future__ import annotations

import csv

import pytest

from pipeline.package import load
from pipeline.package.coded import code_table
from tests.conftest import ROOT

SCHEMAS = load(ROOT).published


@pytest.mark.parametrize(
    ("table", "field", "found"),
    [
        ("kpi_achievement", "achievement_status", "statuses"),  # by its foreign key, and by valueUrl
        ("kpi_achievement", "unit", "units"),
        ("budget", "goal", "goals"),  # by valueUrl alone: total is no row of goals
        ("goals", "goal", ""),  # its own
        ("budget", "attribution", ""),  # codes that only the schema lists
        ("kpis", "label_ja", ""),
    ],
)
def test_the_table_that_explains_codes(table: str, field: str, found: str) -> None:
    declared = next(one for one in SCHEMAS[table].fields if one.name == field)
    assert code_table(SCHEMAS, table, declared) == found


def test_the_dictionary_says_it_of_every_status() -> None:
    with (ROOT / "output" / "data" / "dictionary.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["derivation"].startswith("status of ")]
    assert {row["code_table"] for row in rows} == {"statuses"}
    assert len(rows) > 9

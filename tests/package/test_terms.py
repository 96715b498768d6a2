"""Roles in cubes, one meaning for each property, terms of others: one change to the real project at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.spoiling import PACKAGE, PUBLISHED, put, told

KPIS = "schemas/published/kpis.json"


@pytest.mark.parametrize(
    ("file", "place", "value", "reason"),
    [
        (KPIS, "fields.target_value.role", "measure", "only a table with a virtual column qb:dataSet is a cube"),
        (PUBLISHED, "fields.attribution.role", "measure", "a measure is a number"),
        (PUBLISHED, "slices.by-goal.fixed", ["goal", "amount_jpy"], "'amount_jpy' is no dimension"),
        (KPIS, "fields.note_ja.propertyUrl", "def/goal", "def/goal is a link in guidelines.goal, a text in a language"),
        (KPIS, "definitions", None, "a table of concepts needs them"),
        (KPIS, "fields.label_en.propertyUrl", "skos:altLabel", "a table of concepts needs a field skos:prefLabel@en"),
        (PACKAGE, "pipeline.catalogue.themes", ["x"], "'x' is not in pipeline/package/authorities.toml"),
        (PACKAGE, "pipeline.catalogue.periodicity", "x", "'x' is not in pipeline/package/authorities.toml"),
        (PACKAGE, "pipeline.catalogue.issued", "2026-11", "Expected `str` matching regex"),
        (PACKAGE, "pipeline.catalogue.fiscalYear", "R5", "Expected `str` matching regex"),
        (PACKAGE, "pipeline.fiscalYears.address", "id/year", "the variable year is missing"),
        (PACKAGE, "licenses", [], "Expected `array` of length >= 1"),
    ],
)
def test_a_term_that_means_nothing_is_told(file: str, place: str, value: object, reason: str, bare: Path) -> None:
    put(bare, file, place, value)
    [problem] = told(bare)
    assert problem[:2] == ("E-DESCRIPTOR", file)
    assert reason in problem[3]


def test_a_cube_has_dimensions(bare: Path) -> None:
    for field in ("fiscal_year", "goal"):
        put(bare, PUBLISHED, f"fields.{field}.role", "attribute")
    put(bare, PUBLISHED, "virtualColumns.ref_area.role", "attribute")
    assert "a cube has a dimension" in {problem[3] for problem in told(bare)}

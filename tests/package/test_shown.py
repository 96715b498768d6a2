"""What the site is to show must be there: one change to the real project at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.spoiling import PACKAGE, PUBLISHED, put, told

OBSERVATIONS = "schemas/published/kpi_observations.json"
KPIS = "schemas/published/kpis.json"


@pytest.mark.parametrize(
    ("file", "place", "value", "reason"),
    [
        (OBSERVATIONS, "chart.x", "year", "no field 'year'"),
        (OBSERVATIONS, "chart.y", ["value", "total"], "no field 'total'"),
        (OBSERVATIONS, "chart.by", "goal", "no field 'goal'"),
        (OBSERVATIONS, "chart.target", "printed", "'printed' must be a number"),
        (OBSERVATIONS, "chart.kind", "pie", "Invalid enum value 'pie'"),
        (OBSERVATIONS, "chart.y", [], "Expected `array` of length >= 1"),
        (PUBLISHED, "chart.exclude", {"total": "true"}, "no field 'total'"),
        (PUBLISHED, "highlights", ["amount"], "no field 'amount'"),
        (KPIS, "fields.target_value.unitField", "units", "no field 'units'"),
        (PACKAGE, "pipeline.site.glance", [{"titles": {"ja": "x", "en": "x"}, "table": "x"}], "no resource 'x'"),
        (PACKAGE, "pipeline.site.overview.by", "x", "no field 'x' in 'kpis'"),
        (PACKAGE, "pipeline.site.overview.standing", "x", "no resource 'x'"),
        (PACKAGE, "pipeline.site.themes", [{"titles": {"ja": "x", "en": "x"}, "resources": ["x"]}], "no resource 'x'"),
    ],
)
def test_what_is_shown_and_not_there_is_told(file: str, place: str, value: object, reason: str, bare: Path) -> None:
    put(bare, file, place, value)
    [problem] = told(bare)
    assert problem[:2] == ("E-DESCRIPTOR", file)
    assert reason in problem[3]


def test_a_row_whose_address_is_in_a_cell_has_no_page(bare: Path) -> None:
    put(bare, "schemas/published/identifiers.json", "page", True)
    [problem] = told(bare)
    assert problem[2:] == ("page", "the address of a row must be its own, not one that a cell holds")

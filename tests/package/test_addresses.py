"""The CSVW terms of the schemas: one change to the real project at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.spoiling import put, told

KPIS = "schemas/published/kpis.json"


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        ("aboutUrl", "", "every table needs one"),
        ("aboutUrl", "id/kpi/{code}", "no field 'code'"),
        ("aboutUrl", "id/kpi/{target_value}", "target_value may be empty"),
        ("fields.goal.valueUrl", "id/goal/{target_unit}", "target_unit may be empty where goal is not"),
        ("fields.goal.aboutUrl", "id/x/{nowhere}", "no field 'nowhere'"),
        ("virtualColumns.type.valueUrl", "def/{note_ja}", "note_ja may be empty"),
        ("virtualColumns.type.valueUrl", "skso:Concept", "'skso' is not a prefix"),
        ("fields.goal.propertyUrl", "skso:broader", "'skso' is not a prefix"),
        ("definitions.ja", "{nowhere}のKPI", "no field 'nowhere'"),
        ("definitions.en", "{note_en}", "note_en may be empty"),
    ],
)
def test_an_address_that_cannot_be_made_is_told(place: str, value: str, reason: str, bare: Path) -> None:
    put(bare, KPIS, place, value)
    [problem] = told(bare)
    assert problem[:2] == ("E-DESCRIPTOR", KPIS)
    assert reason in problem[3]

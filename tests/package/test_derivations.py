"""What a derivation names and is not there: one change to the real project at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.spoiling import PUBLISHED, put, reasons, told

ACHIEVEMENT = "schemas/published/kpi_achievement.json"
SHARE = {"rate": "share", "inputs": {"part": "project_count", "whole": "project_count"}, "decimals": 2}
LABEL = {"table": "goals", "field": "label_ja", "match": {"goal": "goal"}}


@pytest.mark.parametrize(
    ("derivation", "reason"),
    [
        ({}, "must be one of rate, lookup, statusOf"),
        (SHARE | {"statusOf": "amount_share"}, "must be one of rate, lookup, statusOf"),
        (SHARE | {"rate": "shares"}, "no rate 'shares'; there are achievement, "),
        (SHARE | {"inputs": {"part": "project_count"}}, "share takes the inputs part, whole"),
        (SHARE | {"inputs": {"part": "x", "whole": "project_count"}}, "no field 'x'"),
        (SHARE | {"inputs": {"part": LABEL | {"field": "x"}, "whole": "y"}}, "no field 'x' in 'goals'; no field 'y'"),
        (SHARE | {"inputs": {"part": "goal", "whole": LABEL}}, "the input part must be a number"),
        ({"statusOf": "x"}, "no derived field 'x'"),
        ({"statusOf": "goal"}, "no derived field 'goal'"),
        ({"lookup": LABEL | {"table": "x"}}, "no resource 'x'"),
        ({"lookup": LABEL | {"table": "audit"}}, "no resource 'audit'"),
        ({"lookup": LABEL | {"field": "x"}}, "no field 'x' in 'goals'"),
        ({"lookup": LABEL | {"match": {"x": "y"}}}, "no field 'x' in 'goals'; no field 'y'"),
        ({"lookup": LABEL | {"where": {"x": "1"}}}, "no field 'x' in 'goals'"),
        ({"lookup": LABEL | {"by": "x"}}, "no field 'x' in 'goals'"),
        ({"lookup": LABEL | {"by": "goal", "before": "x"}}, "no field 'x'"),
        ({"lookup": LABEL | {"by": "goal_type", "offset": 1}}, "no field 'goal_type'"),
        ({"lookup": LABEL | {"pick": "newest"}}, "pick, before and offset need by"),
        ({"lookup": LABEL | {"offset": -1}}, "pick, before and offset need by"),
        ({"lookup": LABEL | {"before": "goal"}}, "pick, before and offset need by"),
    ],
)
def test_derivations(derivation: dict[str, object], reason: str, bare: Path) -> None:
    put(bare, PUBLISHED, "fields.project_share.derivation", derivation)
    assert reasons(bare, PUBLISHED, "fields[project_share].derivation").startswith(reason)


def test_a_field_derived_from_one_that_is_not_there_any_more(bare: Path) -> None:
    put(bare, PUBLISHED, "fields.amount_per_project.name", "money_per_project")
    where = "fields[amount_per_project_status].derivation"
    assert reasons(bare, PUBLISHED, where) == "no derived field 'amount_per_project'"


@pytest.mark.parametrize("decimals", [-1, 21, 100000])
def test_decimals_that_no_number_has(decimals: int, bare: Path) -> None:
    put(bare, ACHIEVEMENT, "fields.achievement_rate.derivation.decimals", decimals)
    assert {problem[:2] for problem in told(bare)} == {("E-DESCRIPTOR", ACHIEVEMENT)}


def test_a_lookup_before_something_that_has_no_order(bare: Path) -> None:
    place = "fields.baseline_fiscal_year.derivation.lookup"
    put(bare, ACHIEVEMENT, place, {"table": "kpi_observations", "field": "value", "by": "unit", "before": "unit"})
    assert "need a by of whole numbers or years" in reasons(
        bare, ACHIEVEMENT, "fields[baseline_fiscal_year].derivation"
    )

"""Each name that nothing declares is told with its file and place: one change to the real project at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.spoiling import PACKAGE, PUBLISHED, RAW, put, reasons, told

ACHIEVEMENT = "schemas/published/kpi_achievement.json"


@pytest.mark.parametrize(
    ("place", "value", "field", "reason"),
    [
        ("budget.name", "Budget", "budget].name", "not unique, or not of [a-z0-9._-]"),
        ("budget.path", "raw/budget.csv", "budget].path", "must be output/data/budget.csv"),
        ("budget.origin.table", "kpis", "budget].origin", "must be one of raw, table, report"),
        ("budget.origin.raw.path", "data/x.csv", "budget].origin.raw.path", "must be in the folder raw/"),
        ("audit.origin", {}, "audit].origin", "must be one of raw, table, report"),
        ("kpi_achievement.origin.table", "x", "].origin.table", "no resource 'x' that has a raw table"),
        ("kpi_achievement.origin.table", "audit", "].origin.table", "no resource 'audit' that has a raw table"),
        ("kpi_achievement.origin.table", "kpi_achievement", "].origin.table", "no resource 'kpi_achievement' that has"),
    ],
)
def test_resources(place: str, value: object, field: str, reason: str, bare: Path) -> None:
    put(bare, PACKAGE, f"resources.{place}", value)
    found = [problem for problem in told(bare) if problem[2].lower().endswith(field) and reason in problem[3]]
    assert [problem[:2] for problem in found] == [("E-DESCRIPTOR", PACKAGE)]


def test_the_table_of_units(bare: Path) -> None:
    put(bare, PACKAGE, "pipeline.units", "x")
    for needed in ("counted", "printed_forms", "unit"):
        assert f"'x' must be a raw table with the field '{needed}'" in reasons(bare, PACKAGE, "pipeline.units")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"table": "x"}, "no resource 'x'"),
        ({"of": "x"}, "no resource 'x'"),
        ({"of": ""}, "member needs of; no resource ''"),
        ({"field": ""}, "member needs field"),
        ({"of": "units"}, "no field 'goal' in 'units'"),
        ({"where": {"x": "1"}, "exclude": {"y": "1"}}, "no field 'x' in 'kpis'; no field 'y' in 'kpis'"),
        ({"kind": "contains"}, "no field 'goals' in 'kpis'"),
        ({"kind": "count"}, "count needs expected"),
        ({"kind": "total", "field": "target_value"}, "total needs whole"),
        ({"kind": "total", "whole": {"goal": "local"}}, "total adds up numbers, and 'goal' is none"),
        ({"kind": "same"}, "same needs by"),
        (
            {"kind": "total", "field": "target_value", "whole": {"x": "total"}, "by": ["y"]},
            "no field 'x' in 'kpis'; no field 'y' in 'kpis'",
        ),
    ],
)
def test_identities(change: dict[str, object], reason: str, bare: Path) -> None:
    words = {"titles": {"ja": "新", "en": "new"}}
    member = {"name": "new", "kind": "member", "table": "kpis", "field": "goal", "of": "goals"}
    put(bare, PACKAGE, "pipeline.identities.new", member | words | change)
    assert reasons(bare, PACKAGE, "pipeline.identities[new]") == reason


def foreign(fields: list[str], resource: str, *others: str) -> list[dict[str, object]]:
    return [{"fields": fields, "reference": {"resource": resource, "fields": others}}]


@pytest.mark.parametrize(
    ("place", "value", "field", "reason"),
    [
        ("primaryKey", ["goal", "x"], "keys", "no field 'x'"),
        ("uniqueKeys", [["goal"], ["x", "y"]], "keys", "no field 'x'; no field 'y'"),
        ("foreignKeys", foreign(["x"], "goals", "goal"), "keys", "no field 'x'"),
        ("foreignKeys", foreign(["goal"], "x", "goal"), "foreignKeys", "no resource 'x'"),
        ("foreignKeys", foreign(["goal"], "goals", "x"), "foreignKeys", "no field 'x' in 'goals'"),
        ("foreignKeys", foreign(["goal"], "", "x"), "foreignKeys", "no field 'x' in ''"),
        (
            "foreignKeys",
            foreign(["goal", "page"], "goals", "goal"),
            "foreignKeys",
            "fields and reference.fields",
        ),
        ("fields.page.name", "Page", "fields[Page].name", "not unique, or not of [a-z0-9_]"),
        ("fields.page.constraints.minimum", "one", "fields[page].constraints", "'one' is not of type integer"),
    ],
)
def test_schemas(place: str, value: object, field: str, reason: str, bare: Path) -> None:
    put(bare, RAW, place, value)
    put(bare, PUBLISHED, "fields.source_page.from", "printed_label")
    assert reasons(bare, RAW, field).startswith(reason)


@pytest.mark.parametrize("source", ["x", "goal.value", "printed_projects.x", "printed_amount_label.value"])
def test_where_a_field_comes_from(source: str, bare: Path) -> None:
    put(bare, PUBLISHED, "fields.project_count.from", source)
    assert reasons(bare, PUBLISHED, "fields[project_count].from") == f"neither derived nor in the raw table: {source!r}"


def test_the_key_of_a_table_made_from_another(bare: Path) -> None:
    put(bare, PACKAGE, "resources.kpi_achievement.origin.table", "goals")
    reason = "neither derived nor of the primary key that 'goals' gives"
    assert reasons(bare, ACHIEVEMENT, "fields[kpi]") == reason


def test_other_fields_of_a_table_made_from_another_are_derived(bare: Path) -> None:
    put(bare, ACHIEVEMENT, "fields.target_value.derivation", None)
    reason = "neither derived nor of the primary key that 'kpis' gives"
    assert reasons(bare, ACHIEVEMENT, "fields[target_value]") == reason


def test_a_field_that_a_report_does_not_have(bare: Path) -> None:
    field = {"name": "weather", "titles": {"ja": "天気", "en": "Weather"}}
    put(bare, "schemas/published/audit.json", "fields.weather", field)
    assert "the audit report has file" in reasons(bare, "schemas/published/audit.json", "fields[weather]")


def test_an_identity_has_a_name_of_its_own(bare: Path) -> None:
    twin = {"name": "goal-rows", "kind": "count", "table": "goals", "expected": 5, "titles": {"ja": "双", "en": "twin"}}
    put(bare, PACKAGE, "pipeline.identities.twin", twin)
    assert "not unique" in reasons(bare, PACKAGE, "pipeline.identities[goal-rows]")


@pytest.mark.parametrize(
    ("first", "second", "circle"),
    [
        ({"rate": "assumed_baseline", "inputs": {"value": "b"}}, {"statusOf": "a"}, "budget.a -> budget.b -> budget.a"),
        ({"rate": "assumed_baseline", "inputs": {"value": "a"}}, {"statusOf": "a"}, "budget.a -> budget.a"),
        ({"statusOf": "a"}, {"statusOf": "a"}, "budget.a -> budget.a"),
        (
            {"lookup": {"table": "budget", "field": "b"}},
            {"lookup": {"table": "budget", "field": "a"}},
            "budget.a -> budget.b -> budget.a",
        ),
    ],
)
def test_derivations_in_a_circle(first: object, second: object, circle: str, bare: Path) -> None:
    words = {"titles": {"ja": "x", "en": "x"}, "type": "number"}
    put(bare, "schemas/published/budget.json", "fields.a", {"name": "a", "derivation": first, **words})
    put(bare, "schemas/published/budget.json", "fields.b", {"name": "b", "derivation": second, **words})
    found = reasons(bare, "schemas/published", "derivation").removeprefix("derivations in a circle: ")
    assert set(found.split(" -> ")) == set(circle.split(" -> "))

"""Each mistake in a description is told with its file and place: one change to the real project at a time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.package import load
from pipeline.package.patterns import compiled
from pipeline.problem import Problem
from tests.package.test_load import bare, stopped

__all__ = ["bare"]

PACKAGE = "datapackage.json"
RAW = "schemas/raw/budget.json"
PUBLISHED = "schemas/published/budget.json"
ACHIEVEMENT = "schemas/published/kpi_achievement.json"
RATE = {"rate": "share", "inputs": {"part": "project_count", "whole": "project_count"}, "decimals": 2}
LOOKUP = {"table": "goals", "field": "label_ja", "match": {"goal": "goal"}}
MEMBER = {
    "name": "new",
    "kind": "member",
    "table": "kpis",
    "titles": {"ja": "新", "en": "new"},
    "field": "goal",
    "of": "goals",
}


def put(project: Path, file: str, place: str, value: object) -> None:
    """Set what stands at the place; a list is entered by the name of a member, or by its number."""
    document: Any = json.loads((project / file).read_text("utf-8"))
    inner = document
    *steps, last = place.split(".")
    for step in steps:
        if isinstance(inner, dict):
            inner = inner.setdefault(step, {})
        else:
            inner = inner[int(step)] if step.isdigit() else next(item for item in inner if item["name"] == step)
    if isinstance(inner, list):
        inner.append(value)
    else:
        inner[last] = value
    (project / file).write_text(json.dumps(document), "utf-8")


def told(problems: list[Problem]) -> list[tuple[str, str, str, str]]:
    return [(p.code, p.file, p.field, p.facts["reason"]) for p in problems]


@pytest.mark.parametrize(
    ("file", "place", "value", "field", "reason"),
    [
        (PACKAGE, "licence", "CC0", "$", "unknown field `licence`; did you mean `licenses`?"),
        (PACKAGE, "zzz", "?", "$", "Object contains unknown field `zzz`"),
        (PACKAGE, "name", 5, "$.name", "Expected `str`, got `int`"),
        (PACKAGE, "resources", {}, "$.resources", "Expected `array`, got `object`"),
        (PACKAGE, "resources.budget.titles", {"ja": "予算"}, "$.resources[2].titles", "missing required field `en`"),
        (PACKAGE, "resources.budget.encoding", "cp932", "$.resources[2].encoding", "Invalid enum value 'cp932'"),
        (PACKAGE, "resources.budget.origin.raw.dialect.delimiter", ";;", "raw.dialect.delimiter", "matching regex"),
        (PACKAGE, "resources.budget.origin.raw.dialect.delimiter", "\n", "raw.dialect.delimiter", "matching regex"),
        (PACKAGE, "resources.budget.origin.raw.dialect.quoteChar", "", "raw.dialect.quoteChar", "matching regex"),
        (RAW, "fields.page.constraints.requird", True, "constraints", "`requird`; did you mean `required`?"),
        (RAW, "fields.page.type", "strng", "$.fields[5].type", "Invalid enum value 'strng'"),
        (RAW, "fields.page.constraints.minLength", "3", "constraints.minLength", "got `str`"),
        (RAW, "fields.page.constraints.minimum", [1], "constraints.minimum", "got `array`"),
        (RAW, "fields.page.categories", [{"label": "no value"}], "categories[0]", "missing required field `value`"),
        (RAW, "fields.page.trueValues", [True], "trueValues[0]", "Expected `str`, got `bool`"),
        (RAW, "primaryKey", "goal", "$.primaryKey", "Expected `array`, got `str`"),
        (RAW, "fieldsMatch", "subset", "$.fieldsMatch", "Invalid enum value 'subset'"),
        (RAW, "missingValues", [None], "$.missingValues[0]", "got `null`"),
    ],
)
def test_a_wrong_shape(file: str, place: str, value: object, field: str, reason: str, bare: Path) -> None:
    put(bare, file, place, value)
    [problem] = stopped(bare)
    assert (problem.code, problem.file) == ("E-DESCRIPTOR", file)
    assert problem.field.endswith(field)
    assert reason in problem.facts["reason"]


@pytest.mark.parametrize(
    ("file", "place", "value", "field", "reason"),
    [
        (PACKAGE, "resources.budget.name", "Budget", "resources[Budget].name", "not unique, or not of [a-z0-9._-]"),
        (
            PACKAGE,
            "resources.budget.path",
            "raw/budget.csv",
            "resources[budget].path",
            "must be output/data/budget.csv",
        ),
        (PACKAGE, "resources.budget.origin.table", "kpis", "resources[budget].origin", "one of raw, table, report"),
        (PACKAGE, "resources.budget.origin", {}, "resources[budget].origin", "one of raw, table, report"),
        (PACKAGE, "resources.kpi_achievement.origin.table", "kpi", "origin.table", "no resource 'kpi' that has a raw"),
        (PACKAGE, "resources.kpi_achievement.origin.table", "kpi_achievement", "origin.table", "that has a raw table"),
        (PACKAGE, "resources.kpi_achievement.origin.table", "audit", "origin.table", "that has a raw table"),
        (PACKAGE, "resources.kpi_achievement.origin.table", "goals", "fields[kpi]", "that 'goals' gives"),
        (PACKAGE, "pipeline.units", "unit", "pipeline.units", "no resource 'unit'"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"table": "x"}, "identities[new]", "no resource 'x'"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"of": "x"}, "identities[new]", "no resource 'x'"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"of": ""}, "identities[new]", "member needs of"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"of": "units"}, "identities[new]", "no field 'goal' in 'units'"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"kind": "contains"}, "[new]", "no field 'goals' in 'kpis'"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"kind": "count"}, "identities[new]", "count needs expected"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"kind": "total"}, "identities[new]", "total needs whole"),
        (PACKAGE, "pipeline.identities.new", MEMBER | {"where": {"x": "1"}}, "[new]", "no field 'x' in 'kpis'"),
        (PACKAGE, "pipeline.identities.amounts.step", "x", "identities[amounts]", "no field 'x' in 'budget'"),
        (RAW, "fields.page.name", "Page", "fields[Page].name", "not unique, or not of [a-z0-9_]"),
        (RAW, "fields.page.name", "goal", "fields[goal].name", "not unique"),
        (RAW, "primaryKey", ["goal", "x"], "keys", "no field 'x'"),
        (RAW, "uniqueKeys", [["goal"], ["x"]], "keys", "no field 'x'"),
        (
            RAW,
            "foreignKeys",
            [{"fields": ["x"], "reference": {"resource": "goals", "fields": ["goal"]}}],
            "keys",
            "'x'",
        ),
        (RAW, "foreignKeys", [{"fields": ["goal"], "reference": {"resource": "x", "fields": ["goal"]}}], "Keys", "'x'"),
        (
            RAW,
            "foreignKeys",
            [{"fields": ["goal"], "reference": {"resource": "", "fields": ["x"]}}],
            "Keys",
            "'x' in ''",
        ),
        (
            RAW,
            "foreignKeys",
            [{"fields": ["goal", "page"], "reference": {"resource": "goals", "fields": ["goal"]}}],
            "foreignKeys",
            "differ in number",
        ),
        (RAW, "fields.page.constraints.pattern", "[0-9]", "fields[page].constraints", "does not go with type integer"),
        (RAW, "fields.goal.constraints.minimum", 1, "fields[goal].constraints", "minimum does not go with type string"),
        (RAW, "fields.page.constraints.minimum", "one", "fields[page].constraints", "'one' is not of type integer"),
        (RAW, "fields.page.constraints.enum", [1, 1.5], "fields[page].constraints", "1.5 is not of type integer"),
        (RAW, "fields.goal.constraints.enum", ["a", True], "fields[goal].constraints", "True is not of type string"),
        (PUBLISHED, "fields.goal.from", "goals", "fields[goal].from", "neither derived nor in the raw table: 'goals'"),
        (PUBLISHED, "fields.goal.from", "goal.value", "fields[goal].from", "nor in the raw table: 'goal.value'"),
        (PUBLISHED, "fields.project_count.from", "printed_projects.x", "fields[project_count].from", "projects.x'"),
        (PUBLISHED, "fields.project_share.derivation.rate", "shares", "derivation", "no rate 'shares'; there are"),
        (
            PUBLISHED,
            "fields.project_share.derivation.inputs.all",
            "goal",
            "derivation",
            "share takes the inputs part, whole",
        ),
        (PUBLISHED, "fields.project_share.derivation.inputs", {}, "derivation", "share takes the inputs part, whole"),
        (PUBLISHED, "fields.project_share.derivation.inputs.part", "x", "derivation", "no field 'x'"),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            RATE | {"statusOf": "goal"},
            "derivation",
            "must be one of rate",
        ),
        (PUBLISHED, "fields.project_share.derivation", {}, "derivation", "must be one of rate, lookup, statusOf"),
        (PUBLISHED, "fields.project_share_status.derivation.statusOf", "x", "derivation", "no derived field 'x'"),
        (PUBLISHED, "fields.project_share_status.derivation.statusOf", "goal", "derivation", "no derived field 'goal'"),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            {"lookup": LOOKUP | {"table": "x"}},
            "derivation",
            "no resource 'x'",
        ),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            {"lookup": LOOKUP | {"table": "audit"}},
            "derivation",
            "'audit'",
        ),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            {"lookup": LOOKUP | {"field": "x"}},
            "derivation",
            "'x' in 'goals'",
        ),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            {"lookup": LOOKUP | {"match": {"x": "goal"}}},
            "ation",
            "'x' in",
        ),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            {"lookup": LOOKUP | {"match": {"goal": "x"}}},
            "ation",
            "field 'x'",
        ),
        (
            PUBLISHED,
            "fields.project_share.derivation",
            {"lookup": LOOKUP | {"where": {"x": "1"}}},
            "ation",
            "'x' in 'goals'",
        ),
        (PUBLISHED, "fields.project_share.derivation", {"lookup": LOOKUP | {"pick": "newest"}}, "ation", "need by"),
        (PUBLISHED, "fields.project_share.derivation", {"lookup": LOOKUP | {"offset": -1}}, "ation", "need by"),
        (ACHIEVEMENT, "fields.kpi.name", "key", "fields[key]", "neither derived nor of the primary key"),
    ],
)
def test_a_name_or_a_constant_that_does_not_fit(
    file: str, place: str, value: object, field: str, reason: str, bare: Path
) -> None:
    put(bare, file, place, value)
    assert any(
        code == "E-DESCRIPTOR" and field in where and reason in said for code, _, where, said in told(stopped(bare))
    )

"""A description of the wrong shape is told with its file and its place in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.package.spoiling import PACKAGE, RAW, put, stopped


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
        (PACKAGE, "resources.budget.origin.raw.dialect.delimiter", ";\n", "raw.dialect.delimiter", "matching regex"),
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

from __future__ import annotations

import msgspec
import pytest

from pipeline.package.constraints import constraint_problems
from pipeline.package.models import Field
from pipeline.problem import Problem
from pipeline.validate.cells import cell_check
from tests.validate.sample import field, schema


def problems(kind: str, constraints: dict[str, object]) -> list[Problem]:
    declared = field("v", kind) | {"constraints": constraints}
    return list(constraint_problems(msgspec.convert(declared, Field), "s.json"))


@pytest.mark.parametrize(
    ("kind", "constraints"),
    [
        ("string", {"enum": ["a", "1"], "pattern": "a|1", "minLength": 1, "maxLength": 9}),
        ("integer", {"enum": [1], "minimum": -1, "exclusiveMaximum": 10**20}),
        ("number", {"enum": [1, 1.5], "exclusiveMinimum": 0.1, "maximum": 9}),
        ("boolean", {"enum": [True]}),
        ("date", {"enum": ["2024-02-29"], "minimum": "0001-01-01", "maximum": "9999-12-31"}),
        ("year", {"enum": [2023], "minimum": 1000, "maximum": 9999}),
        ("yearmonth", {"enum": ["2023-12"], "minimum": "0000-01"}),
        ("any", {"enum": ["a"]}),
    ],
)
def test_constraints_that_can_be_checked(kind: str, constraints: dict[str, object]) -> None:
    assert problems(kind, constraints) == []
    whole = schema(field("v", kind) | {"constraints": constraints})
    cell_check(whole.fields[0], whole)("2023-04")  # no bound is without a value to compare with


@pytest.mark.parametrize(
    ("kind", "constraints", "reason"),
    [
        ("integer", {"pattern": "[0-9]"}, "pattern does not go with type integer"),
        ("number", {"minLength": 1}, "min_length does not go with type number"),
        ("boolean", {"maxLength": 1}, "max_length does not go with type boolean"),
        ("string", {"minimum": 1}, "minimum does not go with type string"),
        ("any", {"exclusiveMaximum": "a"}, "exclusive_maximum does not go with type any"),
        ("integer", {"minimum": 1.5}, "1.5 is not of type integer: Expected `int`, got `float`"),
        ("integer", {"enum": [1, "2"]}, "'2' is not of type integer: Expected `int`, got `str`"),
        ("number", {"maximum": "NaN"}, "'NaN' is not of type number: Expected `int | float`, got `str`"),
        ("number", {"enum": [True]}, "True is not of type number: Expected `int | float`, got `bool`"),
        ("string", {"enum": ["a", 1]}, "1 is not of type string: Expected `str`, got `int`"),
        ("boolean", {"enum": ["true"]}, "'true' is not of type boolean: Expected `bool`, got `str`"),
        ("date", {"minimum": "2023-02-29"}, "'2023-02-29' is not of type date: Invalid RFC3339 encoded date"),
        ("date", {"minimum": "2023-4-1"}, "'2023-4-1' is not of type date: Invalid RFC3339 encoded date"),
        ("year", {"minimum": 23}, "23 is not of type year: Expected `int` >= 1000"),
        ("yearmonth", {"maximum": "2023-13"}, "'2023-13' is not of type yearmonth: Expected `str` matching regex"),
    ],
)
def test_constraints_that_cannot(kind: str, constraints: dict[str, object], reason: str) -> None:
    [problem] = problems(kind, constraints)
    assert (problem.code, problem.file, problem.field) == ("E-DESCRIPTOR", "s.json", "fields[v].constraints")
    assert problem.facts["reason"].startswith(reason)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("(?=a)b", "invalid perl operator: (?="),
        ("(?<!a)b", "invalid perl operator: (?<"),
        (r"(a)\1", r"invalid escape sequence: \1"),
        ("a)|(b", "unexpected ): a)|(b"),
        ("[", "missing ]: ["),
        ("(?:a{1000}){1000}", "invalid repetition size"),
        ("a" * 501, "longer than 500 characters"),
    ],
)
def test_patterns_that_re2_refuses(pattern: str, reason: str) -> None:
    [problem] = problems("string", {"pattern": pattern})
    assert (problem.code, problem.file, problem.field, problem.cell) == ("E-PATTERN", "s.json", "v", pattern)
    assert problem.facts["reason"].startswith(reason)

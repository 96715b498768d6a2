from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.package.models import ForeignKey, Reference
from pipeline.validate.keys import Columns, foreign_findings, key_findings
from tests.validate.sample import field, schema

NAN = Decimal("NaN")
EMPTY = "E-PRIMARY-KEY-EMPTY"
Found = list[tuple[int, str, str, str]]


def found(columns: Columns, *, unique: bool = False, **keys: object) -> Found:
    fields = [field(name, unique=unique) for name in ("a", "b")]
    findings = key_findings(schema(*fields, **keys), columns)
    return [(index, name, code, facts.get("first", "")) for index, name, (code, facts) in findings]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": ["x", "y", "x", "x"]}, [(2, "a", "E-UNIQUE", "0"), (3, "a", "E-UNIQUE", "2")]),
        ({"a": [None, None, "x"]}, []),
        ({"a": [NAN, NAN]}, []),
        ({"a": ["x"], "b": ["x"]}, []),
        ({"a": ["6～9月", "6〜9月"]}, [(1, "a", "E-UNIQUE", "0")]),  # as CP932 and as JIS has the wave dash
        ({"a": [1, 2], "b": [3, 3]}, [(1, "b", "E-UNIQUE", "0")]),
        ({}, []),
    ],
)
def test_unique(columns: Columns, expected: Found) -> None:
    assert found(columns, unique=True) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": ["x", "x", "x"], "b": [1, 2, 1]}, [(2, "a, b", "E-PRIMARY-KEY", "0")]),
        ({"a": ["x", "x"], "b": [None, None]}, [(1, "a, b", "E-PRIMARY-KEY", "0")]),
        ({"a": [None, None], "b": [None, 1]}, [(0, "a, b", EMPTY, "")]),
        (
            {"a": [None, None], "b": [None, None]},
            [(0, "a, b", EMPTY, ""), (1, "a, b", EMPTY, "")],
        ),
        ({"a": ["x", "x"], "b": [NAN, NAN]}, []),
        ({"a": ["x", "x"]}, []),
        ({"a": [], "b": []}, []),
    ],
)
def test_primary_key(columns: Columns, expected: Found) -> None:
    assert found(columns, primaryKey=["a", "b"]) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"a": ["x", "x", "x"], "b": [1, 2, 1]}, [(2, "a, b", "E-UNIQUE-KEY", "0")]),
        ({"a": ["x", "x"], "b": [None, None]}, []),
        ({"a": [None, None], "b": [None, None]}, []),
        ({"a": ["x", "x"]}, []),
    ],
)
def test_unique_keys_are_not_compared_where_a_part_is_missing(columns: Columns, expected: Found) -> None:
    assert found(columns, uniqueKeys=[["a", "b"]]) == expected


def test_each_of_several_unique_keys() -> None:
    columns: Columns = {"a": ["x", "x", "y"], "b": [1, 2, 2]}
    expected = [(1, "a", "E-UNIQUE-KEY", "0"), (2, "b", "E-UNIQUE-KEY", "1")]
    assert found(columns, uniqueKeys=[["a"], ["b"]]) == expected


@pytest.mark.parametrize(
    ("ours", "theirs", "wrong"),
    [
        ({"a": ["x", "y"]}, {"k": ["y", "x", "z"]}, []),
        ({"a": ["x", "q", "y", "q"]}, {"k": ["y", "x"]}, [1, 3]),
        ({"a": [None, "x"]}, {"k": ["x"]}, []),
        ({"a": [None]}, {"k": []}, []),
        ({"a": ["x"]}, {"k": []}, [0]),
        ({"a": ["x", "y"]}, {"other": ["x", "y"]}, [0, 1]),
        ({"other": ["x"]}, {"k": []}, []),
        ({"a": [1]}, {"k": [Decimal("1.0")]}, []),
        ({"a": ["1"]}, {"k": [1]}, [0]),
        ({"a": [NAN]}, {"k": [NAN]}, [0]),
    ],
)
def test_foreign_key(ours: Columns, theirs: Columns, wrong: list[int]) -> None:
    key = ForeignKey(fields=["a"], reference=Reference(resource="t", fields=["k"]))
    findings = list(foreign_findings(key, "t", ours, theirs))
    assert [index for index, _, _ in findings] == wrong
    assert all(finding == ("E-FOREIGN-KEY", {"table": "t", "fields": "k"}) for _, _, finding in findings)


def test_foreign_key_of_two_fields_is_skipped_only_where_both_are_missing() -> None:
    key = ForeignKey(fields=["a", "b"], reference=Reference(resource="t", fields=["k", "l"]))
    ours: Columns = {"a": ["x", "x", None, None], "b": [1, 2, 1, None]}
    theirs: Columns = {"k": ["x", "y"], "l": [1, 2]}
    assert [(index, fields) for index, fields, _ in foreign_findings(key, "t", ours, theirs)] == [
        (1, "a, b"),
        (2, "a, b"),
    ]

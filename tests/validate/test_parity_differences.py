"""Where we say more than frictionless 5.21, and where it is wrong by the specification: each shown on its own."""

from __future__ import annotations

from decimal import InvalidOperation
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline.package.models import Schema
from tests.validate.sample import DOCUMENTS, SCHEMAS, Document, child, field, parent
from tests.validate.verdicts import DIALECT, Rows, Verdict, package, problems, put, theirs, write

Finding = tuple[str, int | None, str]


def found(folder: Path, schemas: dict[str, Schema]) -> list[Finding]:
    return [(problem.code, problem.row, problem.field) for problem in problems(folder, schemas)[1]]


def both(folder: Path, document: Document, *rows: list[str]) -> tuple[set[Verdict], list[Finding]]:
    """What frictionless and we find in a table with the header of its schema."""
    write(folder, {"t": [[item["name"] for item in document["fields"]], *rows]})
    return theirs(folder, {"t": document}), found(folder, {"t": msgspec.convert(document, Schema)})


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("count", " 5 "),
        ("count", "　5"),
        ("count", "1_0"),
        ("count", "５"),
        ("count", "٥"),
        ("count", "0" * 30 + "5"),
        ("share", " 12 "),
        ("share", "1_0.5"),
        ("share", "１２"),
        ("share", "5e0_1"),
        ("share", "1e-400"),
        ("share", "0." + "1" * 30),
        ("day", "2023-4-1"),
        ("day", "２０２３-04-01"),
        ("year", "２０２３"),
        ("month", "2023-4"),
        ("month", "2023- 4"),
        ("month", "２０２３-04"),
    ],
)
def test_forms_that_python_reads_and_the_specification_does_not_allow(name: str, cell: str, tmp_path: Path) -> None:
    write(tmp_path, {"child": put(child(), 4, name, cell), "parent": parent()})
    assert theirs(tmp_path, DOCUMENTS) == set()
    assert found(tmp_path, SCHEMAS) == [("E-LEXICAL", 5, name)]


@pytest.mark.parametrize("cell", ["NaN", "nan", "-NaN", "NaN12", "sNaN", "inf", "-Infinity"])
def test_numbers_that_are_none(cell: str, tmp_path: Path) -> None:
    assert both(tmp_path, {"fields": [field("v", "number")]}, [cell]) == (set(), [("E-LEXICAL", 2, "v")])


def test_nan_equals_nothing_for_both(tmp_path: Path) -> None:
    document = {"fields": [field("v", "number", unique=True)]}
    assert both(tmp_path, document, ["NaN"], ["NaN"]) == (set(), [("E-LEXICAL", 2, "v"), ("E-LEXICAL", 3, "v")])


def test_categories(tmp_path: Path) -> None:
    categories = ["stated", {"value": "inferred", "label": "told by order"}]
    document = {"fields": [field("v") | {"categories": categories}]}
    rows = ["stated"], ["inferred"], ["told by order"], ["Stated"]
    assert both(tmp_path, document, *rows) == (set(), [("E-CATEGORY", 4, "v"), ("E-CATEGORY", 5, "v")])


def test_unique_keys(tmp_path: Path) -> None:
    document = {"fields": [field("a"), field("b", "integer")], "uniqueKeys": [["a", "b"]]}
    rows = ["x", "1"], ["x", "2"], ["x", ""], ["x", ""], ["x", "+1"]
    assert both(tmp_path, document, *rows) == (set(), [("E-UNIQUE-KEY", 6, "a, b")])


# Defects of frictionless. The specification: a pattern, a label, a count of errors are what they say.


def test_its_pattern_with_alternatives_is_anchored_at_one_end_each(tmp_path: Path) -> None:
    document = {"fields": [field("v", pattern="red|blue")]}
    assert both(tmp_path, document, ["redder"], ["blue"]) == (set(), [("E-PATTERN-CELL", 2, "v")])


def test_its_pattern_allows_a_line_end_after_the_match(tmp_path: Path) -> None:
    document = {"fields": [field("v", pattern="[0-9]+")]}
    assert both(tmp_path, document, ["12\n"]) == (set(), [("E-PATTERN-CELL", 2, "v")])


def test_digits_in_a_pattern_are_ascii_for_re2_alone(tmp_path: Path) -> None:
    document = {"fields": [field("v", pattern=r"\d+")]}
    assert both(tmp_path, document, ["１２"]) == (set(), [("E-PATTERN-CELL", 2, "v")])


def test_it_strips_labels(tmp_path: Path) -> None:
    write(tmp_path, {"child": put(child(), 1, "count", " count "), "parent": parent()})
    assert theirs(tmp_path, DOCUMENTS) == set()
    assert found(tmp_path, SCHEMAS) == [("E-LABEL-WRONG", 1, "count")]


def test_it_numbers_labels_that_it_does_not_know(tmp_path: Path) -> None:
    """A missing cell under a second label `id` that no field has: it calls the column id2, we as it is labelled."""
    document = {"fields": [field("id")]}
    write(tmp_path, {"t": [["id", "id"], ["1"]]})
    assert ("t", 2, "id2", "missing-cell") in theirs(tmp_path, {"t": document})
    assert ("E-CELL-MISSING", 2, "id") in found(tmp_path, {"t": msgspec.convert(document, Schema)})


def test_it_looks_for_the_header_where_most_rows_are_wide(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows: Rows = [["key", "name"], *(["1", "one", "", "", ""] for _ in range(9))]
    write(tmp_path, {"parent": rows})
    documents = {"parent": DOCUMENTS["parent"]}
    assert ("parent", 2, "", "extra-cell") in theirs(tmp_path, documents)
    assert ("E-CELL-EXTRA", 2, "") in found(tmp_path, {"parent": SCHEMAS["parent"]})
    monkeypatch.delitem(DIALECT, "header")
    monkeypatch.delitem(DIALECT, "headerRows")
    assert ("parent", 1, "key", "incorrect-label") in theirs(tmp_path, documents)


@pytest.mark.parametrize(
    ("constraints", "error", "codes"),
    [
        ({"minimum": 1}, InvalidOperation, ["E-MINIMUM", "E-LEXICAL"]),
        ({"enum": [1]}, InvalidOperation, ["E-ENUM", "E-LEXICAL"]),
        ({"unique": True}, TypeError, ["E-LEXICAL"]),
    ],
)
def test_a_signalling_nan_ends_it(
    constraints: dict[str, Any], error: type[Exception], codes: list[str], tmp_path: Path
) -> None:
    document = {"fields": [field("v", "number", **constraints)]}
    with pytest.raises(error):
        both(tmp_path, document, ["sNaN"])
    assert [code for code, _, _ in found(tmp_path, {"t": msgspec.convert(document, Schema)})] == codes


def test_it_stops_at_a_thousand_errors_unless_told(tmp_path: Path) -> None:
    document = {"fields": [field("v", "integer")]}
    rows = [[f"n{number}"] for number in range(5000)]
    assert len(both(tmp_path, document, *rows)[1]) == 5000
    assert len(package(tmp_path, {"t": document}).validate().flatten()) == 1000

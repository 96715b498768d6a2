from __future__ import annotations

import time

import msgspec
import pytest

from pipeline.package.models import Field, Schema
from pipeline.validate.cells import Finding, cell_check
from tests.validate.sample import Document, field, schema


def findings(document: Document, text: str | None, **rest: object) -> list[Finding]:
    whole: Schema = schema(document, **rest)
    return list(cell_check(whole.fields[0], whole)(text).findings)


@pytest.mark.parametrize(
    ("document", "good", "bad", "code"),
    [
        (field("v", required=True), "x", "", "E-REQUIRED"),
        (field("v", enum=["a", "b"]), "a", "c", "E-ENUM"),
        (field("v", "integer", enum=[1, 2]), "+1", "3", "E-ENUM"),
        (field("v", "number", enum=[0.1, 2]), "0.10", "0.2", "E-ENUM"),
        (field("v", "boolean", enum=[True]), "TRUE", "false", "E-ENUM"),
        (field("v", "date", enum=["2023-04-01"]), "2023-04-01", "2023-04-02", "E-ENUM"),
        (field("v", pattern="a|bc"), "bc", "abc", "E-PATTERN-CELL"),
        (field("v", pattern="^[0-9]+$"), "12", "12\n", "E-PATTERN-CELL"),
        (field("v", pattern="[ぁ-ゖー]+"), "みやぎけん", "みやぎケン", "E-PATTERN-CELL"),
        (field("v", minLength=2), "宮城", "宮", "E-MIN-LENGTH"),
        (field("v", maxLength=2), "𠮷野", "𠮷野町", "E-MAX-LENGTH"),
        (field("v", "integer", minimum=0), "0", "-1", "E-MINIMUM"),
        (field("v", "number", maximum=0.3), "0.3", "0.30000000000000000001", "E-MAXIMUM"),
        (field("v", "number", exclusiveMinimum=0), "1e-20", "0.0", "E-EXCLUSIVE-MINIMUM"),
        (field("v", "date", exclusiveMaximum="2024-04-01"), "2024-03-31", "2024-04-01", "E-EXCLUSIVE-MAXIMUM"),
        (field("v", "year", minimum=2000), "2000", "1999", "E-MINIMUM"),
        (field("v", "yearmonth", maximum="2023-12"), "2023-12", "2024-01", "E-MAXIMUM"),
        (field("v") | {"categories": ["a", {"value": "b", "label": "ビー"}]}, "b", "ビー", "E-CATEGORY"),
        (field("v", "integer"), "1", "one", "E-TYPE"),
        (field("v", "integer"), "1", " 1", "E-LEXICAL"),
    ],
)
def test_a_check(document: Document, good: str, bad: str, code: str) -> None:
    assert findings(document, good) == []
    assert [found for found, _ in findings(document, bad)] == [code]


def test_boolean_constants_do_not_go_through_the_words_of_the_cells() -> None:
    document = field("v", "boolean", enum=[True]) | {"trueValues": ["はい"], "falseValues": ["いいえ"]}
    assert findings(document, "はい") == []
    assert findings(document, "いいえ") == [("E-ENUM", {"allowed": "true"})]


def test_of_a_cell_of_the_wrong_type_nothing_else_is_said() -> None:
    document = field("v", "integer", minimum=5, enum=[7])
    assert findings(document, "x") == [("E-TYPE", {"type": "integer"})]
    assert findings(document, "3") == [("E-ENUM", {"allowed": "7"}), ("E-MINIMUM", {"limit": "5"})]


@pytest.mark.parametrize(
    ("of_schema", "of_field", "missing", "not_missing"),
    [
        ([""], None, ["", None], ["-"]),
        (["", "-"], None, ["", "-", None], ["x"]),
        ([""], ["-"], ["-", None], ["", "x"]),
        (["-"], [], [None], ["-", ""]),
        ([{"value": "※", "label": "not yet final"}], None, ["※", None], ["", "not yet final"]),
        ([""], [{"value": "x", "labels": {"ja": "秘", "en": "secret"}}, {"value": "-"}], ["x", "-", None], ["", "秘"]),
    ],
)
def test_missing_values(
    of_schema: list[object], of_field: list[object] | None, missing: list[str | None], not_missing: list[str]
) -> None:
    document = field("v", required=True) | ({} if of_field is None else {"missingValues": of_field})
    texts = [*missing, *not_missing]
    found = [findings(document, text, missingValues=of_schema) for text in texts]
    assert found == [[("E-REQUIRED", {})]] * len(missing) + [[]] * len(not_missing)


def test_a_catastrophic_pattern_takes_no_time() -> None:
    check = cell_check(msgspec.convert(field("v", pattern="(a+)+"), Field), schema(field("v")))
    start = time.process_time()
    assert check("a" * 30_000 + "b").findings
    assert not check("a" * 30_000).findings
    assert time.process_time() - start < 1

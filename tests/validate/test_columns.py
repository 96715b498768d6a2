"""A column at once gives what its cells give one by one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.package.models import Field, Schema
from pipeline.table import Table, frame
from pipeline.validate.cells import cell_check
from pipeline.validate.columns import column_of
from tests.validate.sample import field, schema

FIELDS = [
    field("any", "any"),
    field("text"),
    field("required", required=True),
    field("absent", missing=["-", "n.a."], required=True),
    field("nothing is missing", missing=[]),
    field("pattern", pattern="[0-9]+|a.|(?i)x"),
    field("whole pattern", pattern="a|ab"),
    field("length", minLength=1, maxLength=2),
    field("enum", enum=["a", "1", ""], pattern="[a-z]"),
    field("integer", "integer"),
    field("integer within", "integer", minimum=0, maximum=10),
    field("integer between", "integer", exclusiveMinimum=-5, exclusiveMaximum=5),
    field("integer far", "integer", minimum=-(10**25), maximum=10**25),
    field("integer enum", "integer", enum=[1, 10]),
    field("number", "number"),
    field("number within", "number", minimum=0, maximum=0.1),
    field("number between", "number", exclusiveMinimum=-1, exclusiveMaximum=1),
    field("number enum", "number", enum=[0.5, 1]),
    field("boolean", "boolean"),
    field("date", "date", minimum="2020-01-01"),
    field("year", "year", maximum=2023),
    field("month", "yearmonth"),
    {**field("categories"), "categories": ["a", {"value": "1", "label": "one"}]},
    {**field("email"), "format": "email"},
    {**field("uri"), "format": "uri"},
]
TEXTS = st.sampled_from(
    [
        *("", "-", "n.a.", "a", "ab", "x", "X", "a\n", "あ", "𠮷𠮷", "～", "〜", "6～9", "6〜9"),
        *("0", "1", "10", "11", "-5", "-4", "5", "007", "+5", " 5", "5 ", "1_0", "１", "0x1F", "1e3", "9" * 18),
        *("9" * 19, "-" + "9" * 18, "9" * 31, "1" + "0" * 25, "--5", "-", "1.0", "1.50", ".5", "5.", "0.1", "0.10"),
        *("0.1000000000000000055", "0.1000000000000001", "0.09999999999999999", "NaN", "inf", "-0", "1,000", "1e-400"),
        *("true", "True", "tRUE", "false", "2020-01-01", "2019-12-31", "2023-02-30", "2023-4-1", "2023", "2024"),
        *("２０２３", "2023-04", "2023-13", "a@b.jp", "a@b", "http://x.jp/", "http:// x", "a"),
    ]
) | st.text(max_size=4)


@pytest.mark.parametrize("document", FIELDS, ids=[f["name"] for f in FIELDS])
@given(st.lists(st.none() | TEXTS, max_size=40), st.booleans())
def test_a_column_is_its_cells(document: dict[str, Any], cells: list[str | None], keyed: bool) -> None:
    whole: Schema = schema(document)
    declared: Field = whole.fields[0]
    column = column_of(Table("t", frame(["c"], [[c] for c in cells])), 0, declared, whole, keyed=keyed)
    one_by_one = [cell_check(declared, whole)(cell) for cell in cells]
    assert list(column.findings) == [(row, finding) for row, cell in enumerate(one_by_one) for finding in cell.findings]
    wrong = {row for row, c in enumerate(one_by_one) if any(code == "E-TYPE" for code, _ in c.findings)}
    there = [row for row, missing in enumerate(column.missing.to_pylist()) if not missing]
    assert there == [row for row, c in enumerate(one_by_one) if c.value is not None or row in wrong]
    if keyed:
        texts = column.keys.to_pylist()
        values = [c.value.replace("～", "〜") if isinstance(c.value, str) else c.value for c in one_by_one]
        assert [text is None for text in texts] == [value is None for value in values]
        for a, one in enumerate(values):
            for b, other in enumerate(values):
                if one is not None and other is not None and (a != b or one == one):
                    assert (texts[a] == texts[b]) == (one == other), (cells[a], cells[b])

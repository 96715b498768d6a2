"""Each kind of difference of schemas, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.release.differences import kinds
from pipeline.release.schemas import schema_differences
from tests.release.making import field, made, table

CODES = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]
DERIVED = {"rate": "change", "inputs": {"value": "a", "previous": "b"}, "decimals": 1}
A, B = field("a"), field("b")
Case = tuple[str, dict[str, Any], dict[str, Any], str, str | None, str | None]

CASES: list[Case] = [
    ("key-changed", table(A, B, key=["a"]), table(A, B, key=["a", "b"]), "", '["a"]', '["a", "b"]'),
    ("field-removed", table(A, B), table(A), "b", None, None),
    ("field-added", table(A), table(A, B), "b", None, None),
    ("field-retyped", table(A), table(field("a", type="integer")), "a", "string", "integer"),
    ("meaning-changed", table(A, aboutUrl="id/{a}"), table(A, aboutUrl="no/{a}"), "", "id/{a}", "no/{a}"),
    ("meaning-changed", table(field("a", unit="hour")), table(field("a", unit="day")), "a", "hour", "day"),
    ("meaning-changed", table(A), table(field("a", propertyUrl="skos:note")), "a", None, "skos:note"),
    (
        "derivation-changed",
        table(A, B, field("c", derivation=DERIVED)),
        table(A, B, field("c", derivation=DERIVED | {"decimals": 2})),
        "c",
        "change(value=a, previous=b), 1 decimals",
        "change(value=a, previous=b), 2 decimals",
    ),
    ("constraint-changed", table(A), table(field("a", constraints={"minLength": 1})), "a", None, '{"minLength": 1}'),
    ("constraint-changed", table(A), table(A, uniqueKeys=[["a"]]), "", None, '[["a"]]'),
    ("code-removed", table(field("a", categories=CODES)), table(field("a", categories=CODES[:1])), "a", "b", None),
    ("code-added", table(field("a", categories=["a"])), table(field("a", categories=["a", "z"])), "a", None, "z"),
    (
        "text-changed",
        table(field("a", categories=CODES)),
        table(field("a", categories=[CODES[0], {"value": "b", "label": "Bee"}])),
        "a",
        '{"label": "B", "value": "b"}',
        '{"label": "Bee", "value": "b"}',
    ),
    ("text-changed", table(A), table(A | {"titles": {"ja": "あ", "en": "A"}}), "a", None, None),
    ("text-changed", table(A), table(A, definitions={"ja": "あ", "en": "A"}), "", None, '{"en": "A", "ja": "あ"}'),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]}-{case[3]}")
def test_a_difference_has_its_kind_field_and_both_sides(tmp_path: Path, case: Case) -> None:
    kind, old, new, name, before, after = case
    [one] = schema_differences(made(tmp_path / "old", t=old), made(tmp_path / "new", t=new))
    assert (one.kind, one.table, one.key, one.field) == (kind, "t", "", name)
    assert one.about == "https://x.jp/dataset/t"
    if (before, after) != (None, None):
        assert (one.old, one.new) == (before, after)


def test_tables_come_and_go_and_so_may_the_beginning_of_all_addresses(tmp_path: Path) -> None:
    old = made(tmp_path / "old", s=table(A), t=table(A))
    new = made(tmp_path / "new", base="https://y.jp/", t=table(A), u=table(A))
    assert [(one.kind, one.table, one.about) for one in schema_differences(old, new)] == [
        ("base-changed", "", "https://y.jp/"),
        ("table-removed", "s", "https://x.jp/dataset/s"),
        ("table-added", "u", "https://y.jp/dataset/u"),
    ]


def test_every_kind_of_a_schema_is_among_the_examples() -> None:
    of_rows = {"row-added", "row-removed", "value-changed", "value-redefined"}
    elsewhere = {"base-changed", "table-added", "table-removed"}
    assert {case[0] for case in CASES} | of_rows | elsewhere == set(kinds())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (table(A, B), table(B, A)),
        (table(A), table(field("a", type="string", format="default"))),
        (
            table(
                A, virtualColumns=[{"name": "v", "propertyUrl": "rdf:type", "valueUrl": "def/V", "titles": A["titles"]}]
            ),
            table(A, virtualColumns=[{"name": "v", "propertyUrl": "rdf:type", "valueUrl": "def/V"}]),
        ),
    ],
    ids=["order of fields", "what is so without a word", "titles of what every row says"],
)
def test_what_is_no_difference(tmp_path: Path, old: dict[str, Any], new: dict[str, Any]) -> None:
    assert not list(schema_differences(made(tmp_path / "old", t=old), made(tmp_path / "new", t=new)))

"""A table that is published as it was received is checked once; whatever is wrong with it is found all the same."""

from __future__ import annotations

import copy
from typing import Any

import msgspec
import pytest

from pipeline.interpret.tables import interpret_part
from pipeline.interpret.units import units
from pipeline.package import load
from pipeline.package.models import Schema
from pipeline.table import Table, frame
from pipeline.validate.carried import carried
from tests.conftest import ROOT
from tests.stages import validate
from tests.validate.sample import DOCUMENTS, child, field, parent
from tests.validate.test_parity import CELLS, TABLES

PUBLISHED: dict[str, Any] = copy.deepcopy(DOCUMENTS)
PUBLISHED["child"]["fields"][14].pop("missingValues")  # what is missing in one field only stays as it is
RAW = {name: msgspec.convert(document, Schema) for name, document in PUBLISHED.items()}


def schemas(**changes: Any) -> dict[str, Schema]:
    """The published schemas of the sample, with these keys of the child changed."""
    return {
        name: msgspec.convert(document | (changes if name == "child" else {}), Schema)
        for name, document in copy.deepcopy(PUBLISHED).items()
    }


def test_the_same_schemas_carry_over() -> None:
    assert carried(RAW, schemas()) == {"child", "parent"}


@pytest.mark.parametrize(
    "changes",
    [
        {"primaryKey": ["id"]},
        {"uniqueKeys": [["code", "note"]]},
        {"foreignKeys": []},
        {"missingValues": ["", "※", "?"]},
        *[{"fields": [*PUBLISHED["child"]["fields"][:-1], other]} for other in (
            field("free", "any", required=True),
            field("free"),
            {**field("free", "any"), "from": "note"},
            {**field("free", "any"), "derivation": {"statusOf": "x"}},
            field("new", "any"),
        )],
    ],
)  # fmt: skip
def test_whatever_differs_is_checked(changes: dict[str, Any]) -> None:
    assert carried(RAW, schemas(**changes)) <= {"parent"}


def test_a_table_to_which_another_one_refers_that_is_checked_is_checked_too() -> None:
    assert carried(RAW, schemas(primaryKey=["id"])) == set()


def test_the_package_has_both(root: Any) -> None:
    package = load(ROOT)
    same = carried(package.raw, package.published)
    assert same < set(package.raw)


def made(rows: list[list[str]], name: str) -> Table:
    names = [str(number) for number in range(len(rows[0]))]
    fitted = [[*row, *[None] * len(rows[0])][: len(rows[0])] for row in rows[1:]]
    ragged = {index: row for index, row in enumerate(rows[1:]) if len(row) != len(rows[0])}
    return Table(name, frame(names, fitted), name, "", range(2, len(rows) + 1), rows[0], ragged)


@pytest.mark.parametrize(("field_name", "cell"), [(name, cell) for _, name, cell, _ in CELLS])
def test_a_published_table_is_only_wrong_where_its_raw_one_is(field_name: str, cell: str) -> None:
    rows = child()
    rows[3][rows[0].index(field_name)] = cell
    _only_where_raw_is_wrong(rows, parent())


@pytest.mark.parametrize("spoil", [spoil for _, spoil, _ in TABLES], ids=[name for name, _, _ in TABLES])
def test_a_spoilt_table(spoil: Any) -> None:
    rows, others = child(), parent()
    spoil(rows, others)
    _only_where_raw_is_wrong(rows, others)


def _only_where_raw_is_wrong(rows: list[list[str]], others: list[list[str]]) -> None:
    tables = {"child": made(rows, "child"), "parent": made(others, "parent")}
    if any(list(table.labels) != [f.name for f in RAW[name].fields] for name, table in tables.items()):
        return  # it is not interpreted
    raw = {(problem.file, problem.row) for problem in validate(tables, RAW)}
    published = schemas()
    shaped = {n: interpret_part(t, RAW[n], published[n], units({}))[0] for n, t in tables.items()}
    assert {(problem.file, problem.row) for problem in validate(shaped, published)} <= raw

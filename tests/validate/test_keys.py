"""Keys in tables of one part and of many, in memory and on disk."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import pytest

import pipeline.validate.hashes
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Table, frame, taken
from pipeline.validate import validate_part
from pipeline.validate.keys import Ledger, key_problems, keys_of
from tests.validate.sample import Document, field, schema

EMPTY = "E-PRIMARY-KEY-EMPTY"
Rows = Sequence[Sequence[str | None]]
Found = list[tuple[int, str, str, str]]


Tables = Mapping[str, tuple[Sequence[str], Rows]]


def problems(
    tables: Tables, schemas: Mapping[str, Schema], size: int, asked: list[tuple[int, ...]] | None = None
) -> list[Problem]:
    """Of tables in parts of `size` rows; `asked` is told which part was read again, and which of its rows."""
    parts: dict[str, list[Table]] = {}
    for name, (labels, rows) in tables.items():
        parts[name] = [
            Table(name, frame(labels, rows[at : at + size]), name, lines=range(at + 1, len(rows) + 1), labels=labels)
            for at in range(0, len(rows) or 1, size)
        ]
    ledgers = {name: Ledger() for name in tables}
    found: list[Problem] = []
    for name, of_table in parts.items():
        for part in of_table:
            made = validate_part(part, schemas[name], keys_of(name, schemas))
            found += made.problems
            ledgers[name].add(made.numbers)

    def again(name: str, number: int, wanted: Sequence[int]) -> Table:
        if asked is not None:
            asked.append((number, *wanted))
        return taken(parts[name][number], wanted)

    found += key_problems(ledgers, schemas, again)
    return [problem for problem in found if problem.code.startswith(("E-UNIQUE", "E-PRIMARY", "E-FOREIGN"))]


def index(problem: Problem) -> int:
    return (problem.row or 0) - 1


def first(problem: Problem) -> str:
    """The index of the row before that has the same."""
    return str(int(problem.facts["first"]) - 1) if "first" in problem.facts else ""


@pytest.fixture(params=[1, 2, 100], ids=["rows one by one", "two by two", "all at once"])
def size(request: pytest.FixtureRequest) -> int:
    number: int = request.param
    return number


@pytest.fixture(autouse=True, params=[0, 10_000], ids=["as numbers", "as texts"])
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.validate.hashes, "FEW", request.param)


def found(fields: Sequence[Document], rows: Rows, size: int, **keys: object) -> Found:
    labels = [str(f["name"]) for f in fields]
    return sorted(
        (index(p), p.field, p.code, first(p))
        for p in problems({"t": (labels, rows)}, {"t": schema(*fields, **keys)}, size)
    )


@pytest.mark.parametrize(
    ("kind", "cells", "expected"),
    [
        ("string", ["x", "y", "x", "x"], [(2, "a", "E-UNIQUE", "0"), (3, "a", "E-UNIQUE", "2")]),
        ("string", [None, "", "x"], []),
        ("string", ["6～9月", "6〜9月"], [(1, "a", "E-UNIQUE", "0")]),  # as CP932 and as JIS has the wave dash
        ("number", ["NaN", "NaN", "-nan"], []),
        ("number", ["1.50", "1.5", "15e-1"], [(1, "a", "E-UNIQUE", "0"), (2, "a", "E-UNIQUE", "1")]),
        ("number", ["0", "-0.0", "1e2", "100"], [(1, "a", "E-UNIQUE", "0"), (3, "a", "E-UNIQUE", "2")]),
        ("number", ["1e999999", "1e999998", "Infinity", "inf"], [(3, "a", "E-UNIQUE", "2")]),
        ("integer", ["7", "007", "+7", "７", "-7"], [(i, "a", "E-UNIQUE", str(i - 1)) for i in (1, 2, 3)]),
        ("integer", ["9" * 30, "8", "09" + "9" * 29], [(2, "a", "E-UNIQUE", "0")]),
        ("boolean", ["true", "1", "false"], [(1, "a", "E-UNIQUE", "0")]),
        ("date", ["2023-04-01", "2023-4-1"], [(1, "a", "E-UNIQUE", "0")]),
        ("yearmonth", ["2023-04", "2023-4", "2023-05"], [(1, "a", "E-UNIQUE", "0")]),
        ("integer", ["?", "?"], []),
    ],
)
def test_unique(kind: str, cells: Sequence[str | None], expected: Found, size: int) -> None:
    assert found([field("a", kind, unique=True)], [[cell] for cell in cells], size) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("x", "1"), ("x", "2"), ("x", "1")], [(2, "a, b", "E-PRIMARY-KEY", "0")]),
        ([("x", None), ("x", None)], [(1, "a, b", "E-PRIMARY-KEY", "0")]),
        ([(None, None), (None, "1")], [(0, "a, b", EMPTY, "")]),
        ([(None, "?"), (None, None)], [(0, "a, b", EMPTY, ""), (1, "a, b", EMPTY, "")]),
        ([("x", "NaN"), ("x", "NaN")], []),
        ([], []),
    ],
)
def test_primary_key(rows: Rows, expected: Found, size: int) -> None:
    assert found([field("a"), field("b", "number")], rows, size, primaryKey=["a", "b"]) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("x", "1"), ("x", "2"), ("x", "1")], [(2, "a, b", "E-UNIQUE-KEY", "0")]),
        ([("x", None), ("x", None)], []),
        ([(None, None), (None, None)], []),
    ],
)
def test_unique_keys_are_not_compared_where_a_part_is_missing(rows: Rows, expected: Found, size: int) -> None:
    assert found([field("a"), field("b")], rows, size, uniqueKeys=[["a", "b"]]) == expected


def test_each_of_several_unique_keys(size: int) -> None:
    expected = [(1, "a", "E-UNIQUE-KEY", "0"), (2, "b", "E-UNIQUE-KEY", "1")]
    rows = [("x", "1"), ("x", "2"), ("y", "2")]
    assert found([field("a"), field("b")], rows, size, uniqueKeys=[["a"], ["b"]]) == expected


@pytest.mark.parametrize(
    ("kinds", "ours", "theirs", "wrong"),
    [
        ("string string", ["x", "y"], ["y", "x", "z"], []),
        ("string string", ["x", "q", "y", "q"], ["y", "x"], [1, 3]),
        ("string string", [None, "x"], ["x"], []),
        ("string string", [None], [], []),
        ("string string", ["x"], [], [0]),
        ("integer number", ["1"], ["1.0"], []),
        ("string integer", ["1"], ["1"], [0]),
        ("number number", ["NaN"], ["NaN"], [0]),
        ("integer integer", ["?", "01"], ["1"], []),
    ],
)
def test_foreign_key(kinds: str, ours: list[str | None], theirs: list[str], wrong: list[int], size: int) -> None:
    kind, other = kinds.split()
    foreign = {"fields": ["a"], "reference": {"resource": "t", "fields": ["k"]}}
    schemas = {"s": schema(field("a", kind), foreignKeys=[foreign]), "t": schema(field("k", other))}
    tables: Tables = {"s": (["a"], [[cell] for cell in ours]), "t": (["k"], [[cell] for cell in theirs])}
    made = problems(tables, schemas, size)
    assert [index(problem) for problem in made] == wrong
    facts = {"table": "t", "fields": "k", "where": "t"}
    assert all((p.code, p.facts) == ("E-FOREIGN-KEY", facts) for p in made)


def test_a_foreign_key_whose_column_is_not_there(size: int) -> None:
    foreign = {"fields": ["a"], "reference": {"resource": "t", "fields": ["k"]}}
    schemas = {"s": schema(field("a"), foreignKeys=[foreign]), "t": schema(field("o"), field("k"))}
    assert [index(p) for p in problems({"s": (["a"], [["x"]]), "t": (["o"], [["x"]])}, schemas, size)] == [0]


def test_foreign_key_of_two_fields_is_skipped_only_where_both_are_missing(size: int) -> None:
    foreign = {"fields": ["a", "b"], "reference": {"resource": "t", "fields": ["k", "l"]}}
    schemas = {"s": schema(field("a"), field("b"), foreignKeys=[foreign]), "t": schema(field("k"), field("l"))}
    rows: Rows = [("x", "1"), ("x", "2"), (None, "1"), (None, None)]
    made = problems({"s": (["a", "b"], rows), "t": (["k", "l"], [("x", "1"), ("y", "2")])}, schemas, size)
    assert [(index(problem), problem.field) for problem in made] == [(1, "a, b"), (2, "a, b")]


def test_keys_on_disk_are_the_same_as_those_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    codes = [str(number) for number in range(900)]
    rows = [(str(chance.randrange(500)), chance.choice([*codes, None])) for _ in range(700)]
    foreign = {"fields": ["b"], "reference": {"resource": "t", "fields": ["k"]}}
    schemas = {
        "s": schema(field("a", "integer"), field("b"), primaryKey=["a"], foreignKeys=[foreign]),
        "t": schema(field("k"), primaryKey=["k"]),
    }
    tables: Tables = {"s": (["a", "b"], rows), "t": (["k"], [[code] for code in codes[:600]])}
    monkeypatch.setattr(pipeline.validate.hashes, "FEW", 200)  # texts first, then numbers
    monkeypatch.setattr(pipeline.validate.hashes, "IN_MEMORY", 50)
    on_disk = problems(tables, schemas, 40)
    monkeypatch.setattr(pipeline.validate.hashes, "IN_MEMORY", 10**9)
    assert on_disk == problems(tables, schemas, 40)
    last: dict[str, int] = {}
    repeats = []
    for row, (key, _) in enumerate(rows):
        repeats += [(row, str(last[key]))] if key in last else []
        last[key] = row
    assert [(index(p), first(p)) for p in on_disk if p.code == "E-PRIMARY-KEY"] == repeats
    broken = [row for row, (_, code) in enumerate(rows) if code and int(code) >= 600]
    assert [index(p) for p in on_disk if p.code == "E-FOREIGN-KEY"] == broken


def test_only_the_rows_in_which_something_is_wrong_are_read_again() -> None:
    asked: list[tuple[int, ...]] = []
    rows: Rows = [["x"], ["y"], ["z"], [None], ["x"], ["w"], ["u"], ["v"], [None]]
    made = problems({"t": (["a"], rows)}, {"t": schema(field("a", unique=True))}, 3, asked)
    assert [(index(problem), first(problem)) for problem in made] == [(4, "0")]
    assert sorted(asked) == [(0, 0), (1, 1)]

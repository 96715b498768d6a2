"""Rows are compared by a database as a plain loop compares them, whatever stands in the cells."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Stop
from pipeline.release.rows import changed_rows
from pipeline.release.sides import Row
from tests.conftest import tries
from tests.release.making import field, made, table

NASTY = [
    "a",
    "A",
    '"',
    '""',
    ",",
    "\n",
    "\r",
    "\r\n",
    "/",
    "a/",
    "\\",
    "'",
    " ",
    "\u3000",
    "NULL",
    "0",
    "00",
    "é",
    "\u0301",
    "c0",
]
CELLS = st.none() | st.lists(st.sampled_from(NASTY), min_size=1, max_size=3).map("".join)
NAMES = ["line", "nth", "a", "b"]
Pair = tuple[Row | None, Row | None]


def slow(old: Sequence[Row], new: Sequence[Row], keys: Sequence[str], common: Sequence[str]) -> list[Pair]:
    """The same by a loop: a row is found by its key, without one by its common cells and how often they were there."""

    def placed(rows: Sequence[Row]) -> dict[object, Row]:
        seen: Counter[object] = Counter()
        found: dict[object, Row] = {}
        for row in rows:
            cells = tuple(row[name] for name in keys or common)
            found[cells, 0 if keys else seen[cells]] = row
            seen[cells] += 1
        return found

    before, after = placed(old), placed(new)
    pairs: list[Pair] = [(before.get(place), row) for place, row in after.items()]
    pairs += [(row, None) for place, row in before.items() if place not in after]
    return [(a, b) for a, b in pairs if a is None or b is None or any(a[name] != b[name] for name in common)]


@st.composite
def sides(draw: st.DrawFn) -> tuple[list[str], list[str], list[str], list[Row], list[Row]]:
    """Keys, the fields of both sides in any order, and rows of both, of which some are alike."""
    keys = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=2))
    rest = [name for name in NAMES if name not in keys]
    fields, others = (
        draw(st.permutations([*keys, *draw(st.lists(st.sampled_from(rest), unique=True, min_size=0 if keys else 1))]))
        for _ in range(2)
    )
    pool = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, CELLS)), max_size=6))
    if keys:
        pool = list({tuple(row[name] for name in keys): row for row in pool}.values())
    changes = st.fixed_dictionaries({}, optional=dict.fromkeys([name for name in NAMES if name not in keys], CELLS))

    def some(names: list[str]) -> list[Row]:
        chosen = draw(st.lists(st.sampled_from(pool), unique_by=id if keys else None, max_size=6)) if pool else []
        return [{name: {**row, **draw(changes)}[name] for name in names} for row in chosen]

    return keys, fields, others, some(fields), some(others)


@given(sides())
@tries(80)
def test_rows_are_compared_as_a_loop_compares_them(
    given_: tuple[list[str], list[str], list[str], list[Row], list[Row]],
) -> None:
    keys, fields, others, old, new = given_
    with tempfile.TemporaryDirectory() as place:
        before = made(Path(place) / "old[*]", t=table(*map(field, fields), rows=old, key=keys))
        after = made(Path(place) / "new'?", t=table(*map(field, others), rows=new, key=keys))
        found = list(changed_rows(before, after, "t"))
    common = [name for name in others if name in fields]
    assert [(row.old, row.new) for row in found] == (slow(old, new, keys, common) if common else [])
    for row in found:
        there = row.new or row.old or {}
        assert row.key == "/".join(there[name] or "" for name in keys or common)


def test_no_row_of_a_table_without_a_key_is_lost(tmp_path: Path) -> None:
    alike: Row = {"a": "1", "b": None}
    before = made(tmp_path / "old", t=table(field("a"), field("b"), rows=[alike, alike, alike]))
    after = made(tmp_path / "new", t=table(field("b"), field("a"), rows=[alike]))
    assert [(row.old, row.new) for row in changed_rows(before, after, "t")] == [(alike, None)] * 2
    assert [(row.old, row.new) for row in changed_rows(after, before, "t")] == [(None, alike)] * 2


def test_the_name_of_a_folder_is_no_pattern(tmp_path: Path) -> None:
    star, other, third = (
        made(tmp_path / name, t=table(field("a"), rows=[{"a": name}], key=["a"])) for name in ("r*", "rx", "third")
    )
    assert {row.key for row in changed_rows(star, third, "t")} == {"r*", "third"}
    assert {row.key for row in changed_rows(other, third, "t")} == {"rx", "third"}


def test_a_row_may_be_long(tmp_path: Path) -> None:
    long = "長い\n" * 1_000_000
    rows: list[Row] = [{"a": "1", "b": long}, {"a": "2", "b": "x"}]
    before = made(tmp_path / "old", t=table(field("a"), field("b"), rows=rows, key=["a"]))
    after = made(tmp_path / "new", t=table(field("a"), field("b"), rows=[rows[0], {"a": "2", "b": "y"}], key=["a"]))
    assert [row.key for row in changed_rows(before, after, "t")] == ["2"]


def test_a_table_that_is_broken_further_down_is_a_problem(tmp_path: Path) -> None:
    old, new = (made(tmp_path / n, t=table(field("a"), field("b"), rows=[{"a": n, "b": n}])) for n in ("1", "2"))
    with (tmp_path / "2" / "data" / "t.csv").open("ab") as file:
        file.write(b"3,3,3\n")
    with pytest.raises(Stop) as stop:
        list(changed_rows(old, new, "t"))
    assert [(p.code, p.file, p.row) for p in stop.value.problems] == [("E-RELEASE-FORM", "data/t.csv", 3)]

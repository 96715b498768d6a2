"""What is weightier comes first, and only numbers move by a part of themselves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.differences import Difference, kinds, ranked
from pipeline.release.versions import LEVELS

VALUE = Difference("value-changed", "t", "k", "f", "100", "101", measured=True)


@pytest.mark.parametrize(
    ("old", "new", "share"),
    [
        ("100", "101", "0.01"),
        ("-50", "-40.0", "0.2"),
        ("0.10", "0.05", "-0.5"),
        ("0", "1", None),
        ("a", "1", None),
        (None, "1", None),
        ("1", None, None),
        ("NaN", "1", None),
        ("INF", "1", None),
        ("1", "9e999999999999999999", None),
        ("1e-999999", "1e999999", None),
    ],
)
def test_a_number_moves_by_a_part_of_the_old_one(old: str | None, new: str | None, share: str | None) -> None:
    assert replace(VALUE, old=old, new=new).relative == (None if share is None else Decimal(share))


def test_a_code_of_digits_is_no_number() -> None:
    assert replace(VALUE, measured=False).relative is None


def test_kinds_stand_in_the_order_of_what_they_are_about_and_reach_one_of_the_levels() -> None:
    assert {kind.level for kind in kinds().values()} == set(LEVELS)
    assert all(kind.words.ja and kind.words.en for kind in kinds().values())


def test_the_weightiest_comes_first() -> None:
    ordered = [
        replace(VALUE, unexplained=True),
        Difference("row-removed", "t"),
        Difference("row-added", "t"),
        replace(VALUE, new="50"),
        replace(VALUE, new="102"),
        replace(VALUE, old="a", new="b"),
        replace(VALUE, incidental=True),
    ]
    assert ranked(list(reversed(ordered))) == ordered


@given(st.permutations([Difference(kind, "t", str(n)) for kind in kinds() for n in range(2)]))
def test_ranking_loses_nothing_and_keeps_the_order_of_equals(given_: list[Difference]) -> None:
    found = ranked(given_)
    assert sorted(map(id, found)) == sorted(map(id, given_))
    for kind in kinds():
        assert [one for one in found if one.kind == kind] == [one for one in given_ if one.kind == kind]


def test_what_a_run_reports_of_itself_puts_nothing_at_risk() -> None:
    assert Difference("row-removed", "audit", incidental=True).level == "patch"

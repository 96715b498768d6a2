"""Axes: all numbers are on them, and their ticks are few, round and in steps."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.site.scale import scale

NUMBERS = st.lists(st.decimals(min_value=Decimal("-1e12"), max_value=Decimal("1e12"), places=2), max_size=8)


@given(numbers=NUMBERS, zero=st.booleans())
def test_numbers_lie_between_the_first_and_the_last_tick(numbers: list[Decimal], zero: bool) -> None:
    ticks = scale(numbers, zero=zero).ticks
    assert 2 <= len(ticks) <= 8
    assert all(ticks[0] <= number <= ticks[-1] for number in numbers)
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert not zero or Decimal(0) in ticks


@pytest.mark.parametrize(
    ("numbers", "ticks"),
    [
        ((112, 160, 100), "80 100 120 140 160"),
        ((25, 100), "0 20 40 60 80 100"),
        ((-5, 5), "-6 -4 -2 0 2 4 6"),
        ((7,), "0 2 4 6 8"),
        ((0, 0), "0 1"),
    ],
)
def test_ticks_are_those_that_one_would_write(numbers: tuple[int, ...], ticks: str) -> None:
    assert " ".join(f"{tick:f}" for tick in scale([Decimal(n) for n in numbers], zero=False).ticks) == ticks

"""Rates of columns are the rates of their rows, to the digit."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.arrays import strings
from pipeline.enrich.outcomes import published
from pipeline.enrich.rates import RATES
from pipeline.enrich.rates.columns import COLUMNS

NAMES = {"share": ("part", "whole"), "per_item": ("amount", "count")}
CELLS = (
    st.none()
    | st.integers(0, 10**12 - 1).map(str)
    | st.integers(0, 20).map(str)
    | st.sampled_from(["0", "1", "999999999999", "1000000000000", "-5", "1.5", "007", "+1", "", "many", "3", "7", "8"])
)


def number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None


@pytest.mark.parametrize("rate", NAMES)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=30), st.integers(0, 4))
def test_a_column_is_its_rows(rate: str, rows: list[tuple[str | None, str | None]], decimals: int) -> None:
    inputs = {name: strings([row[at] for row in rows]) for at, name in enumerate(NAMES[rate])}
    made = COLUMNS[rate](inputs, decimals)
    assert made is not None
    done, texts = made[0].to_pylist(), iter(made[1].to_pylist())
    for row, is_done in zip(rows, done, strict=True):
        if is_done:
            outcome = RATES[rate](**{name: number(cell) for name, cell in zip(NAMES[rate], row, strict=True)})
            assert (next(texts), "computed") == (published(outcome.value, decimals), outcome.status)
    assert next(texts, None) is None


def test_counts_are_done_and_nothing_else() -> None:
    cells = strings(["1", "0", None, "-1", "1.0", "01", "1000000000000"])
    made = COLUMNS["share"]({"part": cells, "whole": strings(["8"] * 7)}, 2)
    assert made is not None
    assert made[0].to_pylist() == [True, True, False, False, False, False, False]
    assert made[1].to_pylist() == ["12.50", "0.00"]
    assert COLUMNS["share"]({"part": cells, "whole": cells}, 5) is None

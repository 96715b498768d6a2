"""Rates of whole columns at once: of the rows whose inputs are counts, exact in 64 bits; the others go one by one.

tests/enrich/test_columns.py holds that both give the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from pipeline.arrays import integers, pc

_COUNT = r"\A(?:0|[1-9][0-9]{0,11})\z"
_MOST = 4
"""Decimals up to which a count times 100 fits into 64 bits with them, and twice that."""

Columns = Mapping[str, Any]
Made = tuple[Any, Any]
"""The rows that are counts (a boolean array), and their values as texts."""


def share(inputs: Columns, decimals: int) -> Made | None:
    """`parts.share` with its inputs part and whole."""
    return _quotient(inputs["part"], inputs["whole"], 100, decimals)


def per_item(inputs: Columns, decimals: int) -> Made | None:
    """`parts.per_item` with its inputs amount and count."""
    return _quotient(inputs["amount"], inputs["count"], 1, decimals)


def _quotient(above: Any, below: Any, times: int, decimals: int) -> Made | None:
    """above / below x times, rounded half up."""
    import numpy as np

    if decimals > _MOST:
        return None
    counts = [pc.fill_null(pc.match_substring_regex(cells, _COUNT), False) for cells in (above, below)]
    rows = pc.and_not(pc.and_(*counts), pc.fill_null(pc.equal(below, "0"), False))
    one, other = (cells.filter(rows).cast(pa.int64()).to_numpy() for cells in (above, below))
    digits = (2 * one * times * 10**decimals + other) // (2 * other)
    whole, rest = np.divmod(digits, 10**decimals)
    texts = integers(whole).cast(pa.string())
    if decimals:
        padded = pc.utf8_slice_codeunits(integers(rest + 10**decimals).cast(pa.string()), 1)
        texts = pc.binary_join_element_wise(texts, padded, ".")
    return rows, texts


COLUMNS: Mapping[str, Callable[[Columns, int], Made | None]] = {"share": share, "per_item": per_item}

"""Typed cells that are copied as they are: one spelling for each value in what is published."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.arrays import pc, replaced


def canonical_cells(cells: Any, kind: str, true_values: Collection[str], false_values: Collection[str]) -> Any:
    """`canonical` of a string array, without looking at cells that are so already."""
    if kind == "boolean":
        return replaced(cells, pc.is_valid(cells), lambda text: canonical(text, kind, true_values, false_values))
    if kind not in _CANONICAL:
        return cells
    plain = pc.and_not(pc.ascii_is_decimal(cells), pc.starts_with(cells, "0"))  # most are, and this is soon seen
    if pc.all(pc.and_(plain, pc.less_equal(pc.binary_length(cells), 30))).as_py():
        return cells
    others = pc.invert(pc.fill_null(pc.match_substring_regex(cells, _CANONICAL[kind]), True))
    return replaced(cells, others, lambda text: canonical(text, kind))


_CANONICAL = {
    "integer": r"\A(?:|0|-?[1-9][0-9]{0,29})\z",
    "number": r"\A(?:|-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?)\z",
}


def canonical(text: str, kind: str, true_values: Collection[str] = (), false_values: Collection[str] = ()) -> str:
    """`TRUE` as true, `+5` and `1e3` as 5 and 1000; any other text, and what is not of the type, as it is.

    >>> canonical("TRUE", "boolean", ["true", "TRUE"]), canonical("007", "integer"), canonical("007", "string")
    ('true', '7', '007')
    """
    if kind == "boolean":
        return "true" if text in true_values else "false" if text in false_values else text
    if kind in ("integer", "number"):
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        # beyond 30 places it is no number of ours, and writing it out could fill the memory
        return f"{number:f}" if number.is_finite() and abs(number.adjusted()) <= 30 else text
    return text

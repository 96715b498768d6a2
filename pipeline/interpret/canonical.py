"""Typed cells that are copied as they are: one spelling for each value in what is published."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal, InvalidOperation


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

"""Sums and differences of printed numbers, which have 30 digits at most, without rounding."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, localcontext

_DIGITS = 100


def add(cells: Iterable[str | None]) -> Decimal:
    """The sum of decimal texts; an empty one adds nothing."""
    with localcontext(prec=_DIGITS):
        return sum((Decimal(cell) for cell in cells if cell), Decimal(0))


def plus(one: Decimal, other: Decimal) -> Decimal:
    """one + other."""
    with localcontext(prec=_DIGITS):
        return one + other


def subtract(one: Decimal, other: Decimal) -> Decimal:
    """one - other."""
    with localcontext(prec=_DIGITS):
        return one - other

"""What a rate gives, and the arithmetic that rates share."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

Value = Decimal | str | None

UNSTATED = "unstated"
"""The code of a unit or basis that the source does not state: nothing is known to be the same."""


class Outcome(NamedTuple):
    """A value, exact, and `computed` or the reason why there is none."""

    value: Fraction | Decimal | str | None
    status: str


def round_half_up(value: Fraction | Decimal, decimals: int) -> Decimal:
    """四捨五入 on the exact value: half away from zero, always `decimals` digits after the point.

    >>> round_half_up(Fraction(1, 8) * 100, 0), round_half_up(Fraction(-5, 2), 0)
    (Decimal('13'), Decimal('-3'))
    """
    return to_digits(Fraction(value), decimals, half_up=True)


def to_digits(value: Fraction, decimals: int, *, half_up: bool) -> Decimal:
    """The value with `decimals` digits after the point, rounded half away from zero or cut off."""
    scaled = abs(value) * 10**decimals + (Fraction(1, 2) if half_up else 0)
    digits = scaled.numerator // scaled.denominator
    return Decimal(f"{'-' if value < 0 and digits else ''}{digits}e-{decimals}")


def percent(part: Decimal, whole: Decimal) -> Outcome:
    """part / whole x 100."""
    if whole == 0:
        return Outcome(None, "zero_denominator")
    return Outcome(Fraction(part) / Fraction(whole) * 100, "computed")


def boolean(value: bool) -> str:
    """As a cell has it."""
    return "true" if value else "false"


def against_previous(value: Decimal | None, previous: Decimal | None) -> str:
    """Why a value is not compared with the year before, or nothing."""
    if value is None:
        return "no_value"
    return "no_previous_year" if previous is None else ""


def not_the_same(one: str | None, other: str | None, what: str = "unit") -> str:
    """Why two values are not of one unit or basis, or nothing."""
    if UNSTATED in (one, other):
        return f"{what}_not_stated"
    return "" if one == other else f"{what}_differs"

"""Parts of a whole."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pipeline.enrich.rates.outcome import Outcome, percent


def share(part: Decimal | None, whole: Decimal | None) -> Outcome:
    """part / whole x 100, in percent."""
    if part is None or whole is None:
        return Outcome(None, "no_value")
    return percent(part, whole)


def per_item(amount: Decimal | None, count: Decimal | None) -> Outcome:
    """amount / count, in the unit of the amount."""
    if amount is None or count is None:
        return Outcome(None, "no_value")
    if count == 0:
        return Outcome(None, "zero_denominator")
    return Outcome(Fraction(amount) / Fraction(count), "computed")

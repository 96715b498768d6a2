"""The rates that the source prints itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pipeline.enrich.rates.outcome import Outcome, to_digits


def reported_rule(reported: Decimal | None, value: Decimal | None, target: Decimal | None) -> Outcome:
    """The rule by which the source's printed rate follows from its value and target: truncated,
    rounded, capped (at 100), none (no rule does), not_reported. The first in this order."""
    if reported is None:
        return Outcome("not_reported", "computed")
    return Outcome(next(iter(_rules(reported, value, target)), "none"), "computed")


def reported_rule_count(reported: Decimal | None, value: Decimal | None, target: Decimal | None) -> Outcome:
    """How many of the rules give the printed rate: with two, the source does not tell them apart."""
    if reported is None:
        return Outcome(None, "not_reported")
    return Outcome(Decimal(len(_rules(reported, value, target))), "computed")


def _rules(reported: Decimal, value: Decimal | None, target: Decimal | None) -> list[str]:
    if value is None or not target:
        return []
    exact = Fraction(value) / Fraction(target) * 100
    decimals = max(0, -int(reported.as_tuple().exponent))
    results = {
        "truncated": to_digits(exact, decimals, half_up=False),
        "rounded": to_digits(exact, decimals, half_up=True),
    }
    if exact > 100:
        results["capped"] = Decimal(100)
    return [rule for rule, result in results.items() if result == reported]

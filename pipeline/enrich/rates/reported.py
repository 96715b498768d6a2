"""The rates that the source prints itself."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pipeline.enrich.rates.outcome import Outcome, not_the_same, to_digits


def reported_rule(
    reported: Decimal | None, value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None
) -> Outcome:
    """The rule by which the source's printed rate follows from its value and target: truncated, rounded, capped
    (at 100), none (no rule does), the first in this order; not_reported, and not_comparable where the units differ."""
    if reported is None:
        return Outcome("not_reported", "computed")
    if not_the_same(unit, target_unit):
        return Outcome("not_comparable", "computed")
    return Outcome(next(iter(_rules(reported, value, target)), "none"), "computed")


def reported_rule_count(
    reported: Decimal | None, value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None
) -> Outcome:
    """How many of the rules give the printed rate: with two, the source does not tell them apart."""
    if reported is None:
        return Outcome(None, "not_reported")
    differs = not_the_same(unit, target_unit)
    return Outcome(None, differs) if differs else Outcome(Decimal(len(_rules(reported, value, target))), "computed")


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

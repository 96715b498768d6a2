"""Derived rates: pure functions with named inputs, exact arithmetic, and a status beside each value.

An input is a Decimal, a text, or None where the source has none. A rate that cannot be given is None
with the status that says why; the codes are explained in the published table `statuses`.
Rounding (四捨五入, half away from zero) is the caller's, by what the schema declares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import NamedTuple

Value = Decimal | str | None

UNSTATED = "unstated"
"""The code of a unit or basis that the source does not state: nothing is known to be the same."""


class Outcome(NamedTuple):
    """A value, exact, and `computed` or the reason why there is none."""

    value: Fraction | Decimal | str | None
    status: str


def achievement(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> Outcome:
    """value / target x 100, in percent (達成率)."""
    if value is None or target is None or unit != target_unit:
        return Outcome(None, _against_target(value, target))
    return _percent(value, target)


def progress(
    value: Decimal | None,
    target: Decimal | None,
    baseline: Decimal | None,
    unit: str | None,
    target_unit: str | None,
    baseline_unit: str | None,
) -> Outcome:
    """(value - baseline) / (target - baseline) x 100, in percent: the way gone from the baseline."""
    if value is None or target is None:
        return Outcome(None, _against_target(value, target))
    if baseline is None:
        return Outcome(None, "no_baseline")
    if not unit == target_unit == baseline_unit:
        return Outcome(None, "unit_differs")
    if target <= baseline:
        return Outcome(None, "target_not_above_baseline")
    return _percent(_difference(value, baseline), _difference(target, baseline))


def gap(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> Outcome:
    """target - value, in the KPI's unit: what is still missing; negative where the target is passed."""
    if value is None or target is None or unit != target_unit:
        return Outcome(None, _against_target(value, target))
    return Outcome(_difference(target, value), "computed")


def target_met(
    value: Decimal | None,
    target: Decimal | None,
    target_type: str | None,
    previous: Decimal | None,
    unit: str | None,
    target_unit: str | None,
    previous_unit: str | None,
) -> Outcome:
    """true or false: at least the target, or above the year before where that is the target."""
    if target_type == "exceed_previous_year":
        refused = _not_comparable(value, previous, unit, previous_unit)
        if refused or value is None or previous is None:
            return Outcome(None, refused)
        return Outcome(_boolean(value > previous), "computed")
    if value is None or target is None or unit != target_unit:
        return Outcome(None, _against_target(value, target))
    return Outcome(_boolean(value >= target), "computed")


def assumed_baseline(value: Decimal | None) -> Outcome:
    """The earliest printed value taken for the baseline, said to be an assumption."""
    return Outcome(value, "no_baseline" if value is None else "assumed")


def either(one: str | None, other: str | None) -> Outcome:
    """true where one of two flags is."""
    return Outcome(_boolean("true" in (one, other)), "computed")


def share(part: Decimal | None, whole: Decimal | None) -> Outcome:
    """part / whole x 100, in percent."""
    if part is None or whole is None:
        return Outcome(None, "no_value")
    return _percent(part, whole)


def per_item(amount: Decimal | None, count: Decimal | None) -> Outcome:
    """amount / count, in the unit of the amount."""
    if amount is None or count is None:
        return Outcome(None, "no_value")
    if count == 0:
        return Outcome(None, "zero_denominator")
    return Outcome(Fraction(amount) / Fraction(count), "computed")


def change(value: Decimal | None, previous: Decimal | None, unit: str | None, previous_unit: str | None) -> Outcome:
    """value - the year before, in the unit of the value (points where that is percent)."""
    refused = _not_comparable(value, previous, unit, previous_unit)
    if refused or value is None or previous is None:
        return Outcome(None, refused)
    return Outcome(_difference(value, previous), "computed")


def change_rate(
    value: Decimal | None, previous: Decimal | None, basis: str | None, previous_basis: str | None
) -> Outcome:
    """(value - the year before) / the year before x 100, in percent. `basis`: what is measured (a unit;
    settlement or budget); values on different bases are not compared."""
    refused = _not_comparable(value, previous, basis, previous_basis)
    if refused or value is None or previous is None:
        return Outcome(None, refused)
    return _percent(_difference(value, previous), previous)


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


RATES: Mapping[str, Callable[..., Outcome]] = {
    rate.__name__: rate
    for rate in (
        achievement,
        progress,
        gap,
        target_met,
        assumed_baseline,
        either,
        share,
        per_item,
        change,
        change_rate,
        reported_rule,
        reported_rule_count,
    )
}


DIVIDING = frozenset({"achievement", "progress", "share", "per_item", "change_rate"})
"""The rates that divide, so that their derivation must say how many decimals are published."""


def round_half_up(value: Fraction | Decimal, decimals: int) -> Decimal:
    """四捨五入 on the exact value: half away from zero, always `decimals` digits after the point.

    >>> round_half_up(Fraction(1, 8) * 100, 0), round_half_up(Fraction(-5, 2), 0)
    (Decimal('13'), Decimal('-3'))
    """
    return _to_digits(Fraction(value), decimals, half_up=True)


def _to_digits(value: Fraction, decimals: int, *, half_up: bool) -> Decimal:
    scaled = abs(value) * 10**decimals + (Fraction(1, 2) if half_up else 0)
    digits = scaled.numerator // scaled.denominator
    return Decimal(f"{'-' if value < 0 and digits else ''}{digits}e-{decimals}")


def _rules(reported: Decimal, value: Decimal | None, target: Decimal | None) -> list[str]:
    if value is None or not target:
        return []
    exact = Fraction(value) / Fraction(target) * 100
    decimals = max(0, -int(reported.as_tuple().exponent))
    results = {
        "truncated": _to_digits(exact, decimals, half_up=False),
        "rounded": _to_digits(exact, decimals, half_up=True),
    }
    if exact > 100:
        results["capped"] = Decimal(100)
    return [rule for rule, result in results.items() if result == reported]


def _against_target(value: Decimal | None, target: Decimal | None) -> str:
    """Why a value is not measured against a target."""
    if value is None:
        return "no_value"
    return "no_numeric_target" if target is None else "unit_differs"


def _not_comparable(value: Decimal | None, previous: Decimal | None, basis: str | None, other: str | None) -> str:
    if value is None:
        return "no_value"
    if previous is None:
        return "no_previous_year"
    if UNSTATED in (basis, other):
        return "basis_not_stated"
    return "" if basis == other else "basis_differs"


def _difference(one: Decimal, other: Decimal) -> Decimal:
    with localcontext(prec=100):  # exact: printed numbers have 30 digits at most
        return one - other


def _percent(part: Decimal, whole: Decimal) -> Outcome:
    if whole == 0:
        return Outcome(None, "zero_denominator")
    return Outcome(Fraction(part) / Fraction(whole) * 100, "computed")


def _boolean(value: bool) -> str:
    return "true" if value else "false"

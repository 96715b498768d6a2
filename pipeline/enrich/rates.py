"""Derived rates: pure functions with named inputs, exact arithmetic, and a status beside each value.

An input is a Decimal, a text, or None where the source has none. A rate that cannot be given is None
with the status that says why; the codes are explained in the published table `statuses`.
Rounding (四捨五入, half away from zero) is the caller's, by what the schema declares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pipeline.exact import subtract

Value = Decimal | str | None

UNSTATED = "unstated"
"""The code of a unit or basis that the source does not state: nothing is known to be the same."""


class Outcome(NamedTuple):
    """A value, exact, and `computed` or the reason why there is none."""

    value: Fraction | Decimal | str | None
    status: str


def achievement(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> Outcome:
    """value / target x 100, in percent (達成率)."""
    refused = _against_target(value, target, unit, target_unit)
    if refused or value is None or target is None:
        return Outcome(None, refused)
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
    if baseline is None and value is not None and target is not None:
        return Outcome(None, "no_baseline")
    refused = _against_target(value, target, unit, target_unit) or _not_the_same(unit, baseline_unit)
    if refused or value is None or target is None or baseline is None:
        return Outcome(None, refused)
    if target <= baseline:
        return Outcome(None, "target_not_above_baseline")
    return _percent(subtract(value, baseline), subtract(target, baseline))


def gap(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> Outcome:
    """target - value, in the KPI's unit: what is still missing; negative where the target is passed."""
    refused = _against_target(value, target, unit, target_unit)
    if refused or value is None or target is None:
        return Outcome(None, refused)
    return Outcome(subtract(target, value), "computed")


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
        refused = _against_previous(value, previous) or _not_the_same(unit, previous_unit)
        if refused or value is None or previous is None:
            return Outcome(None, refused)
        return Outcome(_boolean(value > previous), "computed")
    refused = _against_target(value, target, unit, target_unit)
    if refused or value is None or target is None:
        return Outcome(None, refused)
    return Outcome(_boolean(value >= target), "computed")


def assumed_baseline(value: Decimal | None) -> Outcome:
    """The earliest printed value taken for the baseline, said to be an assumption."""
    return Outcome(value, "no_baseline" if value is None else "assumed")


def any_true(one: str | None, other: str | None, third: str | None) -> Outcome:
    """true where one of the flags is."""
    return Outcome(_boolean("true" in (one, other, third)), "computed")


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
    refused = _against_previous(value, previous) or _not_the_same(unit, previous_unit)
    if refused or value is None or previous is None:
        return Outcome(None, refused)
    return Outcome(subtract(value, previous), "computed")


def growth(value: Decimal | None, previous: Decimal | None) -> Outcome:
    """(value - the year before) / the year before x 100, in percent, of what is the same every year."""
    refused = _against_previous(value, previous)
    if refused or value is None or previous is None:
        return Outcome(None, refused)
    return _percent(subtract(value, previous), previous)


def change_rate(
    value: Decimal | None, previous: Decimal | None, unit: str | None, previous_unit: str | None
) -> Outcome:
    """The growth of a value whose unit may have changed."""
    refused = _against_previous(value, previous) or _not_the_same(unit, previous_unit)
    return Outcome(None, refused) if refused else growth(value, previous)


def comparable_growth(
    value: Decimal | None, previous: Decimal | None, basis: str | None, previous_basis: str | None
) -> Outcome:
    """The growth of a value that is measured on a basis (settlement, budget); not between different ones."""
    refused = _against_previous(value, previous) or _not_the_same(basis, previous_basis, "basis")
    return Outcome(None, refused) if refused else growth(value, previous)


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


def observation_status(value: Decimal | None, approximate: str | None, status: str | None) -> Outcome:
    """The status of an observation as SDMX codes it (CL_OBS_STATUS): M missing, P provisional (a value that
    the source calls not yet final), E estimated (the source says 約), A normal."""
    if value is None:
        return Outcome("M", "computed")
    if status == "not_yet_final":
        return Outcome("P", "computed")
    return Outcome("E" if approximate == "true" else "A", "computed")


def without_check_digit(code: str | None) -> Outcome:
    """A 全国地方公共団体コード (JIS X 0402) as the standard area code of e-Stat: its first five digits."""
    return Outcome(code[:-1], "computed") if code else Outcome(None, "no_value")


RATES: Mapping[str, Callable[..., Outcome]] = {
    rate.__name__: rate
    for rate in (
        achievement,
        progress,
        gap,
        target_met,
        assumed_baseline,
        any_true,
        share,
        per_item,
        change,
        growth,
        change_rate,
        comparable_growth,
        reported_rule,
        reported_rule_count,
        observation_status,
        without_check_digit,
    )
}


DIVIDING = frozenset({"achievement", "progress", "share", "per_item", "growth", "change_rate", "comparable_growth"})
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


def _against_target(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> str:
    """Why a value is not measured against a target, or nothing."""
    if value is None:
        return "no_value"
    return "no_numeric_target" if target is None else _not_the_same(unit, target_unit)


def _against_previous(value: Decimal | None, previous: Decimal | None) -> str:
    """Why a value is not compared with the year before, or nothing."""
    if value is None:
        return "no_value"
    return "no_previous_year" if previous is None else ""


def _not_the_same(one: str | None, other: str | None, what: str = "unit") -> str:
    """Why two values are not of one unit or basis, or nothing."""
    if UNSTATED in (one, other):
        return f"{what}_not_stated"
    return "" if one == other else f"{what}_differs"


def _percent(part: Decimal, whole: Decimal) -> Outcome:
    if whole == 0:
        return Outcome(None, "zero_denominator")
    return Outcome(Fraction(part) / Fraction(whole) * 100, "computed")


def _boolean(value: bool) -> str:
    return "true" if value else "false"

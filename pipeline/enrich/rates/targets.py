"""A value against its target."""

from __future__ import annotations

from decimal import Decimal

from pipeline.enrich.rates.outcome import Outcome, against_previous, boolean, not_the_same, percent
from pipeline.exact import subtract


def achievement(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> Outcome:
    """value / target x 100, in percent (達成率)."""
    refused = _against_target(value, target, unit, target_unit)
    if refused or value is None or target is None:
        return Outcome(None, refused)
    return percent(value, target)


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
    refused = _against_target(value, target, unit, target_unit) or not_the_same(unit, baseline_unit)
    if refused or value is None or target is None or baseline is None:
        return Outcome(None, refused)
    if target <= baseline:
        return Outcome(None, "target_not_above_baseline")
    return percent(subtract(value, baseline), subtract(target, baseline))


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
        refused = against_previous(value, previous) or not_the_same(unit, previous_unit)
        if refused or value is None or previous is None:
            return Outcome(None, refused)
        return Outcome(boolean(value > previous), "computed")
    refused = _against_target(value, target, unit, target_unit)
    if refused or value is None or target is None:
        return Outcome(None, refused)
    return Outcome(boolean(value >= target), "computed")


def assumed_baseline(value: Decimal | None) -> Outcome:
    """The earliest printed value, in its own unit, taken for the baseline, said to be an assumption."""
    return Outcome(value, "no_baseline" if value is None else "assumed")


def _against_target(value: Decimal | None, target: Decimal | None, unit: str | None, target_unit: str | None) -> str:
    """Why a value is not measured against a target, or nothing."""
    if value is None:
        return "no_value"
    return "no_numeric_target" if target is None else not_the_same(unit, target_unit)

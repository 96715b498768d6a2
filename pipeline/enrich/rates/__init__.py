"""Derived rates: pure functions with named inputs, exact arithmetic, and a status beside each value.

An input is a Decimal, a text, or None where the source has none. A rate that cannot be given is None
with the status that says why; the codes are explained in the published table `statuses`.
Rounding (四捨五入, half away from zero) is the caller's, by what the schema declares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.enrich.rates.codes import any_true, observation_status, without_check_digit
from pipeline.enrich.rates.outcome import Outcome, Value, round_half_up
from pipeline.enrich.rates.parts import per_item, share
from pipeline.enrich.rates.reported import reported_rule, reported_rule_count
from pipeline.enrich.rates.targets import achievement, assumed_baseline, gap, progress, target_met
from pipeline.enrich.rates.years import change, change_rate, comparable_growth, growth

__all__ = [
    "DIVIDING",
    "RATES",
    "Outcome",
    "Value",
    "achievement",
    "any_true",
    "assumed_baseline",
    "change",
    "change_rate",
    "comparable_growth",
    "gap",
    "growth",
    "observation_status",
    "per_item",
    "progress",
    "reported_rule",
    "reported_rule_count",
    "round_half_up",
    "share",
    "target_met",
    "without_check_digit",
]

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

"""Each rate's definition, every reason why there is none, and rounding half up."""

from __future__ import annotations

import csv
from collections.abc import Callable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.enrich import rates
from pipeline.enrich.rates import RATES, Outcome, Value, round_half_up

ROOT = Path(__file__).parents[2]
D = Decimal
DECIMALS = st.decimals(-(10**9), 10**9, places=4)

CASES: list[tuple[Callable[..., Outcome], tuple[Value, ...], Fraction | Value, str]] = [
    (rates.achievement, (D(3), D(8), "h", "h"), Fraction(75, 2), "computed"),
    (rates.achievement, (D("72.9"), D("72.5"), "%", "%"), Fraction(72900, 725), "computed"),
    (rates.achievement, (None, D(8), None, "h"), None, "no_value"),
    (rates.achievement, (D(3), None, "h", None), None, "no_numeric_target"),
    (rates.achievement, (D(3), D(8), "h", "%"), None, "unit_differs"),
    (rates.achievement, (D(3), D("0.0"), "h", "h"), None, "zero_denominator"),
    (rates.progress, (D(35), D(33), D(25), "n", "n", "n"), Fraction(125), "computed"),
    (rates.progress, (D(20), D(33), D(25), "n", "n", "n"), Fraction(-500, 8), "computed"),
    (rates.progress, (None, D(33), D(25), None, "n", "n"), None, "no_value"),
    (rates.progress, (D(79), None, D(59), "%", None, "%"), None, "no_numeric_target"),
    (rates.progress, (D(12), D(17), None, "n", "n", None), None, "no_baseline"),
    (rates.progress, (D(160), D(100), D(112), "n", "n", "n"), None, "target_not_above_baseline"),
    (rates.progress, (D(160), D(112), D(112), "n", "n", "n"), None, "target_not_above_baseline"),
    (rates.progress, (D(35), D(33), D(25), "n", "n", "%"), None, "unit_differs"),
    (rates.progress, (D(35), D(33), D(25), "%", "n", "n"), None, "unit_differs"),
    (rates.gap, (D("40.0"), D("39.5"), "%", "%"), D("-0.5"), "computed"),
    (rates.gap, (D(10**29), D("0.1"), "n", "n"), D(f"-{10**29 - 1}.9"), "computed"),
    (rates.gap, (None, D(8), None, "h"), None, "no_value"),
    (rates.gap, (D(3), None, "h", None), None, "no_numeric_target"),
    (rates.gap, (D(3), D(8), "h", "%"), None, "unit_differs"),
    (rates.target_met, (D(33), D("33.0"), "at_least", None, "n", "n", None), "true", "computed"),
    (rates.target_met, (D("32.9"), D(33), "at_least", D(1), "n", "n", None), "false", "computed"),
    (rates.target_met, (None, D(33), "at_least", None, None, "n", None), None, "no_value"),
    (rates.target_met, (D(33), None, "at_least", None, "n", None, None), None, "no_numeric_target"),
    (rates.target_met, (D(33), D(33), "at_least", None, "n", "%", None), None, "unit_differs"),
    (rates.target_met, (D("79.2"), None, "exceed_previous_year", D("79.1"), "%", None, "%"), "true", "computed"),
    (rates.target_met, (D("79.2"), None, "exceed_previous_year", D("79.2"), "%", None, "%"), "false", "computed"),
    (rates.target_met, (D("79.2"), None, "exceed_previous_year", None, "%", None, None), None, "no_previous_year"),
    (rates.target_met, (D("79.2"), None, "exceed_previous_year", D(3), "%", None, "n"), None, "unit_differs"),
    (rates.assumed_baseline, (D(25),), D(25), "assumed"),
    (rates.assumed_baseline, (None,), None, "no_baseline"),
    (rates.any_true, ("false", "true", "false"), "true", "computed"),
    (rates.any_true, ("true", None, "false"), "true", "computed"),
    (rates.any_true, ("false", None, "false"), "false", "computed"),
    (rates.any_true, ("false", None, "true"), "true", "computed"),
    (rates.share, (D(60), D(177)), Fraction(6000, 177), "computed"),
    (rates.share, (None, D(177)), None, "no_value"),
    (rates.share, (D(60), None), None, "no_value"),
    (rates.share, (D(0), D(0)), None, "zero_denominator"),
    (rates.per_item, (D(10), D(4)), Fraction(5, 2), "computed"),
    (rates.per_item, (None, D(4)), None, "no_value"),
    (rates.per_item, (D(10), None), None, "no_value"),
    (rates.per_item, (D(10), D(0)), None, "zero_denominator"),
    (rates.change, (D("40.0"), D("32.7"), "%", "%"), D("7.3"), "computed"),
    (rates.change, (None, D(1), None, "%"), None, "no_value"),
    (rates.change, (D(1), None, "%", None), None, "no_previous_year"),
    (rates.change, (D(1), D(1), "%", "n"), None, "unit_differs"),
    (rates.change, (D(1), D(1), "unstated", "unstated"), None, "unit_not_stated"),
    (rates.change_rate, (D(177), D(159), "n", "n"), Fraction(1800, 159), "computed"),
    (rates.change_rate, (D(1), D(4), "n", "n"), Fraction(-75), "computed"),
    (rates.change_rate, (None, D(4), "n", "n"), None, "no_value"),
    (rates.change_rate, (D(1), None, "n", None), None, "no_previous_year"),
    (rates.change_rate, (D(1), D(4), "n", "%"), None, "unit_differs"),
    (rates.growth, (D(177), D(159)), Fraction(1800, 159), "computed"),
    (rates.growth, (D(177), None), None, "no_previous_year"),
    (rates.growth, (None, D(159)), None, "no_value"),
    (rates.comparable_growth, (D(2), D(1), "budget", "budget"), Fraction(100), "computed"),
    (rates.comparable_growth, (D("62.4"), D("65.8"), "settlement", "budget"), None, "basis_differs"),
    (rates.comparable_growth, (D(1), D(2), "unstated", "unstated"), None, "basis_not_stated"),
    (rates.achievement, (D(1), D(2), "unstated", "unstated"), None, "unit_not_stated"),
    (rates.change_rate, (D(1), D(0), "n", "n"), None, "zero_denominator"),
    (rates.reported_rule, (None, D(1), D(1), "n", "n"), "not_reported", "computed"),
    (rates.reported_rule, (D(70), None, D(17), "n", "n"), "none", "computed"),
    (rates.reported_rule, (D(70), D(12), D(0), "n", "n"), "none", "computed"),
    (rates.reported_rule, (D(70), D(12), D(17), "h", "n"), "not_comparable", "computed"),
    (rates.reported_rule_count, (None, D(1), D(1), "n", "n"), None, "not_reported"),
    (rates.reported_rule_count, (D(70), D(12), D(17), "h", "n"), None, "unit_differs"),
    (rates.observation_status, (D(1), "false", "reported"), "A", "computed"),
    (rates.observation_status, (D(1), "true", "reported"), "E", "computed"),
    (rates.observation_status, (D(1), "true", "not_yet_final"), "P", "computed"),
    (rates.observation_status, (None, "false", "not_yet_final"), "M", "computed"),
    (rates.without_check_digit, ("040002",), "04000", "computed"),
    (rates.without_check_digit, (None,), None, "no_value"),
]


@pytest.mark.parametrize(("rate", "inputs", "value", "status"), CASES)
def test_rates(rate: Callable[..., Outcome], inputs: tuple[Value, ...], value: Fraction | Value, status: str) -> None:
    outcome = rate(*inputs)
    assert outcome == Outcome(value, status)
    assert type(outcome.value) in (Fraction, Decimal, str, type(None))


def test_the_cases_are_of_every_rate_and_reach_every_status_that_is_published() -> None:
    with (ROOT / "raw/statuses.csv").open(encoding="utf-8", newline="") as file:
        published = {row["status"] for row in csv.DictReader(file)}
    assert {status for *_, status in CASES} == published
    assert {rate.__name__ for rate, *_ in CASES} == set(RATES)


@pytest.mark.parametrize(
    ("reported", "value", "target", "rule", "count"),
    [
        ("100", "35", "33", "capped", 1),  # 106.06
        ("70", "1768", "2500", "truncated", 1),  # 70.72
        ("95", "52000", "55000", "rounded", 1),  # 94.55
        ("70", "12", "17", "truncated", 1),  # 70.59
        ("138", "160", "100", "none", 0),  # 160
        ("125", "377", "300", "truncated", 1),  # 125.67
        ("122", "1223", "1000", "truncated", 2),  # 122.3
        ("216", "12328", "5700", "truncated", 2),  # 216.28
        ("70.5", "12", "17", "truncated", 1),  # with the digits that are printed
        ("70.6", "12", "17", "rounded", 1),
        ("100", "33", "33", "truncated", 2),  # not capped: it is 100
        ("100", "1003", "1000", "truncated", 3),
    ],
)
def test_the_rule_that_reproduces_a_printed_rate(reported: str, value: str, target: str, rule: str, count: int) -> None:
    inputs = D(reported), D(value), D(target), "n", "n"
    assert rates.reported_rule(*inputs) == Outcome(rule, "computed")
    assert rates.reported_rule_count(*inputs) == Outcome(D(count), "computed")


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [
        (D("2.5"), 0, "3"),
        (D("3.5"), 0, "4"),
        (D("-2.5"), 0, "-3"),
        (D("0.125"), 2, "0.13"),
        (D("-0.125"), 2, "-0.13"),
        (D("2.675"), 2, "2.68"),  # a binary float gives 2.67
        (D("106.0049999"), 2, "106.00"),
        (Fraction(1, 3) * 100, 2, "33.33"),
        (Fraction(2, 3) * 100, 2, "66.67"),
        (Fraction(-1, 1000), 2, "0.00"),
        (D(125), 2, "125.00"),
        (D(10**29 + 1), 1, f"{10**29 + 1}.0"),
    ],
)
def test_rounding_half_up(value: Fraction | Decimal, decimals: int, rounded: str) -> None:
    assert str(round_half_up(value, decimals)) == rounded


@given(st.fractions(-(10**9), 10**9, max_denominator=10**9), st.integers(0, 6))
def test_rounding_agrees_with_decimal_at_high_precision(value: Fraction, decimals: int) -> None:
    with localcontext(prec=200):
        quotient = D(value.numerator) / D(value.denominator)
        assert round_half_up(value, decimals) == quotient.quantize(D(1).scaleb(-decimals), ROUND_HALF_UP)


@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_half_rounds_away_from_zero(half: int, decimals: int) -> None:
    value = D(2 * half + 1).scaleb(-decimals) / 2
    up = D(half + 1 if half >= 0 else half).scaleb(-decimals)
    assert round_half_up(value, decimals) == round_half_up(Fraction(value), decimals) == up


@given(DECIMALS, DECIMALS.filter(bool), st.integers(0, 3))
def test_the_rules_agree_with_decimal_at_high_precision(value: Decimal, target: Decimal, decimals: int) -> None:
    with localcontext(prec=200):
        exact, digit = value / target * 100, D(1).scaleb(-decimals)
        truncated, rounded = exact.quantize(digit, ROUND_DOWN), exact.quantize(digit, ROUND_HALF_UP)
    assert rates.reported_rule(truncated, value, target, "n", "n").value == "truncated"
    assert rates.reported_rule(rounded, value, target, "n", "n").value in (
        {"truncated"} if rounded == truncated else {"rounded"}
    )


@given(DECIMALS, DECIMALS, DECIMALS)
def test_the_rates_fit_together(value: Decimal, target: Decimal, baseline: Decimal) -> None:
    gap = rates.gap(value, target, "n", "n").value
    assert isinstance(gap, Decimal)
    assert value + gap == target
    assert rates.target_met(value, target, "at_least", None, "n", "n", None).value == ("true" if gap <= 0 else "false")
    progress = rates.progress(value, target, baseline, "n", "n", "n").value
    if isinstance(progress, Fraction):
        assert Fraction(baseline) + progress / 100 * Fraction(target - baseline) == Fraction(value)
    achievement = rates.achievement(value, target, "n", "n").value
    if isinstance(achievement, Fraction):
        assert achievement / 100 * Fraction(target) == Fraction(value)

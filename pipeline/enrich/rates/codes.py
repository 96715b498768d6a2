"""Codes and flags that follow from others."""

from __future__ import annotations

from decimal import Decimal

from pipeline.enrich.rates.outcome import Outcome, boolean


def any_true(one: str | None, other: str | None, third: str | None) -> Outcome:
    """true where one of the flags is."""
    return Outcome(boolean("true" in (one, other, third)), "computed")


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

"""A value against the year before."""

from __future__ import annotations

from decimal import Decimal

from pipeline.enrich.rates.outcome import Outcome, against_previous, not_the_same, percent
from pipeline.exact import subtract


def change(value: Decimal | None, previous: Decimal | None, unit: str | None, previous_unit: str | None) -> Outcome:
    """value - the year before, in the unit of the value (points where that is percent)."""
    refused = against_previous(value, previous) or not_the_same(unit, previous_unit)
    if refused or value is None or previous is None:
        return Outcome(None, refused)
    return Outcome(subtract(value, previous), "computed")


def growth(value: Decimal | None, previous: Decimal | None) -> Outcome:
    """(value - the year before) / the year before x 100, in percent, of what is the same every year."""
    refused = against_previous(value, previous)
    if refused or value is None or previous is None:
        return Outcome(None, refused)
    return percent(subtract(value, previous), previous)


def change_rate(
    value: Decimal | None, previous: Decimal | None, unit: str | None, previous_unit: str | None
) -> Outcome:
    """The growth of a value whose unit may have changed, in percent."""
    refused = against_previous(value, previous) or not_the_same(unit, previous_unit)
    return Outcome(None, refused) if refused else growth(value, previous)


def comparable_growth(
    value: Decimal | None, previous: Decimal | None, basis: str | None, previous_basis: str | None
) -> Outcome:
    """The growth, in percent, of a value measured on a basis (settlement, budget); not between different ones."""
    refused = against_previous(value, previous) or not_the_same(basis, previous_basis, "basis")
    return Outcome(None, refused) if refused else growth(value, previous)

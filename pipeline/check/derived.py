"""Every derived value computed again from the published CSV alone, by what the schema declares."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec

from pipeline.check.release import Release, Row
from pipeline.enrich.lookups import look_up
from pipeline.enrich.rates import RATES, Outcome, Value, round_half_up
from pipeline.errors import Ambiguous
from pipeline.package.models import Derivation, Lookup
from pipeline.problem import Problem

_NUMERIC = ("integer", "number")


def derived_problems(release: Release) -> Iterator[Problem]:
    """E-DERIVED for each published value that its inputs and derivation do not give."""
    numeric = {(t, f["name"]) for t in release.tables for f in release.fields(t) if f["type"] in _NUMERIC}
    for table, rows in release.tables.items():
        derivations = {f["name"]: _derivation(f) for f in release.fields(table) if "derivation" in f}
        for name, derivation in derivations.items():
            source = derivations[derivation.status_of] if derivation.status_of else derivation
            for line, row in enumerate(rows, 2):
                outcome = _outcome(source, table, row, release, numeric)
                expected = outcome.status if derivation.status_of else _text(outcome.value, source.decimals)
                if row[name] != expected:
                    facts = {"expected": expected or ""}
                    yield Problem("E-DERIVED", f"data/{table}.csv", "", line, name, None, row[name] or "", facts)


def _derivation(field: dict[str, Any]) -> Derivation:
    return msgspec.convert(field["derivation"], Derivation)


def _outcome(derivation: Derivation, table: str, row: Row, release: Release, numeric: set[tuple[str, str]]) -> Outcome:
    def value(source: str | Lookup) -> Value:
        place = (table, source) if isinstance(source, str) else (source.table, source.field)
        text = row[source] if isinstance(source, str) else look_up(source, row, release.tables[source.table])
        return Decimal(text) if text is not None and place in numeric else text

    try:
        if derivation.lookup:
            return Outcome(look_up(derivation.lookup, row, release.tables[derivation.lookup.table]), "computed")
        return RATES[derivation.rate or ""](**{name: value(source) for name, source in derivation.inputs.items()})
    except (Ambiguous, ArithmeticError):
        return Outcome(None, "")


def _text(value: object, decimals: int | None) -> str | None:
    if value is None or isinstance(value, str):
        return value
    assert isinstance(value, Decimal) or decimals is not None
    return format(round_half_up(value, decimals) if decimals is not None else value, "f")  # type: ignore[arg-type]

"""What a derivation gives for one row, and how it is published. Pure; used to derive and to verify."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

import pyarrow as pa

from pipeline.arrays import pc, strings
from pipeline.enrich.lookups import Indexed, Row, look_up
from pipeline.enrich.rates import RATES, Outcome, round_half_up
from pipeline.enrich.rates.columns import COLUMNS
from pipeline.errors import Ambiguous
from pipeline.package.dependence import needs
from pipeline.package.models import NUMERIC, Derivation, Lookup, Schema

AMBIGUOUS = "ambiguous"
Input = tuple[str, str | None, bool]
"""The name of an input, its cell, and whether that is a number."""


def outcome(
    derivation: Derivation,
    table: str,
    row: Row,
    tables: Mapping[str, Indexed],
    numeric: frozenset[tuple[str, str]],
) -> Outcome:
    """The value, exact, of a rate or a lookup for `row` of `table`, with its status.

    `numeric` are the (table, field) pairs whose cells are numbers. The status is `ambiguous` where a
    lookup finds several values. A cell that is no number counts as missing; validation reports it.
    """

    def cell(name: str, source: str | Lookup) -> Input:
        if isinstance(source, str):
            return name, row[source], (table, source) in numeric
        return name, look_up(source, row, tables[source.table]), (source.table, source.field) in numeric

    try:
        if derivation.lookup:
            return Outcome(look_up(derivation.lookup, row, tables[derivation.lookup.table]), "computed")
        return _rated(derivation.rate or "", tuple(cell(*given) for given in derivation.inputs.items()))
    except Ambiguous:
        return Outcome(None, AMBIGUOUS)


def outcomes_of(
    derivation: Derivation,
    table: str,
    frame: pa.Table,
    tables: Mapping[str, Indexed],
    numeric: frozenset[tuple[str, str]],
) -> tuple[Any, Any]:
    """The values, as published, and the statuses of many rows: those of counts all at once, the rest row by row."""
    size, made, rate = frame.num_rows, None, derivation.rate or ""
    inputs = {name: source for name, source in derivation.inputs.items() if isinstance(source, str)}
    if rate in COLUMNS and len(inputs) == len(derivation.inputs) and derivation.decimals is not None:
        cells: dict[str, Any] = {name: frame.column(source).combine_chunks() for name, source in inputs.items()}
        made = COLUMNS[rate](cells, derivation.decimals)
    done, texts = made or (pa.repeat(False, size), strings([]))
    rest = pc.invert(done)
    fields = dict.fromkeys(field for other, field in needs(table, derivation) if other == table)
    rows = frame.select([field for field in fields if field in frame.column_names]).filter(rest)
    listed = rows.to_pylist() if rows.num_columns else [dict[str, str | None]()] * rows.num_rows
    outcomes = [outcome(derivation, table, row, tables, numeric) for row in listed]
    values = pc.replace_with_mask(pa.nulls(size, pa.string()), done, texts)
    shown = strings([published(of.value, derivation.decimals) for of in outcomes])
    statuses = pc.replace_with_mask(pa.repeat("computed", size), rest, strings([of.status for of in outcomes]))
    return pc.replace_with_mask(values, rest, shown), statuses


@functools.lru_cache(maxsize=100_000)
def _rated(rate: str, inputs: tuple[Input, ...]) -> Outcome:
    """Once for each combination of inputs."""
    return RATES[rate](**{name: _number(text) if is_number else text for name, text, is_number in inputs})


def published(value: Fraction | Decimal | str | None, decimals: int | None) -> str | None:
    """The text of a derived value: rounded half up to `decimals`, or with the digits that it has."""
    if value is None or isinstance(value, str):
        return value
    if decimals is not None:
        return format(round_half_up(value, decimals), "f")
    assert isinstance(value, Decimal), "a rate that divides declares its decimals"
    return format(value, "f")


def numeric_fields(schemas: Mapping[str, Schema]) -> frozenset[tuple[str, str]]:
    """(table, field) of every field of numbers."""
    return frozenset((t, f.name) for t, schema in schemas.items() for f in schema.fields if f.type in NUMERIC)


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None

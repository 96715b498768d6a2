"""What a schema says of the cells of a column. Most are seen to be right without looking at each; what is left goes
through `cells`, once a distinct text."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pyarrow as pa

from pipeline.arrays import filled, is_empty, pc, replaced, strings
from pipeline.interpret.characters import DOUBLE, alike
from pipeline.package.models import Field, Labelled, Schema, values_of
from pipeline.table import Table
from pipeline.validate.cells import Cell, Finding, cell_check
from pipeline.validate.values import Value

Check = Callable[[str | None], Cell]
_FAR = 2**62  # no bound that 64 bits can be compared with


@dataclass(frozen=True, slots=True)
class Column:
    """Of each row, whether the cell is missing (a boolean array); the findings, by row; and, where they were asked for,
    keys: texts that are the same in two cells if and only if the values are equal, null where there is none."""

    missing: Any
    findings: Sequence[tuple[int, Finding]]
    keys: Any


def column_of(table: Table, position: int, field: Field, schema: Schema, *, keyed: bool) -> Column:
    """The column at `position`, as a field of the schema."""
    cells: Any = table.frame.column(position).combine_chunks()
    check = _check(msgspec.json.encode([field, schema.missing_values]))
    missing = _missing(cells, field, schema)
    nothing = check(None).findings
    findings = [(row, finding) for row in _rows(missing) for finding in nothing] if nothing else []
    right = pc.and_not(_right(cells, field, check, keyed=keyed), missing)
    keys = _plain_keys(cells, right, field) if keyed else None
    doubtful = pc.invert(pc.or_(right, missing))
    if not doubtful.true_count:
        return Column(missing, findings, keys)
    rows = pc.indices_nonzero(doubtful)
    encoded: Any = cells.take(rows).dictionary_encode()
    distinct = [check(text) for text in encoded.dictionary.to_pylist()]
    if any(cell.findings for cell in distinct):
        found = pc.is_valid(strings(["" if cell.findings else None for cell in distinct]).take(encoded.indices))
        numbers = encoded.indices.filter(found).to_pylist()
        for row, number in zip(rows.filter(found).to_pylist(), numbers, strict=True):
            findings += [(row, finding) for finding in distinct[number].findings]
        findings.sort(key=lambda one: one[0])
    if keyed:
        texts = strings([_key(cell.value) for cell in distinct]).take(encoded.indices)
        keys = _unequal(pc.replace_with_mask(keys, doubtful, texts), table, field)
    return Column(missing, findings, keys)


@functools.lru_cache(maxsize=1_000)
def _check(declared: bytes) -> Check:
    """The check of a field that is declared so: for all parts of a table the same, which remembers many texts."""
    field, missing = msgspec.json.decode(declared, type=tuple[Field, list[str | Labelled]])
    return functools.lru_cache(maxsize=50_000)(cell_check(field, Schema(fields=[field], missing_values=missing)))


def _rows(mask: Any) -> list[int]:
    rows: list[int] = pc.indices_nonzero(mask).to_pylist()
    return rows


def _missing(cells: Any, field: Field, schema: Schema) -> Any:
    values = values_of(schema.missing_values if field.missing_values is None else field.missing_values)
    if values == [""]:
        return filled(is_empty(cells), True)
    missing = pc.is_null(cells)
    return pc.or_(missing, pc.is_in(cells, value_set=strings(values))) if values else missing


def _right(cells: Any, field: Field, check: Check, *, keyed: bool) -> Any:
    """The cells that are seen to be right (and, of a number in a key, in one spelling only). Never one that `check`
    finds wrong; tests/validate/test_columns.py holds it."""
    rules, none = field.constraints, pa.repeat(False, len(cells))
    if rules.enum is not None or field.categories is not None:
        listed = [str(item) for item in rules.enum or ()] + values_of(field.categories or ())
        right = [text for text in listed if check(text).value is not None and not check(text).findings]
        return none if keyed and field.type != "string" else pc.is_in(cells, value_set=strings(right))
    if field.type in ("string", "any") and field.format == "default":
        return _right_texts(cells, field)
    if field.type == "integer":
        return _right_integers(cells, field)
    if field.type == "date" and not keyed:
        return _right_dates(cells, field)
    if field.type == "number" and not keyed:
        return _right_numbers(cells, field)
    return none


def _right_texts(cells: Any, field: Field) -> Any:
    rules, right = field.constraints, pc.is_valid(cells)
    if rules.pattern is not None:
        right = pc.and_(right, pc.match_substring_regex(cells, rf"\A(?:{rules.pattern})\z"))
    if rules.min_length is not None:
        right = pc.and_(right, pc.greater_equal(pc.utf8_length(cells), rules.min_length))
    if rules.max_length is not None:
        right = pc.and_(right, pc.less_equal(pc.utf8_length(cells), rules.max_length))
    return filled(right, False)


def _right_integers(cells: Any, field: Field) -> Any:
    right = filled(pc.and_(pc.ascii_is_decimal(cells), pc.less_equal(pc.binary_length(cells), 18)), False)
    below = filled(pc.starts_with(cells, "-"), False)
    if below.true_count:  # the digits of all cells are seen in a fifth of the time
        right = pc.replace_with_mask(right, below, pc.match_substring_regex(cells.filter(below), r"\A-[0-9]{1,18}\z"))
    return _within(cells, right, field, pa.int64(), lambda bound: int(str(bound)))


def _right_numbers(cells: Any, field: Field) -> Any:
    """A float is on the same side of a bound as its decimal, where it is not the bound itself."""
    right = filled(pc.match_substring_regex(cells, r"\A-?[0-9]{1,15}(?:\.[0-9]{1,15})?\z"), False)
    return _within(cells, right, field, pa.float64(), lambda bound: float(str(bound)), strictly=True)


def _right_dates(cells: Any, field: Field) -> Any:
    """Those that are dates in any year."""
    right = filled(pc.match_substring_regex(cells, _DATE), False)
    return _within(cells, right, field, pa.date32(), lambda bound: date.fromisoformat(str(bound)))


_DATE = (
    r"\A[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)\z"
)


def _within(
    cells: Any, right: Any, field: Field, kind: Any, constant: Callable[[Any], Any], *, strictly: bool = False
) -> Any:
    """Those of the right cells that are within the bounds, on which they may only stand where it is not `strictly`."""
    rules = field.constraints
    bounds = (
        (rules.minimum, pc.greater if strictly else pc.greater_equal),
        (rules.maximum, pc.less if strictly else pc.less_equal),
        (rules.exclusive_minimum, pc.greater),
        (rules.exclusive_maximum, pc.less),
    )
    limits = [(compare, constant(bound)) for bound, compare in bounds if bound is not None]
    if any(not isinstance(limit, date) and abs(limit) > _FAR for _, limit in limits):
        return pa.repeat(False, len(cells))
    values = pc.if_else(right, cells, None).cast(kind) if limits else None
    for compare, limit in limits:
        right = pc.and_(right, filled(compare(values, pa.scalar(limit, kind)), False))
    return right


def _plain_keys(cells: Any, right: Any, field: Field) -> Any:
    """The keys of cells that are seen to be right."""
    texts = pc.if_else(right, cells, None)
    if field.type == "integer":
        return texts.cast(pa.int64()).cast(pa.string())
    if pc.all(pc.string_is_ascii(texts)).as_py() is not False:
        return texts
    if not pc.any(pc.match_substring_regex(texts, f"[{DOUBLE}]")).as_py():
        return texts
    return replaced(texts, pc.is_valid(texts), alike)


def _key(value: Value | None) -> str | None:
    """The same for what Python calls equal: 5, 5.0 and 05; true and 1."""
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            return str(value)
        sign, digits, exponent = value.as_tuple()
        assert isinstance(exponent, int)
        text = "".join(map(str, digits)).lstrip("0")
        short = text.rstrip("0")
        exponent += len(text) - len(short)
        if not short:
            return "0"
        whole = short + "0" * exponent if 0 <= exponent <= 40 else f"{short}e{exponent}"
        return f"-{whole}" if sign else whole
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return "-".join(map(str, value))
    return None if value is None else alike(value)


def _unequal(keys: Any, table: Table, field: Field) -> Any:
    """What is no number equals nothing, not even itself."""
    if field.type != "number" or not pc.any(pc.equal(keys, "NaN")).as_py():
        return keys
    texts = enumerate(keys.to_pylist())
    named = [f"NaN {table.name} {table.place(row)[2]}" if text == "NaN" else text for row, text in texts]
    return strings(named)

"""What a field's schema says of one cell: type, then constraints. Pure, and so once a distinct value."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipeline.package.models import Field, Schema, values_of
from pipeline.package.patterns import compiled
from pipeline.package.standard import Scalar
from pipeline.validate.values import Value, canonical, reader

Finding = tuple[str, dict[str, str]]
"""A problem code and the facts of its message."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The typed value of a cell (None where it is missing or of the wrong type), and what is wrong."""

    value: Value | None
    findings: Sequence[Finding]


def cell_check(field: Field, schema: Schema) -> Callable[[str | None], Cell]:
    """The check of one field: cell text in, typed value and findings out. A null is a missing cell."""
    read = reader(field)
    missing = frozenset(values_of(schema.missing_values if field.missing_values is None else field.missing_values))
    checks = _constraint_checks(field, read)

    def check(text: str | None) -> Cell:
        if text is None or text in missing:
            required: list[Finding] = [("E-REQUIRED", {})] if field.constraints.required else []
            return Cell(None, required)
        value = read(text)
        if value is None:
            return Cell(None, [("E-TYPE", {"type": field.type})])
        findings = [finding for holds, finding in checks if not holds(value)]
        if not canonical(field, text):
            findings.append(("E-LEXICAL", {"type": field.type}))
        return Cell(value, findings)

    return check


def _constraint_checks(
    field: Field, read: Callable[[str], Value | None]
) -> list[tuple[Callable[[Any], bool], Finding]]:
    rules = field.constraints
    checks: list[tuple[Callable[[Any], bool], Finding]] = []
    if rules.enum is not None:
        allowed = [_constant(read, item) for item in rules.enum]
        checks.append((lambda v: v in allowed, ("E-ENUM", {"allowed": ", ".join(map(_text, rules.enum))})))
    if rules.pattern is not None:
        pattern = compiled(rules.pattern)
        checks.append((lambda v: pattern.fullmatch(v) is not None, ("E-PATTERN-CELL", {"pattern": rules.pattern})))
    for limit, code, compare in (
        (rules.min_length, "E-MIN-LENGTH", operator.ge),
        (rules.max_length, "E-MAX-LENGTH", operator.le),
    ):
        if limit is not None:
            checks.append((_length(compare, limit), (code, {"limit": str(limit)})))
    for bound, code, compare in (
        (rules.minimum, "E-MINIMUM", operator.ge),
        (rules.maximum, "E-MAXIMUM", operator.le),
        (rules.exclusive_minimum, "E-EXCLUSIVE-MINIMUM", operator.gt),
        (rules.exclusive_maximum, "E-EXCLUSIVE-MAXIMUM", operator.lt),
    ):
        if bound is not None:
            checks.append((_bounded(compare, _constant(read, bound)), (code, {"limit": _text(bound)})))
    if field.categories is not None:
        known = [read(value) for value in values_of(field.categories)]
        facts = {"allowed": ", ".join(values_of(field.categories))}
        checks.append((lambda v: v in known, ("E-CATEGORY", facts)))
    return checks


def _length(compare: Callable[[int, int], bool], limit: int) -> Callable[[Any], bool]:
    return lambda value: compare(len(value), limit)


def _bounded(compare: Callable[[Any, Any], bool], limit: Value | None) -> Callable[[Any], bool]:
    def holds(value: Any) -> bool:
        if isinstance(value, Decimal) and value.is_nan():
            return False
        return bool(compare(value, limit))

    return holds


def _constant(read: Callable[[str], Value | None], item: Scalar) -> Value | None:
    """A value in the schema, read as cells are; JSON's true and false need no reading."""
    return item if isinstance(item, bool) else read(str(item))


def _text(item: Scalar) -> str:
    return str(item).lower() if isinstance(item, bool) else str(item)

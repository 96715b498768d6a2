"""Conditions on a field: which of them its type has, and which values it can have. What cannot be meant is refused with
what is possible, as it would find nothing, or the wrong rows, and look like an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.errors import Stop
from pipeline.package.models import Field, values_of
from pipeline.package.patterns import compiled
from pipeline.problem import Problem

COMPARED = {"": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
"""Suffixes that compare with one value, and how SQL does."""
SUFFIXES = (*COMPARED, "contains", "in", "isnull")
NUMERIC = ("integer", "number", "year")
_UNORDERED = ("", "in", "isnull")
_FORMS = {
    "number": (re.compile(r"-?[0-9]{1,22}(\.[0-9]{1,15})?", re.ASCII), "a number is expected"),
    "integer": (re.compile(r"-?[0-9]{1,22}", re.ASCII), "a whole number is expected"),
    "year": (re.compile(r"[0-9]{4}", re.ASCII), "a year like 2023 is expected"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII), "a date like 2024-03-01 is expected"),
    "yearmonth": (re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII), "a month like 2024-03 is expected"),
}


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of a field: one of SUFFIXES, and the value as it was given."""

    field: str
    operator: str
    value: str

    @property
    def key(self) -> str:
        """The parameter that says so."""
        return parameter(self.field, self.operator)

    def values(self) -> Sequence[str]:
        """The values that the field is compared with."""
        return self.value.split(",") if self.operator == "in" else [self.value]


def parameter(field: str, operator: str) -> str:
    """How a condition is asked for."""
    return f"{field}__{operator}" if operator else field


def fitting(field: Field) -> Sequence[str]:
    """The suffixes that make sense for a field: there is no order of truths and codes, and no part of a number."""
    if field.type == "boolean":
        return _UNORDERED
    if field.type in _FORMS:
        return (*COMPARED, "in", "isnull")
    return (*_UNORDERED, "contains") if _listed(field) else SUFFIXES


def check(condition: Condition, field: Field) -> None:
    """Raises Stop: E-API-VALUE, for a suffix that does not fit the field, or a value that it cannot have."""
    possible = fitting(field)
    if condition.operator not in possible:
        named = ", ".join(parameter(field.name, operator) for operator in possible)
        raise _wrong(condition, f"of this field there are {named}")
    if condition.operator == "isnull":
        if condition.value not in ("true", "false"):
            raise _wrong(condition, "true or false is expected")
        return
    if not all(condition.values()):
        raise _wrong(condition, f"a value is expected; {parameter(field.name, 'isnull')}=true finds empty cells")
    if condition.operator != "contains":
        reasons = [reason for value in condition.values() if (reason := _reason(field, condition.operator, value))]
        if reasons:
            raise _wrong(condition, reasons[0])


def _reason(field: Field, operator: str, value: str) -> str:
    """Why the field cannot have that value, if so."""
    if field.type == "boolean":
        return "" if value in ("true", "false") else "true or false is expected"
    if form := _FORMS.get(field.type):
        pattern, reason = form
        return "" if pattern.fullmatch(value) and (field.type != "date" or _is_date(value)) else reason
    if listed := _listed(field):
        return "" if value in listed else f"one of {', '.join(listed)} is expected"
    pattern_text = field.constraints.pattern
    if pattern_text and operator in ("", "in") and not compiled(pattern_text).fullmatch(value):
        return f"all values are of the form {pattern_text}"
    return ""


def _listed(field: Field) -> Sequence[str]:
    """All values of a field, where its schema lists them."""
    return [str(value) for value in field.constraints.enum or values_of(field.categories or [])]


def _is_date(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False


def _wrong(condition: Condition, reason: str) -> Stop:
    return Stop([Problem("E-API-VALUE", field=condition.key, cell=condition.value, facts={"reason": reason})])

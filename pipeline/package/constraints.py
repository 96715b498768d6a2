"""What a field's constraints may be: those that go with its type, constants of its type, patterns of RE2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any

import msgspec
import re2

from pipeline.package.document import misdescribed
from pipeline.package.models import Field
from pipeline.package.patterns import compiled
from pipeline.problem import Problem

_BOUNDS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
_SUPPORTED = {
    "string": ("pattern", "min_length", "max_length"),
    "boolean": (),
    "any": (),
} | dict.fromkeys(("integer", "number", "date", "year", "yearmonth"), _BOUNDS)
_CONSTANTS: Mapping[str, Any] = {
    "string": str,
    "boolean": bool,
    "any": str,
    "integer": int,
    "number": int | float,
    "date": date,
    "year": Annotated[int, msgspec.Meta(ge=1000, le=9999)],
    "yearmonth": Annotated[str, msgspec.Meta(pattern=r"\A[0-9]{4}-(?:0[1-9]|1[0-2])\Z")],
}
"""How a bound or an allowed value is written in JSON, by the type of its field."""


def constraint_problems(field: Field, file: str) -> Iterator[Problem]:
    """E-DESCRIPTOR for a constraint or a constant that does not go with the field's type, E-PATTERN."""
    rules, where = field.constraints, f"fields[{field.name}].constraints"
    for name in (*_BOUNDS, "pattern", "min_length", "max_length"):
        if getattr(rules, name) is not None and name not in _SUPPORTED[field.type]:
            yield misdescribed(file, where, f"{name} does not go with type {field.type}")
    bounds = [getattr(rules, name) for name in _BOUNDS if name in _SUPPORTED[field.type]]
    for constant in [*(rules.enum or []), *(bound for bound in bounds if bound is not None)]:
        try:
            msgspec.convert(constant, _CONSTANTS[field.type])
        except msgspec.ValidationError as error:
            yield misdescribed(file, where, f"{constant!r} is not of type {field.type}: {error}")
    if rules.pattern is not None:
        try:
            compiled(rules.pattern)
        except re2.error as error:
            yield Problem("E-PATTERN", file=file, field=field.name, cell=rules.pattern, facts={"reason": str(error)})

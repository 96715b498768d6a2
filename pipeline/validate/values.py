"""Cell text to typed values, as Table Schema's types read them; the same verdicts as frictionless.

Each reader takes the text of a cell and returns the value, or None where the text is not of the type.
They are as lenient as frictionless (`int()`, `Decimal()`, `strptime`); what the specification's
lexical forms do not allow is a finding of its own (E-LEXICAL), not another verdict on the type.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from pipeline.package.models import Field

Value = str | int | Decimal | bool | date | tuple[int, int]
Reader = Callable[[str], Value | None]

MAX_DIGITS = 30
_LEXICAL = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "number": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "year": re.compile(r"[0-9]{4}"),
    "yearmonth": re.compile(r"[0-9]{4}-[0-9]{2}"),
}


def reader(field: Field) -> Reader:
    """The reader of a field's type and format."""
    if field.type == "boolean":
        known = dict.fromkeys(field.false_values, False) | dict.fromkeys(field.true_values, True)
        return known.get
    if field.type == "string" and field.format != "default":
        return _uri if field.format == "uri" else _email
    return _READERS[field.type]


def canonical(field: Field, text: str) -> bool:
    """Whether the text is a lexical form of the specification, and no longer than 30 digits."""
    pattern = _LEXICAL.get(field.type)
    return pattern is None or bool(pattern.fullmatch(text) and sum(c.isdigit() for c in text) <= MAX_DIGITS)


def _integer(text: str) -> int | None:
    try:
        return int(text.strip())
    except ValueError:
        return None


def _number(text: str) -> Decimal | None:
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        return None
    return Decimal("NaN") if value.is_nan() else value  # a signalling NaN cannot even be compared


def _date(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError:
        return None


def _year(text: str) -> int | None:
    try:
        year = int(text) if len(text) == 4 else -1
    except ValueError:
        return None
    return year if 0 <= year <= 9999 else None


def _yearmonth(text: str) -> tuple[int, int] | None:
    try:
        year, month = map(int, text.split("-"))
    except ValueError:
        return None
    return (year, month) if 1 <= month <= 12 else None


def _uri(text: str) -> str | None:
    import rfc3986

    validator = rfc3986.validators.Validator().require_presence_of("scheme")
    try:
        validator.validate(rfc3986.uri_reference(text))
    except rfc3986.exceptions.ValidationError:
        return None
    return text


def _email(text: str) -> str | None:
    import validators

    return text if validators.email(text) else None


def _text(text: str) -> str:
    return text


_READERS: dict[str, Reader] = {
    "string": _text,
    "any": _text,
    "integer": _integer,
    "number": _number,
    "date": _date,
    "year": _year,
    "yearmonth": _yearmonth,
}

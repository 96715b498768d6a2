"""Printed numbers: thousands separators, decimals, 千 万 億 兆, minus as △ or ▲."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

MAX_DIGITS = 30
_MYRIADS = {"兆": 12, "億": 8, "万": 4, "": 0}
_SMALL = {"千": 3, "百": 2, "": 0}
_GROUPED = re.compile(r"0|[1-9](?:[0-9]{0,2}(?:,[0-9]{3})+|[0-9]*)")
_MYRIAD_PART = re.compile(r"([0-9,.千百]+)([兆億万]?)")
_SMALL_PART = re.compile(r"([0-9,]+(?:\.[0-9]+)?)([千百]?)")

TOKEN = re.compile(r"[△▲+-]?[0-9](?:[0-9,.千百兆億万]*[0-9千百兆億万])?")
"""Where a number stands in narrowed text; `number` decides whether it is one."""


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number: its exact value, and the unit of its last printed digit (`step`).

    `scaled` is true where 千, 万, 億 or a decimal point shows that the source may have rounded.
    """

    value: Decimal
    step: Decimal
    scaled: bool
    rules: tuple[str, ...]


def number(text: str) -> Number | None:
    """Read one number in narrowed text (`characters.narrow`); None where it is not one for certain.

    >>> number("5万2千").value, number("62.4億").step, number("△1,200").value
    (Decimal('52000'), Decimal('10000000'), Decimal('-1200'))
    """
    if not TOKEN.fullmatch(text) or sum(c.isdigit() for c in text) > MAX_DIGITS:
        return None
    sign = -1 if text[0] in "△▲-" else 1
    body = text.lstrip("△▲+-")
    terms = _terms(body)
    if terms is None:
        return None
    lone = len(terms) == 1
    value, step, ceiling = Decimal(0), Decimal(1), Decimal("Infinity")
    with localcontext(prec=2 * MAX_DIGITS):
        for digits, power in terms:
            term = Decimal(digits).scaleb(power)
            # 1.5億2千万 says no one thing; 5万52000 and 5万0 are nobody's notation
            if not lone and ("." in digits or not 0 < term < ceiling):
                return None
            value += term
            ceiling = Decimal(1).scaleb(power)
            step = Decimal(1).scaleb(power - len(digits.partition(".")[2]))
        value *= sign
    rules = [
        *(["number.thousands"] if "," in body else []),
        *(["number.myriad"] if re.search("[千百兆億万]", body) else []),
        *(["number.minus"] if text[0] in "△▲" else []),
    ]
    scaled = "." in body or terms[-1][1] > 0
    return Number(_plain(value), _plain(step), scaled, tuple(rules))


def _terms(body: str) -> list[tuple[str, int]] | None:
    """`5万2千` as [("5", 4), ("2", 3)]; None where separators or scales are out of order."""
    terms: list[tuple[str, int]] = []
    at, last_myriad = 0, 99
    while at < len(body):
        part = _MYRIAD_PART.match(body, at)
        if part is None or _MYRIADS[part[2]] >= last_myriad:
            return None
        last_myriad = _MYRIADS[part[2]]
        inner, last_small = 0, 99
        while inner < len(part[1]):
            small = _SMALL_PART.match(part[1], inner)
            if small is None or _SMALL[small[2]] >= last_small:
                return None
            last_small = _SMALL[small[2]]
            whole = small[1].partition(".")[0]
            if not _GROUPED.fullmatch(whole):
                return None
            terms.append((small[1].replace(",", ""), last_myriad + last_small))
            inner = small.end()
        at = part.end()
    return terms


def _plain(value: Decimal) -> Decimal:
    """Without an exponent: 6.24E+9 is 6240000000; digits after the point stay as printed."""
    return Decimal(format(value, "f"))

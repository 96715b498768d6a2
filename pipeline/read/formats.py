"""A number of Excel as its cell shows it: leading zeros, decimals, percent and a printed unit are part of it."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

_PLAIN = re.compile(r"(?P<comma>#,##)?(?P<whole>[#0]+)(?:\.(?P<decimals>[0#]+))?(?P<percent>%)?")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')


def shown(number: str, number_format: str) -> str:
    """The number (as Python writes it) in the format, where it is of the plain kind; else with all its digits.

    Thousands are not parted by commas. Of several sections (positive;negative) the first counts.

    >>> shown("40002", "000000"), shown("40", "0.0"), shown("0.7834", "0.00%"), shown("1223", '#,##0"h"')
    ('040002', '40.0', '78.34%', '1223h')
    >>> shown("62.4", "General"), shown("1e+22", "General")
    ('62.4', '10000000000000000000000')
    """
    value = Decimal(number)
    section = number_format.split(";")[0]
    literals = "".join(a or b for a, b in _QUOTED.findall(section))
    match = _PLAIN.fullmatch(_QUOTED.sub("", section).strip())
    if match is None:
        return format(value.normalize() if value == value.to_integral_value() else value, "f")
    if match["percent"]:
        value *= 100
    digits = len(match["decimals"] or "")
    rounded = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = format(rounded, f"0{match['whole'].count('0') + (digits + 1 if digits else 0) + (value < 0)}f")
    prefix = section.startswith('"')
    text += match["percent"] or ""
    return f"{literals}{text}" if prefix else f"{text}{literals}"

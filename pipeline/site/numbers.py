"""Numbers as people read them. Pure."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from pipeline.language import Language
from pipeline.package.models import Words

_NUMBER = re.compile(r"([+-]?)([0-9]+)(\.[0-9]+)?")
_SCALES: dict[Language, tuple[tuple[int, str], ...]] = {
    "ja": ((12, "兆"), (8, "億"), (4, "万")),
    "en": ((12, " trillion"), (9, " billion"), (6, " million")),
}
_PLAIN = 10**6
"""Numbers below this are written in full."""


def grouped(text: str) -> str:
    """A canonical number with its digits in threes; anything else as it is.

    >>> grouped("6240000000"), grouped("-1234.50"), grouped("40.0"), grouped("n/a")
    ('6,240,000,000', '-1,234.50', '40.0', 'n/a')
    """
    match = _NUMBER.fullmatch(text)
    return f"{match[1]}{int(match[2]):,}{match[3] or ''}" if match else text


def compact(number: Decimal, language: Language) -> str:
    """A number of any size in a few characters, rounded to two decimals of its scale where it is large.

    >>> compact(Decimal(6240000000), "ja"), compact(Decimal(6240000000), "en"), compact(Decimal("-0.50"), "en")
    ('62.4億', '6.24 billion', '-0.5')
    """
    size = abs(number)
    if size and not -6 <= size.adjusted() < 16:
        return f"{number:.2e}".replace("e+", "e")
    if size >= _PLAIN:
        for exponent, name in _SCALES[language]:
            if size >= 10**exponent:
                return _short(round(number.scaleb(-exponent), 2)) + name
    return _short(number)


def _short(number: Decimal) -> str:
    text = format(number, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def decimal(text: str | None) -> Decimal | None:
    """A cell as a number, if it is a finite one."""
    try:
        number = Decimal(text or "")
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def measured(text: str, unit: Words | None, language: Language) -> str:
    """A written number with its unit: 160者, 160 people, 78.34%. A unit without letters is a sign in both languages.

    >>> measured("160", Words(ja="者", en="users"), "en"), measured("7", Words(ja="%", en="percent"), "en")
    ('160 users', '7%')
    """
    if unit is None:
        return text
    if language == "ja" or not any(c.isalpha() for c in unit.ja):
        return text + unit.ja
    return f"{text} {unit.en}"

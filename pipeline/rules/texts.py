"""What a text looks like: a number, a number with more around it, several data, a year of an era."""

from __future__ import annotations

import re
import unicodedata

from pipeline.interpret.characters import alike, narrow
from pipeline.interpret.eras import fiscal_year, period
from pipeline.interpret.numbers import TOKEN, number
from pipeline.interpret.qualifiers import PREFIXES, SUFFIXES

_PLAIN = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_QUALIFIER = "|".join(sorted(PREFIXES, key=len, reverse=True))
_MARK = r"(?:\(?[※*](?:[0-9]{1,2})?\)?|\(注[0-9]{0,2}\))"
# an ordinal, a day or an hour is no quantity; a span of years or days is
_NO_UNIT = r"(?!(?:年|月|日|時|分)(?!間)|号|番|丁目|条|章|ページ)"
_UNIT = _NO_UNIT + r"[^0-9\s,.;:、・()~〜/→⇒※*-]{0,6}(?:/[^0-9\s,.;:、・()/]{1,4})?"
_DECORATED = re.compile(rf"{_MARK}?(?:{_QUALIFIER})? *[¥￥$]?(?P<number>{TOKEN.pattern}) *(?P<unit>{_UNIT}) *{_MARK}?")
_JOINT = re.compile(r" *(?:→|⇒|->|[、・/;]|(?<![0-9]),|,(?![0-9]{3})) *")
_BRACKETED = re.compile(rf"{TOKEN.pattern}{_UNIT} *\( *{TOKEN.pattern}[^()0-9]{{0,6}}\)")
_ERA = re.compile(r"明治|大正|昭和|平成|令和|[MTSHR] ?[0-9元]")
_LIST = re.compile(r"、|[;；](?! )")
SYMBOLS = frozenset({"-", "−", "ー", "―", "－", "…", "...", "・・・", "*", "**", "***", "x", "X", "χ", "秘"}) | {
    *("n/a", "N/A", "NA", "#N/A", "△", "▲", "・", "..", "/", "／", "なし", "不明"),
}
"""What stands for a number that is not said: nothing, kept secret, not surveyed."""


def plain(text: str) -> bool:
    """A number as a program reads it.

    >>> plain("-3.5"), plain("1,768"), plain("１２")
    (True, False, False)
    """
    return _PLAIN.fullmatch(text) is not None


def decorated(text: str) -> bool:
    """A number for people: with a unit, separators, a qualifier, a mark of a note.

    >>> [decorated(text) for text in ("1,768人", "約5万2千件", "▲3", "39.5％", "12※1", "2023年度", "第3回", "3")]
    [True, True, True, True, True, False, False, False]
    """
    if plain(text):
        return False
    match = _DECORATED.fullmatch(narrow(text).strip())
    return match is not None and number(match["number"]) is not None


def with_unit(text: str) -> bool:
    """A number with its unit beside it."""
    match = _DECORATED.fullmatch(narrow(text).strip())
    return match is not None and bool(match["unit"])


def decoration(text: str) -> str:
    """What keeps a text in a column of numbers from being one: a kind that L2-01 has words for.

    >>> [decoration(text) for text in ("１２", "1,768人", "▲3", "12※1", "約5件", "5件", "未定")]
    ['wide', 'comma', 'minus', 'mark', 'qualifier', 'unit', 'word']
    """
    narrowed = narrow(text).strip()
    if not re.search("[0-9]", narrowed):
        return "word"
    if plain(narrowed):
        return "wide"
    if re.search("[0-9],[0-9]", narrowed):
        return "comma"
    if narrowed[0] in "△▲":
        return "minus"
    if re.search(r"[※*]|注", narrowed):
        return "mark"
    if narrowed.startswith(tuple(PREFIXES)) or narrowed.endswith(tuple(SUFFIXES)):
        return "qualifier"
    return "unit"


def several(text: str) -> bool:
    """More than one number in a text.

    >>> [several(text) for text in ("7種→25種", "38件・76件", "12(5)", "1,768人", "2023/4/1", "事業、支援")]
    [True, True, True, False, False, False]
    """
    narrowed = narrow(text).strip()
    if _BRACKETED.fullmatch(narrowed):
        return True
    parts = _JOINT.split(narrowed)
    return len(parts) > 1 and all(plain(p) or decorated(p) for p in parts) and any(decorated(p) for p in parts)


def items(text: str) -> list[str]:
    """The items of a list in one cell; of any other text, itself.

    >>> items("仙台市、石巻市"), items("one; two")
    (['仙台市', '石巻市'], ['one; two'])
    """
    return [item.strip() for item in _LIST.split(text)]


def era_year(text: str) -> int | None:
    """The Western year of a time that names its year by an era only.

    >>> era_year("R5"), era_year("令和6年2月"), era_year("2023"), era_year("2023（令和5）年")
    (2023, 2024, None, None)
    """
    narrowed = narrow(text).strip()
    if not _ERA.match(narrowed):
        return None
    year = fiscal_year(narrowed)
    if year is None:
        found = period(narrowed)
        year = found.start.year if found else None
    return year


def same(text: str) -> str:
    """A text as it is when widths, cases and spaces do not count.

    >>> same("ＯＫ ") == same("ok")
    True
    """
    return "".join(unicodedata.normalize("NFKC", alike(text)).casefold().split())

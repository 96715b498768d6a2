"""Japanese eras, fiscal years and calendar dates; the two kinds of year are kept apart.

A fiscal year (年度) is named by the Western year in which it begins, on 1 April: R5年度 is 2023.
Era boundaries: 元号を改める政令 and its forerunners; 令和元年度 and 平成31年度 are both fiscal 2019.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from pipeline.interpret.characters import narrow

_ERAS = (
    ("M", "明治", date(1868, 1, 25), date(1912, 7, 29)),
    ("T", "大正", date(1912, 7, 30), date(1926, 12, 24)),
    ("S", "昭和", date(1926, 12, 25), date(1989, 1, 7)),
    ("H", "平成", date(1989, 1, 8), date(2019, 4, 30)),
    ("R", "令和", date(2019, 5, 1), date(9999, 12, 31)),
)
_YEAR = r"(?:(?P<era>[MTSHR]|明治|大正|昭和|平成|令和) ?(?P<n>元|[1-9][0-9]?)|(?P<western>[12][0-9]{3}))"
_FISCAL = re.compile(rf"(?:FY ?)?{_YEAR}(?:年度)?")
_PERIOD = re.compile(
    rf"{_YEAR}(?:(?P<fiscal>年度末?)|年|(?:年|(?P<sep>[./-]))(?P<month>1[0-2]|0?[1-9])"
    r"(?:月(?:(?P<d1>[12][0-9]|3[01]|0?[1-9])日)?|(?P=sep)(?P<d2>[12][0-9]|3[01]|0?[1-9])日?)?)?"
    r"(?P<bound>から|以降|~|まで|時点|現在)?"
)
_BOUNDS = {"から": "from", "以降": "from", "~": "from", "まで": "until", "時点": "as_of", "現在": "as_of", None: "at"}


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both inside; `precision` is how finely the source dates it."""

    start: date
    end: date
    precision: str  # day, month, year, fiscal_year, fiscal_year_end
    bound: str  # at, from, until, as_of


def fiscal_year(text: str) -> int | None:
    """The Western year in which the fiscal year begins; None where the text is not a fiscal year.

    A year that says 年 without 度 is a calendar year and is refused; so is one before the eras (`nameable`).

    >>> fiscal_year("R5"), fiscal_year("令和元年度"), fiscal_year("平成31年度"), fiscal_year("R5年")
    (2023, 2019, 2019, None)
    """
    match = _FISCAL.fullmatch(narrow(text).strip())
    year = _western(match) if match else None
    return year if year is not None and nameable(str(year)) else None


def nameable(year: str) -> bool:
    """Whether a fiscal year that begins in this Western year has a name in an era and days in a calendar: from 明治元年
    on (1868), until the last whole one of four digits.

    >>> nameable("1868"), nameable("1822"), nameable("9999"), nameable("2o23")
    (True, False, False, False)
    """
    return re.fullmatch("[0-9]{4}", year) is not None and _ERAS[0][2].year <= int(year) < date.max.year


def fiscal_period(year: int) -> Period:
    """1 April of the year to 31 March of the next."""
    return Period(date(year, 4, 1), date(year + 1, 3, 31), "fiscal_year", "at")


def fiscal_year_name(year: int) -> str:
    """The fiscal year in Japanese, by the era of its first whole year: 令和元年度 for 2019.

    >>> fiscal_year_name(2023), fiscal_year_name(2019), fiscal_year_name(1988)
    ('令和5年度', '令和元年度', '昭和63年度')
    """
    name, first = next((name, first.year) for _, name, first, _ in reversed(_ERAS) if first.year <= year)
    return f"{name}{year - first + 1 if year > first else '元'}年度"


def period(text: str) -> Period | None:
    """A day, month, calendar year or (where 年度 is printed) fiscal year; None where it is none.

    >>> period("R6.2月").end.isoformat(), period("令和7年度末まで").end.isoformat()
    ('2024-02-29', '2026-03-31')
    """
    match = _PERIOD.fullmatch(narrow(text).strip().replace("〜", "~"))
    if match is None:
        return None
    year = _western(match)
    if year is None:
        return None
    bound = _BOUNDS[match["bound"]]
    if match["fiscal"]:
        fiscal = fiscal_period(year)
        if match["fiscal"].endswith("末"):
            return Period(fiscal.end, fiscal.end, "fiscal_year_end", bound)
        return Period(fiscal.start, fiscal.end, "fiscal_year", bound)
    month, day = match["month"], match["d1"] or match["d2"]
    first, last = _era_days(match, year)
    if month is None:
        return Period(max(first, date(year, 1, 1)), min(last, date(year, 12, 31)), "year", bound)
    length = monthrange(year, int(month))[1]
    if day and int(day) > length:
        return None  # `absent_day` says so
    start = date(year, int(month), int(day) if day else 1)
    end = date(year, int(month), int(day) if day else length)
    if end < first or start > last:
        return None  # 昭和64年1月8日 was never
    return Period(max(start, first), min(end, last), "day" if day else "month", bound)


def absent_day(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a text in the form of a date whose day the calendar does not have; None for any other.

    >>> absent_day("R6.2.30"), absent_day("R6.2.29"), absent_day("R6.2.32")
    ((2024, 2, 30), None, None)
    """
    match = _PERIOD.fullmatch(narrow(text).strip().replace("〜", "~"))
    year = _western(match) if match else None
    if match is None or year is None or not (day := match["d1"] or match["d2"]):
        return None
    month = int(match["month"])
    return (year, month, int(day)) if int(day) > monthrange(year, month)[1] else None


def _western(match: re.Match[str]) -> int | None:
    """The Western year; None where the era had no such year."""
    if match["western"]:
        return int(match["western"])
    first, last = _era_days(match, 0)
    year = first.year - 1 + (1 if match["n"] == "元" else int(match["n"]))
    return year if year <= last.year else None


def _era_days(match: re.Match[str], year: int) -> tuple[date, date]:
    for letter, name, first, last in _ERAS:
        if match["era"] in (letter, name):
            return first, last
    return date(year or 1, 1, 1), date(9999, 12, 31)

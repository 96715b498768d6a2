"""Fiscal years and calendar dates, in Japanese eras and Western years; the two are kept apart."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.eras import fiscal_period, fiscal_year, period

ERAS = {  # first Western year, and the last year of the era
    ("M", "明治"): (1868, 45),
    ("T", "大正"): (1912, 15),
    ("S", "昭和"): (1926, 64),
    ("H", "平成"): (1989, 31),
    ("R", "令和"): (2019, 99),
}


@pytest.mark.parametrize(
    ("printed", "year"),
    [
        ("R5", 2023),
        ("Ｒ５", 2023),
        ("R6", 2024),
        ("令和5年度", 2023),
        ("令和５年度", 2023),
        ("令和元年度", 2019),
        ("R元年度", 2019),
        ("R1", 2019),
        ("H31", 2019),
        ("平成31年度", 2019),
        ("H30", 2018),
        ("S64", 1989),
        ("昭和 63年度", 1988),
        ("2023", 2023),
        ("２０２３年度", 2023),
        ("FY2023", 2023),
        ("1868", 1868),
        (" R5 ", 2023),
    ],
)
def test_fiscal_years(printed: str, year: int) -> None:
    assert fiscal_year(printed) == year


@pytest.mark.parametrize(
    "printed",
    [
        *("H32", "平成32年度", "S65", "T16", "M46", "R0", "R00", "R05", "R100", "X5", "r5", "R", "元年度"),
        *("R5年", "令和5年", "2023年", "R5.4", "R6.2月", "令和7年度末", "R5年度から"),  # calendar, or no whole year
        *("1822年度", "1867", "FY1000"),  # before the eras
        *("23", "023", "3023", "20233", "R5年度年度", "R5件", "", "令和五年度"),
    ],
)
def test_what_is_no_fiscal_year_is_refused(printed: str) -> None:
    assert fiscal_year(printed) is None


@pytest.mark.parametrize("era", ERAS, ids=lambda era: era[0])
def test_every_year_of_every_era(era: tuple[str, str]) -> None:
    first, last = ERAS[era]
    for n in range(100):
        expected = first + n - 1 if 1 <= n <= last else None
        for name in era:
            assert [fiscal_year(f"{name}{n}"), fiscal_year(f"{name}{n}年度")] == [expected, expected], n
        assert fiscal_year(f"{era[1]}元年度") == first


@pytest.mark.parametrize(
    ("printed", "start", "end", "precision", "bound"),
    [
        ("R6.6.7時点", "2024-06-07", "2024-06-07", "day", "as_of"),
        ("令和6年6月7日現在", "2024-06-07", "2024-06-07", "day", "as_of"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "day", "at"),
        ("R6.2.29", "2024-02-29", "2024-02-29", "day", "at"),
        ("昭和64年1月7日", "1989-01-07", "1989-01-07", "day", "at"),
        ("平成元年1月8日", "1989-01-08", "1989-01-08", "day", "at"),
        ("R6.2月", "2024-02-01", "2024-02-29", "month", "at"),
        ("Ｒ５．９月", "2023-09-01", "2023-09-30", "month", "at"),
        ("R6.3月～", "2024-03-01", "2024-03-31", "month", "from"),
        ("R6.3月〜", "2024-03-01", "2024-03-31", "month", "from"),
        ("令和6年12月まで", "2024-12-01", "2024-12-31", "month", "until"),
        ("平成31年4月", "2019-04-01", "2019-04-30", "month", "at"),
        ("昭和64年1月", "1989-01-01", "1989-01-07", "month", "at"),
        ("令和5年", "2023-01-01", "2023-12-31", "year", "at"),
        ("令和元年", "2019-05-01", "2019-12-31", "year", "at"),
        ("令和6年度から", "2024-04-01", "2025-03-31", "fiscal_year", "from"),
        ("令和6年度以降", "2024-04-01", "2025-03-31", "fiscal_year", "from"),
        ("令和元年度", "2019-04-01", "2020-03-31", "fiscal_year", "at"),
        ("平成31年度", "2019-04-01", "2020-03-31", "fiscal_year", "at"),
        ("令和7年度末まで", "2026-03-31", "2026-03-31", "fiscal_year_end", "until"),
    ],
)
def test_periods(printed: str, start: str, end: str, precision: str, bound: str) -> None:
    read = period(printed)
    assert read is not None
    assert (str(read.start), str(read.end), read.precision, read.bound) == (start, end, precision, bound)


@pytest.mark.parametrize(
    "printed",
    [
        *(
            "昭和64年1月8日",
            "平成元年1月7日",
            "平成31年5月1日",
            "令和元年4月30日",
            "令和元年4月",
            "H32.1月",
        ),  # never were
        *("R6.2.30", "令和6年2月30日", "2023-02-29", "R6.4.31", "R6.13月", "R6.0月", "R6.1.0", "R6.1.32"),
        *("R6.2月頃", "R6.2月から3月", "6月7日", "R6.2月末", "R0.1月", "約R6", "", "2024-2-"),
    ],
)
def test_dates_that_never_were_are_refused(printed: str) -> None:
    assert period(printed) is None


@pytest.mark.parametrize("year", ["R5", "令和元", "平成31", "2023"])
def test_fiscal_and_calendar_years_are_kept_apart(year: str) -> None:
    calendar, fiscal = period(f"{year}年"), period(f"{year}年度")
    assert calendar is not None
    assert fiscal is not None
    assert (calendar.start.month, fiscal.start.month) in {(1, 4), (5, 4)}
    assert (calendar.precision, fiscal.precision) == ("year", "fiscal_year")
    assert fiscal_year(f"{year}年") is None
    assert fiscal_year(f"{year}年度") == fiscal.start.year


@given(st.dates(date(1926, 12, 25), date(2117, 12, 31)))
def test_every_day_is_read_back_from_its_era_date(day: date) -> None:
    era, first = next(
        (era, first)
        for era, first, since in (("R", 2019, date(2019, 5, 1)), ("H", 1989, date(1989, 1, 8)), ("S", 1926, date.min))
        if day >= since
    )
    for printed in (f"{era}{day.year - first + 1}.{day.month}.{day.day}", day.isoformat(), f"{day:%Y年%m月%d日}"):
        read = period(printed)
        assert read is not None
        assert (read.start, read.end, read.precision) == (day, day, "day")


@given(st.integers(1900, 2100))
def test_a_fiscal_year_is_a_year_from_april(year: int) -> None:
    read = fiscal_period(year)
    assert (read.start, read.end) == (date(year, 4, 1), date(year + 1, 3, 31))
    assert period(f"{year}年度") == read


@given(st.text() | st.text("MTSHR令和平成昭元年度月日末から～まで時点0123456789./- "))
def test_arbitrary_text_is_read_or_refused(text: str) -> None:
    assert type(fiscal_year(text)) in (int, type(None))
    read = period(text)
    assert read is None or read.start <= read.end

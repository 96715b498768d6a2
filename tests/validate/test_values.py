from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.package.models import Field
from pipeline.validate.values import Value, canonical, reader
from tests.validate.sample import field

TYPES = ["string", "integer", "number", "boolean", "date", "year", "yearmonth", "any"]


def typed(kind: str, **rest: object) -> Field:
    return msgspec.convert(field("v", kind) | rest, Field)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("string", " as it is\n", " as it is\n"),
        ("any", "何でも", "何でも"),
        ("integer", "-12", -12),
        ("integer", "０１２", 12),
        ("integer", "1.0", None),
        ("integer", "9" * 5000, None),
        ("number", "20.20", Decimal("20.20")),
        ("number", "1e3", Decimal(1000)),
        ("number", "0.1", Decimal("0.1")),
        ("number", "1,000", None),
        ("number", "", None),
        ("boolean", "TRUE", True),
        ("boolean", "0", False),
        ("boolean", "yes", None),
        ("date", "2024-02-29", date(2024, 2, 29)),
        ("date", "2023-02-29", None),
        ("date", "0000-01-01", None),
        ("year", "0000", 0),
        ("year", "20245", None),
        ("year", "-123", None),
        ("yearmonth", "2023-04", (2023, 4)),
        ("yearmonth", "2023-00", None),
        ("yearmonth", "2023", None),
        ("yearmonth", "2023-04-01", None),
    ],
)
def test_read(kind: str, text: str, value: Value | None) -> None:
    read = reader(typed(kind))(text)
    assert (type(read), read) == (type(value), value)


def test_boolean_with_its_own_words() -> None:
    read = reader(typed("boolean", trueValues=["はい", "○"], falseValues=["いいえ"]))
    assert [read(text) for text in ("はい", "○", "いいえ", "true")] == [True, True, False, None]


@pytest.mark.parametrize(
    ("form", "text", "right"),
    [
        ("uri", "https://www.pref.miyagi.jp/soshiki/jyoho/", True),
        ("uri", "urn:isbn:4000000000", True),
        ("uri", "www.pref.miyagi.jp", False),
        ("uri", "//host/path", False),
        ("uri", "a\nb", False),
        ("uri", "", False),
        ("email", "jyoho@pref.miyagi.lg.jp", True),
        ("email", "jyoho@", False),
        ("email", "情報 <jyoho@pref.miyagi.lg.jp>", False),
    ],
)
def test_formats(form: str, text: str, right: bool) -> None:
    assert (reader(typed("string", format=form))(text) is not None) == right


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("integer", ["0", "-5", "+5", "007"], [" 5", "1_0", "５", "5 "]),
        ("number", ["1", "-1.5", ".5", "5.", "1e3", "1E-02"], ["NaN", "inf", "1e100", "１", "1_0", "1." + "0" * 30]),
        ("date", ["2023-04-01"], ["2023-4-1", "２０２３-04-01"]),
        ("year", ["2023"], ["+203", "２０２３", " 203"]),
        ("yearmonth", ["2023-04"], ["2023-4", "2023-004", "２０２３-04"]),
        ("string", ["", "anything\n"], []),
        ("boolean", ["TRUE"], []),
    ],
)
def test_lexical_forms(kind: str, right: list[str], wrong: list[str]) -> None:
    assert [text for text in right + wrong if canonical(typed(kind), text)] == right


@pytest.mark.parametrize("kind", TYPES)
@given(st.text() | st.text("0123456789-+._eENaninfs \n", max_size=12))
def test_any_text_is_read_or_refused_and_can_be_compared(kind: str, text: str) -> None:
    value = reader(typed(kind))(text)
    assert value is None or hash(value) == hash(value)
    assert (value == value) in (True, False)


@given(st.integers(-(10**29), 10**29))
def test_integers_come_back(number: int) -> None:
    assert reader(typed("integer"))(str(number)) == number
    assert canonical(typed("integer"), str(number))


@given(st.decimals(-(10**9), 10**9, places=4))
def test_numbers_come_back_with_their_digits(number: Decimal) -> None:
    read = reader(typed("number"))(format(number, "f"))
    assert isinstance(read, Decimal)
    assert str(read) == format(number, "f")


@given(st.dates())
def test_dates_come_back(day: date) -> None:
    assert reader(typed("date"))(day.isoformat()) == day
    assert canonical(typed("date"), day.isoformat())


@pytest.mark.parametrize("form", ["uri", "email"])
@given(st.text())
def test_any_text_is_of_the_format_or_not(form: str, text: str) -> None:
    assert reader(typed("string", format=form))(text) in (None, text)

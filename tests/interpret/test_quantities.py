"""Printed quantities: one, several by arrow or list, with the year they belong to, and the refused."""

from __future__ import annotations

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.quantities import Quantity, Unread, quantities
from pipeline.interpret.units import Units

NOTATION = "0123456789,.千万億△約延全計件人日/年％種→、・:R超 "


def read(printed: str, known: Units, *, unit_optional: bool = False) -> tuple[Quantity, ...]:
    found = quantities(printed, known, unit_optional=unit_optional)
    assert isinstance(found, tuple), found
    return found


@pytest.mark.parametrize(
    ("printed", "value", "unit", "step"),
    [
        ("3,704件", "3704", "case", ""),
        ("３回", "3", "time", ""),
        ("１，７６８人", "1768", "person", ""),
        ("約5万2千件", "52000", "case", "1000"),
        ("約14.7万枚", "147000", "sheet", "1000"),
        ("62.4億円", "6240000000", "jpy", "10000000"),
        ("6,240,000,000円", "6240000000", "jpy", ""),
        ("1,520人日／年", "1520", "person-day-per-year", "1"),
        ("12,328h", "12328", "hour", "1"),
        ("97.4%", "97.4", "percent", "0.1"),
        ("100％", "100", "percent", "1"),
        ("△0.05%", "-0.05", "percent", "0.01"),
        ("0.0000001%", "0.0000001", "percent", "0.0000001"),
        ("▲３．２％", "-3.2", "percent", "0.1"),
        ("　185回 ", "185", "time", ""),
        ("約 5万2千 件", "52000", "case", "1000"),
    ],
)
def test_one_quantity(printed: str, value: str, unit: str, step: str, known: Units) -> None:
    [quantity] = read(printed, known)
    assert (quantity.value, quantity.unit, quantity.step, quantity.position) == (value, unit, step, "single")


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("7種→25種", [("from", "7", "kind"), ("to", "25", "kind")]),
        ("7種 ⇒ 25種", [("from", "7", "kind"), ("to", "25", "kind")]),
        ("59.6％－＞79.2％", [("from", "59.6", "percent"), ("to", "79.2", "percent")]),
        ("38件・38件・76件", [("1", "38", "case"), ("2", "38", "case"), ("3", "76", "case")]),
        ("394回／52万3千ページ", [("1", "394", "time"), ("2", "523000", "page")]),
        ("11,917人/97.4%", [("1", "11917", "person"), ("2", "97.4", "percent")]),
        ("1,234人,5件", [("1", "1234", "person"), ("2", "5", "case")]),
        ("185回、約3,704件；2枚", [("1", "185", "time"), ("2", "3704", "case"), ("3", "2", "sheet")]),
    ],
)
def test_several_in_one_cell(printed: str, found: list[tuple[str, str, str]], known: Units) -> None:
    assert [(q.position, q.value, q.unit) for q in read(printed, known)] == found


@pytest.mark.parametrize(
    ("printed", "found"),
    [
        ("R4:62万 →R5:162万", [("2022", "620000", "from"), ("2023", "1620000", "to")]),
        ("令和元年度：5、Ｒ２：6", [("2019", "5", "1"), ("2020", "6", "2")]),
        ("2023: 5", [("2023", "5", "single")]),
    ],
)
def test_years_before_quantities(printed: str, found: list[tuple[str, str, str]], known: Units) -> None:
    several = read(printed, known, unit_optional=True)
    assert [(q.fiscal_year, q.value, q.position) for q in several] == found
    assert {q.unit for q in several} == {"unstated"}


@pytest.mark.parametrize(
    ("printed", "rules"),
    [
        ("35件", {"value": "number", "unit": "unit.form"}),
        ("３５件", {"value": "characters.narrow", "unit": "unit.form"}),
        (
            "約1,234万件",
            {"approximate": "qualifier.約", "value": "number.thousands+number.myriad", "unit": "unit.form"},
        ),
        ("△5％", {"value": "characters.narrow+number.minus", "unit": "unit.form"}),
        ("R4:5件", {"fiscal_year": "era.fiscal_year", "value": "number", "unit": "unit.form"}),
    ],
)
def test_rules_say_how_each_part_came(printed: str, rules: dict[str, str], known: Units) -> None:
    assert read(printed, known)[0].rules == rules


@pytest.mark.parametrize(
    ("printed", "code", "rest"),
    [
        ("", "E-QUANTITY", ""),
        ("なし", "E-QUANTITY", "なし"),
        ("約", "E-QUANTITY", ""),
        ("007件", "E-QUANTITY", "007件"),
        ("1,76人", "E-QUANTITY", "1,76人"),
        ("1.5億2千万円", "E-QUANTITY", "1.5億2千万円"),
        ("5万52000件", "E-QUANTITY", "5万52000件"),
        ("億円", "E-QUANTITY", "億円"),
        ("5件です", "E-QUANTITY", "です"),
        ("5件6件", "E-QUANTITY", "6件"),
        ("10人-20人", "E-QUANTITY", "-20人"),
        ("7種→25種→30種", "E-QUANTITY", "→30種"),
        ("7種→25種、30種", "E-QUANTITY", "、30種"),
        ("7種、25種→30種", "E-QUANTITY", "→30種"),
        ("7種→", "E-QUANTITY", ""),
        ("、7種", "E-QUANTITY", "、7種"),
        ("5", "E-UNIT", ""),
        ("5 匹", "E-UNIT", " 匹"),
        ("５匹", "E-UNIT", "匹"),
        ("7→25種", "E-UNIT", "→25種"),
        ("H32:5件", "E-FISCAL-YEAR", "H32"),
        ("R0:5件", "E-FISCAL-YEAR", "R0"),
        ("R5年:5件", "E-QUANTITY", "R5年:5件"),
    ],
)
def test_the_unreadable_is_refused_where_it_stops_making_sense(
    printed: str, code: str, rest: str, known: Units
) -> None:
    assert quantities(printed, known) == Unread(code, rest)


@pytest.mark.parametrize(("printed", "rest"), [("1/2", "/2"), ("2024/3/1", "/3/1"), ("3・11", "・11"), ("5 匹", " 匹")])
def test_bare_numbers_are_no_list_of_quantities(printed: str, rest: str, known: Units) -> None:
    assert quantities(printed, known, unit_optional=True) == Unread("E-QUANTITY", rest)


@given(st.integers(-(10**18), 10**18), st.integers(0, 4), st.sampled_from(["%", "h", "人日", "人日／年"]))
def test_a_decimal_with_a_unit_keeps_its_precision(known: Units, digits: int, places: int, form: str) -> None:
    whole, decimals = divmod(abs(digits), 10**places)
    text = f"{whole}.{decimals:0{places}}" if places else str(whole)
    grouped = f"{whole:,}.{decimals:0{places}}" if places else f"{whole:,}"
    for sign, printed in (("", ""), ("-", "△")) if digits else (("", ""),):
        for [quantity] in (read(f"{printed}{text}{form}", known), read(f"{printed}{grouped}{form}", known)):
            assert quantity.value == f"{sign}{text}"
            assert quantity.step == ("0." + "1".rjust(places, "0") if places else "1")


@given(st.text() | st.text(NOTATION), st.booleans())
def test_arbitrary_text_is_read_as_text_or_refused(known: Units, text: str, unit_optional: bool) -> None:
    found = quantities(text, known, unit_optional=unit_optional)
    if isinstance(found, Unread):
        assert found.code in {"E-QUANTITY", "E-UNIT", "E-FISCAL-YEAR"}
        return
    for quantity in found:
        assert all(type(getattr(quantity, f.name)) is str for f in fields(quantity) if f.name != "rules")


@given(st.text(NOTATION, max_size=12))
def test_what_is_accepted_is_recoverable(known: Units, text: str) -> None:
    found = quantities(text, known, unit_optional=True)
    forms = {code: form for form, code in known.codes.items()} | {"unstated": ""}
    for quantity in found if isinstance(found, tuple) else ():
        [again] = read(f"{quantity.value}{forms[quantity.unit]}", known, unit_optional=True)
        assert (again.value, again.unit) == (quantity.value, quantity.unit)

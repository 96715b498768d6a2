"""The notations that a raw field can be declared in, phrases, and empty cells."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.notations import NOTATIONS, PARTS, Options, Reading, read
from pipeline.interpret.quantities import Unread
from pipeline.interpret.units import Units

PHRASES = {"※翌年度に数値確定": "not_yet_final", "前年度越え": "exceed_previous_year"}


@pytest.fixture(scope="module")
def options(known: Units) -> Options:
    return Options(known, PHRASES, otherwise="reported", unit="", unit_optional=False)


def one(kind: str, text: str, options: Options) -> Reading:
    readings = read(kind, text, options)
    assert isinstance(readings, tuple), readings
    [reading] = readings
    return reading


def test_a_quantity_has_all_parts(options: Options) -> None:
    assert one("quantity", "約5万2千件", options).parts == {
        "value": "52000",
        "unit": "case",
        "step": "1000",
        "approximate": "true",
        "cumulative": "false",
        "qualifier": "",
        "fiscal_year": "",
        "position": "single",
        "phrase": "reported",
    }


@pytest.mark.parametrize(
    ("kind", "text", "parts", "rule"),
    [
        ("fiscal_year", "R5年度", {"fiscal_year": "2023"}, "era.fiscal_year"),
        (
            "period",
            "R6.3月～",
            {"start": "2024-03-01", "end": "2024-03-31", "precision": "month", "bound": "from"},
            "era.month",
        ),
        (
            "period",
            "令和7年度末まで",
            {"start": "2026-03-31", "end": "2026-03-31", "precision": "fiscal_year_end", "bound": "until"},
            "era.fiscal_year_end",
        ),
    ],
)
def test_years_and_periods(kind: str, text: str, parts: dict[str, str], rule: str, options: Options) -> None:
    assert one(kind, text, options) == Reading(parts, dict.fromkeys(parts, rule))


def test_several_quantities_are_several_readings(options: Options) -> None:
    readings = read("quantities", "7種→25種", options)
    assert isinstance(readings, tuple)
    assert [(r.parts["value"], r.parts["position"]) for r in readings] == [("7", "from"), ("25", "to")]


def test_a_phrase_stands_for_the_number(options: Options) -> None:
    reading = one("quantity", "※翌年度に数値確定", options)
    assert reading.rules == {"phrase": "phrase"}
    assert reading.parts == {
        "phrase": "not_yet_final",
        "approximate": "false",
        "cumulative": "false",
        "qualifier": "",
        "position": "single",
    }
    assert one("phrase", "前年度越え", options).parts == {"phrase": "exceed_previous_year"}


def test_an_empty_cell_has_no_parts_unless_a_phrase_stands_for_it(options: Options) -> None:
    for kind in NOTATIONS:
        assert one(kind, "", options) == Reading({}, {})
    assert one("phrase", "", replace(options, phrases={"": "unstated"})).parts == {"phrase": "unstated"}


@pytest.mark.parametrize(
    ("kind", "text", "code", "rest"),
    [
        ("quantity", "7種→25種", "E-SEVERAL", "7種→25種"),
        ("quantity", "007件", "E-QUANTITY", "007件"),
        ("quantity", "5", "E-UNIT", ""),
        ("quantity", "前年度超え", "E-QUANTITY", "前年度超え"),
        ("quantities", "7種→", "E-QUANTITY", ""),
        ("fiscal_year", "R5年", "E-FISCAL-YEAR", "R5年"),
        ("fiscal_year", "H32", "E-FISCAL-YEAR", "H32"),
        ("period", "R6.2月下旬", "E-DATE", "R6.2月下旬"),
        ("phrase", "前年度超え", "E-PHRASE", "※翌年度に数値確定、前年度越え"),
    ],
)
def test_refusals(kind: str, text: str, code: str, rest: str, options: Options) -> None:
    assert read(kind, text, options) == Unread(code, rest)


def test_only_the_declared_unit_is_taken(options: Options) -> None:
    cases = replace(options, unit="case")
    assert one("quantity", "5件", cases).parts["unit"] == "case"
    assert read("quantity", "5人", cases) == Unread("E-UNIT-OTHER", "case")
    assert read("quantities", "5件、5人", cases) == Unread("E-UNIT-OTHER", "case")


def test_a_unit_may_be_optional(options: Options) -> None:
    optional = replace(options, unit_optional=True)
    assert one("quantity", "62万", optional).parts["unit"] == "unstated"


@given(
    st.sampled_from(sorted(NOTATIONS)),
    st.text() | st.sampled_from(sorted(PHRASES)) | st.text("0123456789.,万約件%R→、年度月"),
)
def test_arbitrary_text_is_read_or_refused(options: Options, kind: str, text: str) -> None:
    readings = read(kind, text, options)
    if isinstance(readings, Unread):
        assert readings.code.startswith("E-")
        return
    assert readings
    for reading in readings:
        assert set(reading.rules) <= set(reading.parts)
        assert set(reading.parts) <= PARTS[kind] | {"phrase"}
        assert all(type(part) is str for part in reading.parts.values())


def test_a_day_that_the_calendar_does_not_have_is_said_to_be_none(options: Options) -> None:
    assert read("period", "R6.2.30", options) == Unread("E-DAY", "R6.2.30", {"year": "2024", "month": "2", "day": "30"})

"""Printed units, by the table that the package ships (raw/units.csv): the longest form wins."""

from __future__ import annotations

import pytest

from pipeline.interpret.characters import narrow
from pipeline.interpret.quantities import Quantity, quantities
from pipeline.interpret.units import Units, units


@pytest.mark.parametrize(
    ("printed", "unit"),
    [
        ("146人", "person"),
        ("183名", "person"),
        ("10人日", "person-day"),
        ("1,520人日／年", "person-day-per-year"),
        ("1,520人日/年", "person-day-per-year"),
        ("10,740回", "time"),
        ("66回線", "line"),
        ("25種", "kind"),
        ("25種類", "kind"),
        ("7市町", "municipality"),
        ("11市町村", "municipality"),
        ("33自治体", "municipality"),
        ("６県", "prefecture"),
        ("160者", "entity"),
        ("52万3千ページ", "page"),
        ("14.7万枚", "sheet"),
        ("1,000h", "hour"),
        ("1,000ｈ", "hour"),
        ("3時間", "hour"),
        ("97.4%", "percent"),
        ("39.5％", "percent"),
        ("62.4億円", "jpy"),
    ],
)
def test_longest_form_wins(printed: str, unit: str, known: Units) -> None:
    read = quantities(printed, known)
    assert isinstance(read, tuple)
    assert [q.unit for q in read] == [unit]


def test_every_form_is_read_as_its_own_unit(known: Units) -> None:
    assert len(known.codes) > 20
    for form, code in known.codes.items():
        read = quantities(f"3{form}", known)
        assert isinstance(read, tuple), form
        assert read[0].unit == code


def test_counts_printed_in_full_are_exact_and_hours_are_not(known: Units) -> None:
    assert {"case", "person", "jpy"} <= set(known.counted)
    assert set(known.counted).isdisjoint({"hour", "percent", "person-day", "unstated"})


def test_forms_are_compared_narrow() -> None:
    known = units({"ｋｍ": "kilometre", "㎡": "square-metre"})
    assert known.codes == {narrow("ｋｍ"): "kilometre", "㎡": "square-metre"}
    assert [q.unit for printed in ("5km", "５ｋｍ", "5㎡") for q in _read(printed, known)] == [
        "kilometre",
        "kilometre",
        "square-metre",
    ]


def test_no_forms_match_nothing() -> None:
    assert units({}).pattern.match("件") is None
    assert units({"": "nothing"}).pattern.search("") is None


def test_a_form_is_text_and_not_a_pattern() -> None:
    assert units({"p.m": "per-minute"}).pattern.match("ppm") is None


def _read(printed: str, known: Units) -> tuple[Quantity, ...]:
    read = quantities(printed, known)
    assert isinstance(read, tuple), read
    return read

"""Charts: any numbers give a drawing that XML and SVG readers take, with all of it inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from pipeline.site.chart import WIDTH, Drawing, Point, bars, line
from pipeline.site.numbers import compact

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False),
    st.decimals(min_value=-100, max_value=100, places=2),
    st.sampled_from([Decimal(0), Decimal("1e400"), Decimal("-1e-400"), Decimal("66.5"), Decimal("66.5000000001")]),
)
YEARS = st.lists(st.tuples(st.integers(1989, 2050), st.none() | NUMBERS), max_size=12, unique_by=lambda pair: pair[0])


def drawing(points: list[tuple[int, Decimal | None]], target: Decimal | None = None) -> Drawing:
    made = [
        Point(year, str(year), value, "not yet final" if value is None else compact(value, "en"))
        for year, value in sorted(points, key=lambda pair: pair[0])
    ]
    said = "Target" if target is None else f"Target {compact(target, 'en')}"
    return Drawing("chart-x", "A <title>", "Words & numbers", "Unit", made, target, said, lambda n: compact(n, "en"))


def parsed(svg: Markup) -> ElementTree.Element:
    return ElementTree.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))


@given(points=YEARS, target=st.none() | NUMBERS)
@pytest.mark.parametrize("draw", [line, bars])
def test_any_numbers_are_drawn_inside(
    draw: Callable[[Drawing], Markup], points: list[tuple[int, Decimal | None]], target: Decimal | None
) -> None:
    root = parsed(draw(drawing(points, target)))
    *_, width, height = map(float, root.attrib["viewBox"].split())
    assert width == WIDTH
    for element in root.iter():
        for name, limit in (("x", width), ("cx", width), ("y", height), ("cy", height)):
            assert 0 <= float(element.get(name, "0")) <= limit
        numbers = [float(number) for number in re.findall(r"[0-9.]+", element.get("d", ""))]
        assert all(0 <= number <= max(width, height) for number in numbers)
    for bar in root.iter(f"{SVG}rect"):
        assert float(bar.attrib["x"]) + float(bar.attrib["width"]) <= width
    marks = [mark for mark in root.iter(f"{SVG}circle") if mark.get("class") == "mark"]
    assert draw is bars or len(marks) == sum(value is not None for _, value in points)


def test_a_higher_value_stands_higher() -> None:
    root = parsed(line(drawing([(2022, Decimal(112)), (2023, Decimal(160))], Decimal(100))))
    first, second = (float(mark.attrib["cy"]) for mark in root.iter(f"{SVG}circle"))
    [target] = [path.attrib["d"] for path in root.iter(f"{SVG}path") if path.get("class") == "target"]
    assert second < first < float(target.split()[1].partition("H")[0])


def test_what_is_not_there_is_said_in_words() -> None:
    root = parsed(line(drawing([(2022, Decimal("72.9")), (2023, None)])))
    assert "not yet final" in [text.text for text in root.iter(f"{SVG}text")]
    assert [mark.get("class") for mark in root.iter(f"{SVG}circle")] == ["mark", "gap"]


def test_it_is_named_and_described() -> None:
    root = parsed(bars(drawing([(2023, Decimal(1))])))
    assert root.attrib["role"] == "img"
    ids = root.attrib["aria-labelledby"].split()
    named = {element.get("id"): element.text for element in root.iter() if element.get("id")}
    assert [named[one] for one in ids] == ["A <title>", "Words & numbers"]


def test_texts_of_a_line_do_not_cover_each_other() -> None:
    root = parsed(line(drawing([(2022, Decimal("32.7")), (2023, Decimal("40.0"))], Decimal("39.5"))))
    texts = {text.attrib["class"]: text for text in root.iter(f"{SVG}text")}
    value, target = texts["value"], texts["target-text"]  # of 2023, and of the target just below it
    apart = abs(float(value.attrib["x"]) - float(target.attrib["x"]))
    assert apart > 60 or abs(float(value.attrib["y"]) - float(target.attrib["y"])) > 14

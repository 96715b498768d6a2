"""Charts as SVG: real text in the colours of the page, readable in grey, on paper and aloud. Pure.

Written here and not by a library because a start of vl-convert takes 0.6 s of processor time and 88 MB of disk, a whole
build 2 s; and because its charts would know nothing of the page's dark colours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup

from pipeline.site.escaped import shown
from pipeline.site.scale import Scale, scale

WIDTH = 400
_HEIGHT, _TOP, _BOTTOM, _RIGHT = 250, 34, 30, 16
_EM = 12
_BAR, _ROW = 14, 40


class Point(NamedTuple):
    """A place on the axis of x by its number (a year) or its order, and its name; the value, how it is written, or in
    words why there is none."""

    at: int
    name: str
    value: Decimal | None
    text: str


class Drawing(NamedTuple):
    """What a chart shows: its name for `id`s, title and description for those who do not see it, the words at the axis
    of the values, the points in order, what they are to reach and how that is written, and how ticks are written."""

    name: str
    title: str
    description: str
    axis: str
    points: Sequence[Point]
    target: Decimal | None
    target_text: str
    written: Callable[[Decimal], str]


def line(drawing: Drawing) -> Markup:
    """Values over years: a line with markers, each with its value, and the target as a dashed line."""
    values = [point.value for point in drawing.points if point.value is not None]
    y = scale([*values, *([] if drawing.target is None else [drawing.target])], zero=False)
    labels = [drawing.written(tick) for tick in y.ticks]
    left = min(max(map(_width, labels), default=0), WIDTH / 3) + 12
    across = _across(drawing.points, left + 24, WIDTH - _RIGHT - 24)

    def down(number: Decimal) -> float:
        return _HEIGHT - _BOTTOM - y.fraction(number) * (_HEIGHT - _TOP - _BOTTOM)

    parts = [*_grid(y, labels, left, down), *_years(drawing.points, across)]
    parts.append(_text(left, 14, drawing.axis, "start", "axis"))
    places = [(across[p.at], down(p.value), p) for p in drawing.points if p.value is not None]
    boxes = [_label(x, top, p.text, left) for x, top, p in places]
    if drawing.target is not None:
        parts += _target(drawing, down(drawing.target), left, boxes, [(x, top) for x, top, _ in places])
    steps = " ".join(f"{'L' if n else 'M'}{x:.1f} {top:.1f}" for n, (x, top, _) in enumerate(places))
    parts += [Markup('<path class="series" d="{}"/>').format(steps)] if len(places) > 1 else []
    for (x, top, point), (middle, base, _) in zip(places, boxes, strict=True):
        parts.append(Markup('<circle class="mark" cx="{:.1f}" cy="{:.1f}" r="4.5"/>').format(x, top))
        parts.append(_text(middle, base, point.text, "middle", "value"))
    for point in (point for point in drawing.points if point.value is None and point.text):
        x, base = across[point.at], _HEIGHT - _BOTTOM
        parts.append(Markup('<circle class="gap" cx="{:.1f}" cy="{:.1f}" r="4.5"/>').format(x, base))
        middle = _within(x, _width(point.text) / 2, left)
        parts.append(_text(middle, base - 11, point.text, "middle", "why"))
    return _svg(drawing, _HEIGHT, parts)


def bars(drawing: Drawing) -> Markup:
    """Values side by side: a bar for each, its name above and its value behind it."""
    values = [point.value for point in drawing.points if point.value is not None]
    x = scale(values, zero=True)
    widest = min(max((_width(point.text) for point in drawing.points), default=0), WIDTH / 2) + 8

    def across(number: Decimal) -> float:
        return 2 + x.fraction(number) * (WIDTH - widest - 4)

    zero, parts = across(Decimal(0)), []
    for number, point in enumerate(drawing.points):
        top = 18 + number * _ROW
        parts.append(_text(2, top, point.name, "start", "name"))
        end = zero if point.value is None else across(point.value)
        begin, size = min(zero, end), abs(end - zero)
        if point.value is not None:
            bar = Markup('<rect class="bar" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>')
            parts.append(bar.format(begin, top + 6, size, _BAR))
        parts.append(
            _text(max(end, zero) + 6, top + 17, point.text, "start", "value" if point.value is not None else "why")
        )
    height = 18 + len(drawing.points) * _ROW
    parts.append(Markup('<path class="base" d="M{:.1f} 10V{}"/>').format(zero, height - 6))
    return _svg(drawing, height, parts)


def _svg(drawing: Drawing, height: float, parts: Sequence[Markup]) -> Markup:
    head = Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-desc">'
        '<title id="{}-title">{}</title><desc id="{}-desc">{}</desc>'
    )
    name = drawing.name
    said = head.format(WIDTH, height, name, name, name, shown(drawing.title), name, shown(drawing.description))
    return said + Markup("").join(parts) + Markup("</svg>")


def _across(points: Sequence[Point], left: float, right: float) -> dict[int, float]:
    """Where each place of the axis of x is; a single one stands in the middle."""
    first, last = min((p.at for p in points), default=0), max((p.at for p in points), default=0)
    if first == last:
        return {first: (left + right) / 2}
    return {p.at: left + (p.at - first) / (last - first) * (right - left) for p in points}


def _grid(y: Scale, labels: Sequence[str], left: float, down: Callable[[Decimal], float]) -> Iterator[Markup]:
    for tick, label in zip(y.ticks, labels, strict=True):
        top = down(tick)
        kind = "base" if tick == y.ticks[0] else "grid"
        yield Markup('<path class="{}" d="M{:.1f} {:.1f}H{}"/>').format(kind, left, top, WIDTH - _RIGHT)
        yield _text(left - 6, top + 4, label, "end", "tick")


def _years(points: Sequence[Point], across: dict[int, float]) -> Iterator[Markup]:
    """The names of the places, as many as there is room for, the last one always."""
    end = float("inf")
    for point in reversed(points):
        half = _width(point.name) / 2
        if across[point.at] + half + 4 < end:
            end = across[point.at] - half
            yield _text(_within(across[point.at], half, 0), _HEIGHT - _BOTTOM + 18, point.name, "middle", "tick")


Box = tuple[float, float, float]
"""A text: its middle, its base line, and half its width."""


def _label(x: float, top: float, text: str, left: float) -> Box:
    half = _width(text) / 2
    return _within(x, half, left), top - 10, half


def _target(
    drawing: Drawing, top: float, left: float, boxes: Sequence[Box], marks: Sequence[tuple[float, float]]
) -> Iterator[Markup]:
    """The dashed line, with its words at the end and on the side where they cover the least."""
    yield Markup('<path class="target" d="M{:.1f} {:.1f}H{}"/>').format(left, top, WIDTH - _RIGHT)
    half = _width(drawing.target_text) / 2
    middles = (WIDTH - _RIGHT - half, left + 4 + half, (left + WIDTH - _RIGHT) / 2)
    bases = [base for base in (top - 6, top + 15) if base < _HEIGHT - _BOTTOM]
    places = [(middle, base, half) for middle in middles for base in bases]
    middle, base, _ = min(places, key=lambda place: 2 * sum(_covers(place, b) for b in boxes) + _crossed(place, marks))
    yield _text(_within(middle, half, 0), base, drawing.target_text, "middle", "target-text")


def _covers(one: Box, other: Box) -> int:
    return abs(one[0] - other[0]) < one[2] + other[2] + 4 and -26 < one[1] - other[1] < 14


def _crossed(place: Box, marks: Sequence[tuple[float, float]]) -> bool:
    """Whether the line, or a marker, goes through a text."""
    middle, base, half = place
    near = [(x, y) for x, y in marks if abs(x - middle) < half + 6]
    for (x1, y1), (x2, y2) in pairwise(marks):
        for x in (middle + half * step / 2 for step in range(-2, 3)):
            if x1 <= x <= x2:
                near.append((x, y1 + (x - x1) / ((x2 - x1) or 1) * (y2 - y1)))
    return any(base - 18 < y < base + 8 for _, y in near)


def _within(x: float, half: float, left: float) -> float:
    """The middle of a text so that it is inside the drawing, if it fits."""
    return max(min(x, WIDTH - 2 - half), left + half)


def _text(x: float, y: float, text: str, anchor: str, kind: str) -> Markup:
    said = Markup('<text class="{}" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>')
    return said.format(kind, x, y, anchor, shown(text))


def _width(text: str) -> float:
    """About how wide a text is: a character of Japanese is as wide as it is high."""
    return sum(_EM if ord(c) > 0x2000 else _EM * 0.58 for c in text)

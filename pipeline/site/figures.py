"""The charts that schemas declare, of the rows that a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from pipeline.enrich.lookups import Row
from pipeline.language import Language
from pipeline.package.models import Chart, Field, Schema, Words
from pipeline.site.cells import Told
from pipeline.site.chart import Drawing, Point, bars, line
from pipeline.site.material import Material, fits
from pipeline.site.numbers import compact, decimal, grouped, measured
from pipeline.site.places import anchor
from pipeline.site.telling import approximately, told, unit_of
from pipeline.site.words import spoken

_DRAWN = {"line": line, "bar": bars}
_SHORT = 4
"""Characters of a unit up to which it stands behind each number of a chart, and not only at its axis."""
_FULL = 10**9
"""Numbers below this are written in full at the points of a line."""


class Figure(NamedTuple):
    """A chart, and its numbers as a table: the titles of the columns, and what each row says."""

    title: str
    link: str
    svg: Markup
    heads: Sequence[str]
    rows: Sequence[Sequence[Told]]


def figures(material: Material, table: str, rows: Sequence[Row], language: Language) -> Iterator[Figure]:
    """Every chart of a table, of these of its rows."""
    schema = material.schema(table)
    chart = schema.chart
    if chart is None:
        return
    groups: dict[str, list[Row]] = {}
    for row in (row for row in rows if _counts(chart, row)):
        groups.setdefault((row[chart.by] or "") if chart.by else "", []).append(row)
    for key, group in groups.items():
        for name in chart.y:
            if any(row[name] is not None for row in group):
                yield _Drawn(material, table, schema, chart, group, language).figure(name, key)


def _counts(chart: Chart, row: Row) -> bool:
    return fits(row, chart.where) and not (chart.exclude and fits(row, chart.exclude))


class _Drawn(NamedTuple):
    """Rows of a table that are drawn in one chart, for readers of one language."""

    material: Material
    table: str
    schema: Schema
    chart: Chart
    rows: Sequence[Row]
    language: Language

    def figure(self, name: str, key: str) -> Figure:
        words, x, y = spoken(self.language), self.schema.field(self.chart.x), self.schema.field(name)
        unit = self._unit(y)
        points = self._points(x, y, unit)
        target, reached = self._target(), ""
        if target is not None:
            written = self._written(target, unit, self.schema.field(self.chart.target), self.rows[0])
            reached = f"{words.target} {written}"
        head = self._told(self.schema.field(self.chart.by), self.rows[0]) if self.chart.by else Told("")
        title = y.titles[self.language]
        title = f"{head.text}{words.colon}{title}" if head.text else title
        drawing = Drawing(
            name=anchor(f"chart-{self.table}-{name}-{key}"),
            title=title,
            description=_description(points, reached, self.language),
            axis=f"{words.unit}{words.colon}{unit[self.language]}" if unit else "",
            points=points,
            target=target,
            target_text=reached,
            written=lambda tick: compact(tick, self.language),
        )
        fields = [x, y, *([self.schema.field(self.chart.target)] if target is not None else [])]
        cells = [[self._told(field, row) for field in fields] for row in self.rows]
        heads = [field.titles[self.language] for field in fields]
        return Figure(title, head.link, _DRAWN[self.chart.kind](drawing), heads, cells)

    def _told(self, field: Field, row: Row) -> Told:
        return told(self.material, self.table, field, row, self.language)

    def _unit(self, y: Field) -> Words | None:
        """The unit of the values, where all have the same."""
        units = [unit for row in self.rows if (unit := unit_of(self.material, y, row))]
        return units[0] if units and all(unit == units[0] for unit in units) else None

    def _points(self, x: Field, y: Field, unit: Words | None) -> list[Point]:
        """In their order on the axis: that of years, else that of the rows."""
        numbered = self.chart.kind == "line" and all((row[x.name] or "").isdecimal() for row in self.rows)
        made = []
        for order, row in enumerate(self.rows):
            value = decimal(row[y.name])
            text = self._told(y, row).text if value is None else self._written(value, unit, y, row)
            name = row[x.name] or "" if numbered else self._told(x, row).text
            made.append(Point(int(row[x.name] or 0) if numbered else order, name, value, text))
        return sorted(made, key=lambda point: point.at)

    def _target(self) -> Decimal | None:
        """What is to be reached, where it is the same in all rows."""
        values = {row[self.chart.target] for row in self.rows} - {None} if self.chart.target else set()
        return decimal(values.pop()) if len(values) == 1 else None

    def _written(self, number: Decimal, unit: Words | None, field: Field, row: Row) -> str:
        full = self.chart.kind == "line" and number.adjusted() > -6 and abs(number) < _FULL
        text = grouped(format(number, "f")) if full else compact(number, self.language)
        short = unit is not None and (not unit.ja.isalpha() or len(unit[self.language]) <= _SHORT)
        text = measured(text, unit, self.language) if short else text
        return approximately(text, self.material, self.table, field, row, self.language)


def _description(points: Sequence[Point], target: str, language: Language) -> str:
    """The numbers in words."""
    words = spoken(language)
    said = words.comma.join(f"{point.name}{words.space}{point.text}" for point in points)
    return f"{said}{words.stop}{target}{words.end}" if target else f"{said}{words.end}"

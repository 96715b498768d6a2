"""The charts that schemas declare, of the rows that a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from markupsafe import Markup

from pipeline.enrich.lookups import Row
from pipeline.language import Language
from pipeline.package.models import Chart, Field
from pipeline.site.chart import Drawing, Point, bars, line
from pipeline.site.material import Material
from pipeline.site.numbers import compact, decimal, grouped, measured
from pipeline.site.places import anchor
from pipeline.site.telling import Told, told, unit_of
from pipeline.site.words import spoken

_DRAWN = {"line": line, "bar": bars}


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
    fields = {field.name: field for field in schema.fields}
    groups: dict[str, list[Row]] = {}
    for row in (row for row in rows if _counts(chart, row)):
        groups.setdefault((row[chart.by] or "") if chart.by else "", []).append(row)
    for key, group in groups.items():
        for name in chart.y:
            y = fields[name]
            if any(row[name] is not None for row in group):
                by = fields[chart.by] if chart.by else None
                yield _figure(material, table, chart, (fields[chart.x], y, by), group, key, language)


def _counts(chart: Chart, row: Row) -> bool:
    wanted = all((row[name] or "") == value for name, value in chart.where.items())
    return wanted and not (chart.exclude and all((row[n] or "") == v for n, v in chart.exclude.items()))


def _figure(
    material: Material,
    table: str,
    chart: Chart,
    fields: tuple[Field, Field, Field | None],
    rows: Sequence[Row],
    key: str,
    language: Language,
) -> Figure:
    x, y, by = fields
    words = spoken(language)
    units = [unit for row in rows if (unit := unit_of(material, y, row))]
    unit = units[0] if units and all(other == units[0] for other in units) else None
    numbered = all((row[x.name] or "").isdigit() for row in rows) and chart.kind == "line"
    points, listed = [], []
    for order, row in enumerate(rows):
        place, said = told(material, table, x, row, language), told(material, table, y, row, language)
        value = decimal(row[y.name])
        written = (
            measured(_written(row[y.name] or "", language, chart), unit, language) if value is not None else said.text
        )
        points.append(
            Point(
                int(row[x.name] or 0) if numbered else order,
                row[x.name] or "" if numbered else place.text,
                value,
                written,
            )
        )
        listed.append([place, said])
    points.sort(key=lambda point: point.at)
    target, target_text = _target(material, table, chart, rows, language)
    if chart.target and any(row[chart.target] is not None for row in rows):
        field = _field(material, table, chart.target)
        for cells, row in zip(listed, rows, strict=True):
            cells.append(told(material, table, field, row, language))
    head = told(material, table, by, rows[0], language) if by else Told("")
    title = f"{head.text}{words.colon}{getattr(y.titles, language)}" if head.text else getattr(y.titles, language)
    drawing = Drawing(
        name=anchor(f"chart-{table}-{y.name}-{key}"),
        title=title,
        description=_description(points, target_text, language),
        axis=f"{words.unit}{words.colon}{getattr(unit, language)}" if unit else "",
        points=points,
        target=target,
        target_text=target_text,
        written=lambda tick: compact(tick, language),
    )
    heads = [getattr(x.titles, language), getattr(y.titles, language)]
    heads += [getattr(_field(material, table, chart.target).titles, language)] if len(listed[0]) > 2 else []
    return Figure(title, head.link, _DRAWN[chart.kind](drawing), heads, listed)


def _written(text: str, language: Language, chart: Chart) -> str:
    number = Decimal(text)
    return grouped(text) if chart.kind == "line" and abs(number) < 10**9 else compact(number, language)


def _target(
    material: Material, table: str, chart: Chart, rows: Sequence[Row], language: Language
) -> tuple[Decimal | None, str]:
    """What is to be reached, where it is the same in all rows."""
    values = {row[chart.target] for row in rows} - {None} if chart.target else set()
    number = decimal(values.pop()) if len(values) == 1 else None
    if number is None:
        return None, ""
    row = next(row for row in rows if row[chart.target])
    text = told(material, table, _field(material, table, chart.target), row, language).text
    return number, f"{spoken(language).target} {text}"


def _field(material: Material, table: str, name: str) -> Field:
    return next(field for field in material.schema(table).fields if field.name == name)


def _description(points: Sequence[Point], target: str, language: Language) -> str:
    """The numbers in words."""
    words = spoken(language)
    said = words.comma.join(f"{point.name}{words.space}{point.text}" for point in points)
    return f"{said}{words.stop}{target}{words.end}" if target else f"{said}{words.end}"

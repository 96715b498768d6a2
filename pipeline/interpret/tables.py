"""The stage: raw tables to tables of the published shape (without derived fields), and the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.interpret.notations import NEUTRAL, Options, Reading, read
from pipeline.interpret.quantities import Unread
from pipeline.interpret.units import Units, units
from pipeline.package import Package
from pipeline.package.models import Field, Labelled, Schema
from pipeline.problem import Problem
from pipeline.reports import Change
from pipeline.table import Row, Table, frame

_PRINTED_PARTS = frozenset(NEUTRAL) | {"fiscal_year", "unit"}
_NOTHING = Reading({}, {})


def interpret(tables: Mapping[str, Table], package: Package) -> tuple[dict[str, Table], list[Change], list[Problem]]:
    """Every raw table in the shape of its published schema, every change made, and what cannot be read.

    A row in which a field holds several quantities becomes several rows. A table whose header is not
    its schema's is left out (validation says why).
    """
    known = _units(tables, package)
    made: dict[str, Table] = {}
    changes: list[Change] = []
    problems: list[Problem] = []
    for name, table in tables.items():
        raw, published = package.raw[name], package.published[name]
        if list(table.labels) != [field.name for field in raw.fields]:
            continue
        rows, lines, done, unread = _interpret_table(table, raw, published, known)
        fields = [field.name for field in published.fields if field.derivation is None]
        made[name] = Table(
            name, frame(fields, [[row[f] for f in fields] for row in rows]), table.file, table.sheet, lines, fields
        )
        changes += done
        problems += unread
    return made, changes, problems


def _interpret_table(
    table: Table, raw: Schema, published: Schema, known: Units
) -> tuple[list[Row], list[int], list[Change], list[Problem]]:
    rows: list[Row] = []
    lines: list[int] = []
    changes: list[Change] = []
    problems: list[Problem] = []
    takes = _taken_parts(published)
    notated = [(position, field) for position, field in enumerate(raw.fields) if field.notation]
    cached: dict[tuple[str, str], tuple[Reading, ...] | Unread] = {}
    missing = {e.value if isinstance(e, Labelled) else e for e in raw.missing_values} - {""}
    names = [field.name for field in raw.fields]
    for index, cells in enumerate(zip(*[column.to_pylist() for column in table.frame.columns], strict=True)):
        line = table.lines[index]
        texts = {n: "" if c is None or c in missing else c for n, c in zip(names, cells, strict=True)}
        readings: dict[str, tuple[Reading, ...]] = {}
        for position, field in notated:
            text = texts[field.name]
            got = cached.get((field.name, text))
            if got is None:
                got = cached[field.name, text] = _read(field, text, known)
            lost = "" if isinstance(got, Unread) else _lost(got, takes.get(field.name, frozenset()), field)
            if isinstance(got, Unread) or lost:
                code, facts = (
                    (got.code, {"rest": got.rest}) if isinstance(got, Unread) else ("E-PART-LOST", {"part": lost})
                )
                place = (table.file, table.sheet, line, field.name, position + 1, text)
                problems.append(Problem(code, *place, facts))
                got = (_NOTHING,)
            readings[field.name] = got
        for number in range(max((len(r) for r in readings.values()), default=1)):
            now = {name: several[min(number, len(several) - 1)] for name, several in readings.items()}
            row = {f.name: _value(f, texts, now) for f in published.fields if f.derivation is None}
            rows.append(row)
            lines.append(line)
            changes += _changes(table, line, row, texts, now, published)
    return rows, lines, changes, problems


def _units(tables: Mapping[str, Table], package: Package) -> Units:
    """The unit table (fields unit, printed_forms separated by ;, counted) that the package names."""
    table = tables.get(package.descriptor.pipeline.units)
    if table is None:
        return units({})
    names = [field.name for field in package.raw[package.descriptor.pipeline.units].fields]
    rows = [dict(zip(names, row.values(), strict=False)) for row in table.rows()]
    forms = {form: row["unit"] or "" for row in rows for form in (row["printed_forms"] or "").split(";") if form}
    return units(forms, frozenset(row["unit"] or "" for row in rows if row["counted"] == "true"))


def _read(field: Field, text: str, known: Units) -> tuple[Reading, ...] | Unread:
    notation = field.notation
    assert notation is not None
    options = Options(known, notation.phrases, notation.otherwise, notation.unit, notation.unit_optional)
    return read(notation.kind, text, options)


def _taken_parts(published: Schema) -> dict[str, frozenset[str]]:
    """The parts of each raw field that published fields take."""
    taken: dict[str, frozenset[str]] = {}
    for field in published.fields:
        source, dot, part = (field.from_ or "").partition(".")
        if dot:
            taken[source] = taken.get(source, frozenset()) | {part}
    return taken


def _lost(readings: tuple[Reading, ...], taken: frozenset[str], field: Field) -> str:
    """The first printed part that no published field takes, so that publishing would lose it."""
    expected = field.notation.unit if field.notation else ""
    for reading in readings:
        for part, text in reading.parts.items():
            neutral = text in ("", NEUTRAL.get(part)) or (part == "unit" and text == expected)
            if part in _PRINTED_PARTS and part not in taken and not neutral:
                return f"{part}={text}"
    return ""


def _value(field: Field, texts: Mapping[str, str], readings: Mapping[str, Reading]) -> str | None:
    source, dot, part = (field.from_ or field.name).partition(".")
    return (readings[source].parts.get(part) if dot else texts[source]) or None


def _changes(
    table: Table, line: int, row: Row, texts: Mapping[str, str], readings: Mapping[str, Reading], published: Schema
) -> Iterator[Change]:
    key = "|".join(row.get(name) or "" for name in published.primary_key)
    for field in published.fields:
        source, dot, part = (field.from_ or "").partition(".")
        value = row.get(field.name)
        if dot and value is not None and part in readings[source].rules:
            rule = readings[source].rules[part]
            yield Change(table.file, table.sheet, line, source, texts[source], table.name, key, field.name, value, rule)

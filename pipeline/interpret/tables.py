"""The stage: raw tables to tables of the published shape (without derived fields), and the audit."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping

from pipeline.interpret.canonical import canonical
from pipeline.interpret.notations import NEUTRAL, Options, Reading, read
from pipeline.interpret.quantities import Unread
from pipeline.interpret.units import Units, units
from pipeline.package import Package
from pipeline.package.models import Field, Notation, Schema, values_of
from pipeline.problem import Problem
from pipeline.record import Change
from pipeline.table import Row, Table, frame

_NOTHING = Reading({}, {})


def interpret(tables: Mapping[str, Table], package: Package) -> tuple[dict[str, Table], list[Change], list[Problem]]:
    """Every raw table in the shape of its published schema, every change made, and what cannot be read.

    A row in which a field holds several quantities becomes several rows. A table whose header is not its
    schema's is left out, and all are where the table of units is; validation says why.
    """
    made: dict[str, Table] = {}
    changes: list[Change] = []
    sound = {
        name: table
        for name, table in tables.items()
        if list(table.labels) == [field.in_header for field in package.raw[name].fields]
    }
    if package.descriptor.pipeline.units not in sound:
        return made, changes, []
    known, problems = units_of(sound[package.descriptor.pipeline.units], package)
    for name, table in sound.items():
        made[name], done, unread = _interpret_table(table, package.raw[name], package.published[name], known)
        changes += done
        problems += unread
    return made, changes, problems


def _interpret_table(
    table: Table, raw: Schema, published: Schema, known: Units
) -> tuple[Table, list[Change], list[Problem]]:
    rows: list[Row] = []
    lines: list[int] = []
    changes: list[Change] = []
    problems: list[Problem] = []
    fields = [field for field in published.fields if field.derivation is None]
    read_cell = _cell_reader(raw, published, known)
    for index, (line, texts) in enumerate(zip(table.lines, _texts(table, raw), strict=True)):
        plain = {f.name: canonical(texts[f.name], f.type, f.true_values, f.false_values) for f in raw.fields}
        readings: dict[str, tuple[Reading, ...]] = {}
        for position, field in enumerate(raw.fields):
            if field.notation:
                got = read_cell(field.name, texts[field.name])
                if isinstance(got, Unread):
                    column = table.column(index, position)
                    place = (table.file, table.sheet, line, field.name, column, texts[field.name])
                    problems.append(Problem(got.code, *place, {"rest": got.rest}))
                readings[field.name] = (_NOTHING,) if isinstance(got, Unread) else got
        for number in range(max(map(len, readings.values()), default=1)):
            now = {name: several[min(number, len(several) - 1)] for name, several in readings.items()}
            row = {field.name: _value(field, plain, now) for field in fields}
            rows.append(row)
            lines.append(line)
            changes += _changes(table, line, row, texts, now, published)
    names = [field.name for field in fields]
    cells = frame(names, [[row[name] for name in names] for row in rows])
    return Table(table.name, cells, table.file, table.sheet, lines, names), changes, problems


def _texts(table: Table, raw: Schema) -> Iterator[dict[str, str]]:
    """The cells of each row by field, as received; a missing value is empty."""
    missing = set(values_of(raw.missing_values))
    names = _names(raw)
    for cells in zip(*[column.to_pylist() for column in table.frame.columns], strict=True):
        yield {n: "" if cell is None or cell in missing else cell for n, cell in zip(names, cells, strict=True)}


def _names(schema: Schema) -> list[str]:
    return [field.name for field in schema.fields]


def units_of(table: Table, package: Package) -> tuple[Units, list[Problem]]:
    """From the table of units: fields unit, printed_forms (separated by ;) and counted (true or another
    of its true values). E-UNIT-DOUBLE where a form would be two units."""
    forms: dict[str, str] = {}
    counted: set[str] = set()
    true_values = next(f.true_values for f in package.raw[table.name].fields if f.name == "counted")
    problems: list[Problem] = []
    for line, row in zip(table.lines, _texts(table, package.raw[table.name]), strict=True):
        for form in filter(None, row["printed_forms"].split(";")):
            if forms.setdefault(form, row["unit"]) != row["unit"]:
                place = (table.file, table.sheet, line, "printed_forms", None, row["printed_forms"])
                problems.append(Problem("E-UNIT-DOUBLE", *place, {"rest": form}))
        counted |= {row["unit"]} if row["counted"] in true_values else set()
    return units(forms, frozenset(counted)), problems


def _cell_reader(raw: Schema, published: Schema, known: Units) -> Callable[[str, str], tuple[Reading, ...] | Unread]:
    """Reads a cell in its field's notation, each distinct text once. E-PART-LOST where publishing would
    lose what is printed."""
    takes = _taken_parts(published)

    notations = {field.name: field.notation for field in raw.fields if field.notation}

    @functools.cache
    def read_cell(name: str, text: str) -> tuple[Reading, ...] | Unread:
        notation = notations[name]
        options = Options(known, notation.phrases, notation.otherwise, notation.unit, notation.unit_optional)
        got = read(notation.kind, text, options)
        lost = "" if isinstance(got, Unread) else _lost(got, takes.get(name, frozenset()), notation)
        return Unread("E-PART-LOST", lost) if lost else got

    return read_cell


def _taken_parts(published: Schema) -> dict[str, frozenset[str]]:
    """The parts of each raw field that published fields take."""
    taken: dict[str, frozenset[str]] = {}
    for field in published.fields:
        source, dot, part = (field.from_ or "").partition(".")
        if dot:
            taken[source] = taken.get(source, frozenset()) | {part}
    return taken


def _lost(readings: tuple[Reading, ...], taken: frozenset[str], notation: Notation) -> str:
    """The first part that is printed and that no published field takes, so that publishing would lose it.

    The step of a number is not printed, and a declared unit or `otherwise` is what the field is about.
    """
    expected = {**NEUTRAL, "unit": notation.unit, "phrase": notation.otherwise}
    for reading in readings:
        for part, text in reading.parts.items():
            if part not in taken and part != "step" and text not in ("", expected.get(part)):
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
        source, dot, part = (field.from_ or field.name).partition(".")
        value = row.get(field.name)
        if value is None or field.derivation:
            continue
        rule = readings[source].rules.get(part, "") if dot else ("canonical" if value != texts[source] else "")
        if rule:
            yield Change(table.file, table.sheet, line, source, texts[source], table.name, key, field.name, value, rule)

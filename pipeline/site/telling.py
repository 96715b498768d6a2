"""What a cell says to a reader: a number with its unit, a code by its name, and where there is no value, why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.enrich.lookups import Row, found_rows
from pipeline.language import Language
from pipeline.mapping import code_of
from pipeline.package.models import NUMERIC, Field, Schema, Words
from pipeline.site.cells import JAPANESE, Told
from pipeline.site.material import Material
from pipeline.site.numbers import grouped, measured
from pipeline.site.places import label_fields
from pipeline.site.words import spoken

MOST = 100
"""Rows that a page shows of a table that is not its own."""


class Shown(NamedTuple):
    """Rows of a table as a reader sees them: the fields, what the cells of each row say, and how many more rows there
    are."""

    table: str
    titles: Words
    fields: Sequence[Field]
    rows: Sequence[Sequence[Told]]
    more: int


def told(material: Material, table: str, field: Field, row: Row, language: Language) -> Told:
    """What the cell of a field says: a code what its row is called, else its field calls it."""
    text = row[field.name]
    if text is None:
        return _why(material, table, field, row, language)
    if field.type in NUMERIC:
        written = measured(grouped(text), unit_of(material, field, row), language)
        return Told(approximately(written, material, table, field, row, language), number=True)
    if field.type == "boolean":
        words = spoken(language)
        return Told(words.yes if text == "true" else words.no)
    place = material.place(field, row)
    entry = code_of(field, text)
    names = place.words if place and place.words else entry.labels if entry else None
    shown = (names[language] or names.ja) if names else text
    note = entry.definitions[language] if entry and entry.definitions else ""
    return Told(shown, place.link if place else "", note, foreign(shown, field.lang, language))


def approximately(text: str, material: Material, table: str, field: Field, row: Row, language: Language) -> str:
    """A written number with 約 before it, where it is printed with that: here, or where it is looked up."""
    return str(spoken(language).approximately).format(text) if _is_about(material, table, field, row) else text


def _is_about(material: Material, table: str, field: Field, row: Row) -> bool:
    lookup = field.derivation.lookup if field.derivation else None
    if lookup and lookup.table in material.indexed:
        there = material.schema(lookup.table).field(lookup.field)
        found = found_rows(lookup, row, material.indexed[lookup.table])
        return any(_is_about(material, lookup.table, there, other) for other in found)
    column, part = field.source
    if part != "value":
        return False
    return any(row[f.name] == "true" for f in material.schema(table).fields if f.source == (column, "approximate"))


def unit_of(material: Material, field: Field, row: Row) -> Words | None:
    """The name of the unit of a field in a row, if it has one that is printed."""
    return material.units.get((row.get(field.unit_field) if field.unit_field else field.unit) or "")


def foreign(text: str, lang: str | None, language: Language) -> str:
    """The language of a text, where it is not that of the page."""
    said = lang or ("ja" if JAPANESE.search(text) else language)
    return "" if said == language else said


def _why(material: Material, table: str, field: Field, row: Row, language: Language) -> Told:
    """What the status of a missing value says."""
    schema = material.schema(table)
    name = next((f.name for f in schema.fields if f.derivation and f.derivation.status_of == field.name), "")
    if not name and schema.chart and field.name in schema.chart.y:
        name = schema.chart.status
    if not name or row[name] is None:
        return Told("")
    return told(material, table, schema.field(name), row, language)._replace(note="", missing=True)


def shown(
    material: Material, table: str, rows: Sequence[Row], language: Language, without: Sequence[str] = ()
) -> Shown:
    """Rows of a table for a reader of one language, without the fields that the page tells already. What
    names a row that has a page leads there."""
    schema, more = material.schema(table), max(len(rows) - MOST, 0)
    rows = rows[:MOST]
    fields = [field for field in told_fields(schema, rows, language) if field.name not in without]
    naming = {*schema.primary_key, *(field.name for field in label_fields(schema) or ())} if schema.page else set()
    cells = []
    for row in rows:
        own = material.home_of(table, row) if naming else None
        said = [told(material, table, field, row, language) for field in fields]
        pairs = zip(fields, said, strict=True)
        cells.append([one._replace(link=own.link) if own and f.name in naming else one for f, one in pairs])
    return Shown(table, material.package.resource(table).titles, fields, cells, more)


def told_fields(schema: Schema, rows: Sequence[Row], language: Language) -> list[Field]:
    """The fields that tell a reader something: not those that say the unit of another or why it is missing, that
    none of the rows has, or that have a twin in the reader's language."""
    hidden = {field.unit_field for field in schema.fields} | {schema.chart.status if schema.chart else ""}
    hidden |= {field.name for field in schema.fields if field.derivation and field.derivation.status_of}
    hidden |= {field.name for field in twins(schema, language)}
    return [f for f in schema.fields if f.name not in hidden and any(row[f.name] is not None for row in rows)]


def twins(schema: Schema, language: Language) -> Iterator[Field]:
    """Fields in the other language that have one in this one, by their property or by their name."""
    own = {_stem(field) for field in schema.fields if field.lang == language}
    yield from (f for f in schema.fields if f.lang and f.lang != language and _stem(f) in own)


def _stem(field: Field) -> str:
    return field.name.removesuffix(f"_{field.lang}")

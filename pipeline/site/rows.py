"""The page of a row: what it says, what others say of it, how what is derived came about, and where it was printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.enrich.lookups import Row
from pipeline.identifiers import expand
from pipeline.language import Language
from pipeline.mapping import dataset
from pipeline.package.models import Field, Schema, Words
from pipeline.site.cells import Told
from pipeline.site.derived import explained
from pipeline.site.figures import figures
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.places import label, label_fields
from pipeline.site.referring import Naming
from pipeline.site.tables import LIST
from pipeline.site.telling import foreign, shown, told
from pipeline.site.words import LANGUAGES, words


class Origin(NamedTuple):
    """Where a row was read: the file, as it is in the release, and the line; and what was printed for its cells."""

    file: str
    sheet: str
    line: int
    printed: Sequence[Mapping[str, str | None]]


def row_pages(material: Material, named: Mapping[str, Sequence[Naming]]) -> Iterator[Page]:
    """A page for each row of the tables whose schema says so."""
    printed = _printed(material)
    for name, rows in material.tables.items():
        schema = material.schema(name)
        for index, row in enumerate(rows if schema.page else ()):
            address = expand(schema.about_url, row)
            if not material.places[address].anchor:  # else it is no folder
                origin = _origin(material, name, index, printed.get((name, schema.key_of(row)), ()))
                yield _page(material, name, row, address, named.get(address, ()), origin)


def _page(
    material: Material, table: str, row: Row, address: str, named: Sequence[Naming], origin: Origin | None
) -> Page:
    schema, resource = material.schema(table), material.package.resource(table)
    key = schema.key_of(row)
    titles = label(schema, row) or Words(ja=key, en=key)
    above = [(LIST, words()["datasets"]), (f"{dataset(table)}/", resource.titles)]
    facts = {
        "table": table,
        "kind": resource.titles,
        "key": key,
        "address": address,
        "origin": origin,
        "told": {language: _told(material, table, row, named, language) for language in LANGUAGES},
    }
    described = Words(ja=f"{resource.titles.ja}：{titles.ja}", en=f"{resource.titles.en}: {titles.en}")
    return Page(material.places[address].page, "row.html.j2", titles, described, above, facts, graph=table)


def _told(material: Material, table: str, row: Row, named: Sequence[Naming], language: Language) -> dict[str, Any]:
    """All of it that depends on the language."""
    schema = material.schema(table)
    alone = [one for one in named if material.schema(one.table).primary_key == [one.field]]
    several = [one for one in named if one not in alone]
    charted = [one for one in named if (chart := material.schema(one.table).chart) and chart.by in ("", one.field)]
    return {
        "other": _other(schema, row, language),
        "highlights": [pair for one in alone for pair in _highlights(material, one, language)],
        "charts": [chart for one in charted for chart in figures(material, one.table, one.rows, language)],
        "fields": [(field, told(material, table, field, row, language)) for field in _fields(schema, row)],
        "derived": [(one.table, list(explained(material, one.table, one.rows[0], language))) for one in alone],
        "related": [shown(material, one.table, one.rows, language, [one.field]) for one in several],
    }


def _other(schema: Schema, row: Row, language: Language) -> tuple[str, str] | None:
    """The label in the other language, with that."""
    pair = label_fields(schema)
    field = next((field for field in pair or () if field.lang != language), None)
    text = row[field.name] if field else None
    return (text, foreign(text, field.lang, language)) if field and text else None


def _highlights(material: Material, one: Naming, language: Language) -> Iterator[tuple[str, Told]]:
    schema, row = material.schema(one.table), one.rows[0]
    for field in map(schema.field, schema.highlights):
        said = told(material, one.table, field, row, language)
        if said.text:
            yield field.titles[language], said


def _fields(schema: Schema, row: Row) -> list[Field]:
    """The fields that have a value."""
    return [field for field in schema.fields if row[field.name] is not None]


def _printed(material: Material) -> dict[tuple[str, str], list[Mapping[str, str | None]]]:
    """What was printed for the cells of each row that are not what is printed, by its table and key."""
    found: dict[tuple[str, str], list[Mapping[str, str | None]]] = {}
    for resource in material.package.descriptor.resources:
        if resource.origin.report == "audit":
            for row in material.tables.get(resource.name, ()):
                found.setdefault((row.get("table") or "", row.get("key") or ""), []).append(row)
    return found


def _origin(material: Material, table: str, index: int, printed: Sequence[Mapping[str, str | None]]) -> Origin | None:
    """None for a table that the pipeline makes itself."""
    if not material.package.resource(table).origin.raw:
        return None
    file, sheet, line = material.run.tables[table].place(index)
    return Origin(file if file in material.files else "", sheet, line, printed)

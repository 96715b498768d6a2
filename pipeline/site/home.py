"""The first page: what this is, the year at a glance, the goals and how they stand, where the data is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.enrich.lookups import Row
from pipeline.language import Language
from pipeline.package.descriptor import Glance, Overview
from pipeline.package.models import NUMERIC, Field, Words
from pipeline.site.cells import Told
from pipeline.site.material import Material, fits
from pipeline.site.numbers import compact, decimal, measured
from pipeline.site.page import Page
from pipeline.site.places import Place, label
from pipeline.site.tables import themes
from pipeline.site.telling import told, unit_of
from pipeline.site.words import LANGUAGES


class Standing(NamedTuple):
    """A row of the overview: where it is, its name, the code of how it stands and that in words, and its highlights."""

    place: Place
    name: str
    code: str
    said: str
    values: Sequence[Told]


class Section(NamedTuple):
    """What rows of the overview belong to, and the rows."""

    place: Place
    name: str
    rows: Sequence[Standing]


def home(material: Material) -> Page:
    """It, in facts that are declared in the descriptor."""
    catalog, site = material.package.descriptor.pipeline.catalogue.catalog, material.package.descriptor.pipeline.site
    told_of = {language: _told(material, language) for language in LANGUAGES}
    facts = {"themes": list(themes(material)), "releases": material.run.history.releases, "told": told_of, "site": site}
    return Page("", "home.html.j2", catalog.titles, catalog.descriptions, facts=facts)


def _told(material: Material, language: Language) -> dict[str, Any]:
    site = material.package.descriptor.pipeline.site
    overview = site.overview
    return {
        "glance": [pair for one in site.glance for pair in _glance(material, one, language)],
        "heads": [field.titles[language] for field in _highlighted(material, overview)] if overview else [],
        "sections": list(_sections(material, overview, language)) if overview else [],
    }


def _glance(material: Material, one: Glance, language: Language) -> Iterator[tuple[str, Told, str]]:
    """The title, the figure, and where its table is; nothing where the figure is not to be had."""
    found = [row for row in material.tables.get(one.table, ()) if fits(row, one.where)]
    link = f"dataset/{one.table}/"
    if not one.field:
        yield one.titles[language], Told(f"{len(found):,}", link, number=True), one.table
    elif len(found) == 1:
        field = material.schema(one.table).field(one.field)
        number = decimal(found[0][one.field])
        text = _figure(one, number, unit_of(material, field, found[0]), language) if number is not None else ""
        said = Told(text, link, number=True) if text else told(material, one.table, field, found[0], language)
        yield one.titles[language], said, one.table


def _figure(one: Glance, number: Decimal, unit: Words | None, language: Language) -> str:
    written = compact(number, language)
    return written + one.suffix[language] if one.suffix else measured(written, unit, language)


def _sections(material: Material, overview: Overview, language: Language) -> Iterator[Section]:
    """The rows of the overview under what they belong to, in the order in which it comes first."""
    schema = material.schema(overview.table)
    by = schema.field(overview.by)
    standing = {material.schema(overview.standing).key_of(r): r for r in material.tables.get(overview.standing, ())}
    groups: dict[str, list[Row]] = {}
    for row in material.tables.get(overview.table, ()):
        groups.setdefault(row[overview.by] or "", []).append(row)
    for rows in groups.values():
        head, place = told(material, overview.table, by, rows[0], language), material.place(by, rows[0])
        made = [_standing(material, overview, row, standing.get(schema.key_of(row)), language) for row in rows]
        yield Section(place or Place(""), head.text, made)


def _standing(material: Material, overview: Overview, row: Row, found: Row | None, language: Language) -> Standing:
    words = label(material.schema(overview.table), row)
    name = words[language] if words else material.schema(overview.table).key_of(row)
    place = material.home_of(overview.table, row) or Place("")
    if found is None:
        return Standing(place, name, "", "", [])
    code = found[overview.field] or ""
    said = overview.words.get(code)
    values = [told(material, overview.standing, field, found, language) for field in _highlighted(material, overview)]
    return Standing(place, name, code or "unknown", said[language] if said else code, values)


def _highlighted(material: Material, overview: Overview) -> list[Field]:
    """The numbers among the highlights, which fit a line."""
    schema = material.schema(overview.standing)
    fields = map(schema.field, schema.highlights)
    return [field for field in fields if field.type in NUMERIC and field.name != overview.field][:3]

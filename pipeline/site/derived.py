"""How the derived values of a row came about: the formula in words, and the inputs with their values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.enrich.lookups import Row
from pipeline.language import Language
from pipeline.package.words import vocabulary
from pipeline.site.cells import Told
from pipeline.site.material import Material
from pipeline.site.telling import told
from pipeline.trace import named_inputs


class Explained(NamedTuple):
    """A derived value: what it is called and says, its formula, and its inputs, each with its name."""

    title: str
    value: Told
    formula: str
    inputs: Sequence[tuple[str, Told]]


def explained(material: Material, table: str, row: Row, language: Language) -> Iterator[Explained]:
    """Each value of the row that a rate gives."""
    for field in material.schema(table).fields:
        rate = field.derivation.rate if field.derivation else None
        if rate:
            formula = field.descriptions or vocabulary().rates[rate].descriptions
            inputs = list(_inputs(material, table, row, field.name, language))
            yield Explained(
                field.titles[language],
                told(material, table, field, row, language),
                formula[language],
                inputs,
            )


def _inputs(material: Material, table: str, row: Row, name: str, language: Language) -> Iterator[tuple[str, Told]]:
    """The units of inputs are told with their values. Of cells of another table it is said where they are."""
    schemas = material.package.published
    for given in named_inputs(schemas, material.indexed, table, row, name):
        for cell in given.cells[:1]:
            schema = schemas[cell.table]
            field = schema.field(cell.field)
            if any(other.unit_field == cell.field for other in schema.fields):
                continue
            said = told(material, cell.table, field, cell.row, language)
            place = material.home_of(cell.table, cell.row) if cell.table != table or cell.row is not row else None
            yield field.titles[language], said._replace(link=place.link) if place else said

"""The data dictionary of a table, from its schema: each field with its meaning, rules, codes and formula."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.language import Language
from pipeline.mapping import property_of
from pipeline.package.coded import code_table
from pipeline.package.formula import derivation_text
from pipeline.package.models import Field, Labelled, Schema, Words
from pipeline.package.standard import Constraints
from pipeline.package.words import vocabulary
from pipeline.site.material import Material
from pipeline.site.places import TERMS, term_anchor
from pipeline.site.words import spoken


class Described(NamedTuple):
    """A field: what of it is in all languages, its type, rules and unit in words, the formula and its short form, its
    codes with their names, the table that explains codes, and where its property is explained (from the first page;
    empty for one of others)."""

    field: Field
    type: str
    rules: Sequence[str]
    unit: str
    formula: str
    derivation: str
    codes: Sequence[tuple[str, str, str]]
    table: str
    term: str


def described(material: Material, table: str, language: Language) -> Iterator[Described]:
    """Every field, in the order of the table."""
    words, schema, published = spoken(language), material.schema(table), material.package.published
    for field in schema.fields:
        rate = field.derivation.rate if field.derivation else None
        unit = material.units.get(field.unit or "")
        address = property_of(field)
        yield Described(
            field,
            getattr(words, f"type_{field.type}"),
            list(_rules(field, schema, language)),
            unit[language] if unit else "",
            vocabulary().rates[rate].descriptions[language] if rate else "",
            derivation_text(field.derivation),
            [_code(entry, language) for entry in field.categories or ()],
            code_table(published, table, field),
            "" if ":" in address else f"{TERMS}#{term_anchor(address)}",
        )


def _rules(field: Field, schema: Schema, language: Language) -> Iterator[str]:
    words, rules = spoken(language), field.constraints
    if field.name in schema.primary_key:
        yield words.primary_key
    if rules.required:
        yield words.required
    if rules.unique or [field.name] in schema.unique_keys:
        yield words.unique
    yield from (f"{sign} {value}" for sign, value in _bounds(rules) if value is not None)
    if rules.pattern:
        yield f"{words.pattern}{words.colon}{rules.pattern}"
    if rules.enum:
        yield words.comma.join(map(str, rules.enum))


def _bounds(rules: Constraints) -> Iterator[tuple[str, object]]:
    yield "≥", rules.minimum
    yield "≤", rules.maximum
    yield ">", rules.exclusive_minimum
    yield "<", rules.exclusive_maximum


def _code(entry: str | Labelled, language: Language) -> tuple[str, str, str]:
    """A code, its name and its definition."""
    if isinstance(entry, str):
        return entry, "", ""
    said = [words[language] if isinstance(words, Words) else "" for words in (entry.labels, entry.definitions)]
    return entry.value, said[0], said[1]

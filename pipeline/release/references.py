"""What the schemas of a release name that they do not have: a release is not trusted, and rows are looked up by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.identifiers import variables
from pipeline.package.models import Derivation, Lookup, Schema


def lacking(schemas: Mapping[str, Schema]) -> list[str]:
    """`table.field` of each field that a key, an address or a derivation names and that is not there."""
    fields = {table: {field.name: field for field in schema.fields} for table, schema in schemas.items()}
    found: list[str] = []
    for table, schema in schemas.items():
        derivations = [field.derivation for field in schema.fields if field.derivation]
        of_states = [fields[table][d.status_of].derivation for d in derivations if d.status_of in fields[table]]
        found += [f"{table}.{of.status_of}" for of in of_states if of and of.status_of]  # a state of a state
        named = [(table, name) for name in (*schema.primary_key, *_variables(schema))]
        named += [pair for derivation in derivations for pair in _sources(table, derivation)]
        found += [f"{where}.{name}" for where, name in named if where in fields and name not in fields[where]]
    return list(dict.fromkeys(found))


def _variables(schema: Schema) -> Iterator[str]:
    """The fields in address templates."""
    templates = [schema.about_url]
    for columns in (schema.fields, schema.virtual_columns):
        templates += [template or "" for column in columns for template in (column.about_url, column.value_url)]
    for template in templates:
        yield from variables(template)


def _sources(table: str, derivation: Derivation) -> Iterator[tuple[str, str]]:
    """Table and field of what a derivation is made with. Of a table that is not there nothing is looked up."""
    if derivation.status_of:
        yield table, derivation.status_of
    for source in (*derivation.inputs.values(), derivation.lookup):
        if isinstance(source, Lookup):
            theirs = (source.field, *source.match, *source.where, *([source.by] if source.by else []))
            yield from ((source.table, name) for name in theirs)
            yield from ((table, name) for name in (*source.match.values(), *([source.before] if source.before else [])))
        elif source:
            yield table, source

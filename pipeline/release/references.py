"""What the schemas of a release name that they do not have: a release is not trusted, and rows are looked up by it."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.identifiers import variables
from pipeline.package.addresses import templates
from pipeline.package.dependence import needs
from pipeline.package.models import Schema


def lacking(schemas: Mapping[str, Schema]) -> list[str]:
    """`table.field` of each field that a key, an address or a derivation names and that is not there."""
    fields = {table: {*schema.names} for table, schema in schemas.items()}
    found: list[str] = []
    for table, schema in schemas.items():
        derivations = {field.name: field.derivation for field in schema.fields if field.derivation}
        of_states = [derivations.get(of.status_of or "") for of in derivations.values()]
        found += [f"{table}.{of.status_of}" for of in of_states if of and of.status_of]  # a state of a state
        named = [(table, name) for _, template in templates(schema) for name in variables(template)]
        named += [(table, name) for name in schema.primary_key]
        named += [cell for derivation in derivations.values() for cell in needs(table, derivation)]
        # of a table that is not there nothing is looked up
        found += [f"{where}.{name}" for where, name in named if where in fields and name not in fields[where]]
    return list(dict.fromkeys(found))

"""What descriptors say with terms of RDF: roles in cubes, one meaning for each property, terms of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.package.descriptor import Descriptor, Resource
from pipeline.package.document import misdescribed
from pipeline.package.models import NUMERIC, Field, Schema
from pipeline.package.words import authorities
from pipeline.problem import Problem


def term_problems(descriptor: Descriptor, published: Mapping[str, Schema]) -> Iterator[Problem]:
    """E-DESCRIPTOR for a role outside of a cube, a property that means two things, and a term of no known list."""
    for resource in descriptor.resources:
        yield from _cube(published[resource.name], resource)
        yield from _concepts(published[resource.name], resource)
    yield from _properties(descriptor, published)
    yield from _catalogue(descriptor)


def _cube(schema: Schema, resource: Resource) -> Iterator[Problem]:
    roles = {column.name: column.role for column in schema.virtual_columns if column.role}
    roles |= {field.name: field.role for field in schema.fields if field.role}
    cube = any(column.property_url == "qb:dataSet" for column in schema.virtual_columns)
    if not cube and (roles or schema.slices):
        yield misdescribed(resource.schema, "role", "only a table with a virtual column qb:dataSet is a cube")
    for role in ("dimension", "measure") if cube else ():
        if role not in roles.values():
            yield misdescribed(resource.schema, "role", f"a cube has a {role}")
    for field in schema.fields:
        if field.role == "measure" and field.type not in NUMERIC:
            yield misdescribed(resource.schema, f"fields[{field.name}].role", "a measure is a number")
    for slices in schema.slices:
        for name in sorted(name for name in slices.fixed if roles.get(name) != "dimension"):
            yield misdescribed(resource.schema, f"slices[{slices.name}].fixed", f"{name!r} is no dimension")


def _concepts(schema: Schema, resource: Resource) -> Iterator[Problem]:
    """What rows that are concepts must have, so that an identifier never stands without name and meaning."""
    if not any(column.property_url == "skos:inScheme" for column in schema.virtual_columns):
        return
    if schema.definitions is None:
        yield misdescribed(resource.schema, "definitions", "a table of concepts needs them")
    has = {(field.property_url, field.lang) for field in schema.fields}
    for wanted in (("skos:notation", None), ("skos:prefLabel", "ja"), ("skos:prefLabel", "en")):
        if wanted not in has:
            name = "@".join(filter(None, wanted))
            yield misdescribed(resource.schema, "propertyUrl", f"a table of concepts needs a field {name}")


def _properties(descriptor: Descriptor, published: Mapping[str, Schema]) -> Iterator[Problem]:
    """Who queries for a property of ours must find the same kind of value in all tables."""
    first: dict[str, tuple[str, str]] = {}
    for resource in descriptor.resources:
        for field in published[resource.name].fields:
            address = field.property_url or f"def/{field.name}"
            kind, where = first.setdefault(address, (_kind(field), f"{resource.name}.{field.name}"))
            if ":" not in address and kind != _kind(field):
                reason = f"{address} is {kind} in {where}, {_kind(field)} here; give it a propertyUrl of its own"
                yield misdescribed(resource.schema, f"fields[{field.name}].propertyUrl", reason)


def _kind(field: Field) -> str:
    if field.value_url:
        return "a link"
    return "a text in a language" if field.lang else field.type


def _catalogue(descriptor: Descriptor) -> Iterator[Problem]:
    settings, known = descriptor.pipeline.catalogue, authorities().terms
    used = {"themes": settings.themes, "languages": settings.languages}
    used |= {"periodicity": [settings.periodicity], "publisher.kind": [settings.publisher.kind]}
    for where, addresses in used.items():
        for address in addresses:
            if address not in known:
                reason = f"{address!r} is not in pipeline/package/authorities.toml"
                yield misdescribed("datapackage.json", f"pipeline.catalogue.{where}", reason)
    if "{year}" not in descriptor.pipeline.fiscal_years.address:
        yield misdescribed("datapackage.json", "pipeline.fiscalYears.address", "the variable year is missing")

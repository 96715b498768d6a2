"""The CSVW terms of a schema: every table has subjects, every name in a template is a field."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.identifiers import variables
from pipeline.package.descriptor import Resource
from pipeline.package.models import Schema
from pipeline.problem import Problem


def address_problems(schema: Schema, resource: Resource) -> Iterator[Problem]:
    """E-DESCRIPTOR for a table without aboutUrl, a name in a template that is no field, and a subject
    that an empty cell would leave without its code."""
    fields = {field.name: field for field in schema.fields}
    present = {n for n, f in fields.items() if f.constraints.required or n in schema.primary_key}
    subjects = [schema.about_url, *(f.about_url for f in schema.fields if f.about_url)]
    values = [address for v in schema.virtual_columns for address in (v.about_url, v.value_url) if address]
    if not schema.about_url:
        yield _wrong(resource, "aboutUrl", "every table needs one: it names what a row is about")
    for field in schema.fields:
        others = set(variables(field.value_url or "")) - {field.name} - present
        if others:
            reason = f"{field.value_url}: {', '.join(sorted(others))} may be empty where {field.name} is not"
            yield _wrong(resource, f"fields[{field.name}].valueUrl", reason)
    for template in (*subjects, *values):
        for name in sorted(set(variables(template)) - present):
            reason = f"{template}: " + (f"{name} may be empty" if name in fields else f"no field {name!r}")
            yield _wrong(resource, "aboutUrl", reason)


def _wrong(resource: Resource, where: str, reason: str) -> Problem:
    return Problem("E-DESCRIPTOR", file=resource.schema, field=where, facts={"reason": reason})

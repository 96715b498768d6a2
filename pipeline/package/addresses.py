"""The CSVW terms of a schema: every table has subjects, every prefix is known, every name in a template is a field."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipeline.files import is_folder
from pipeline.identifiers import variables
from pipeline.package.descriptor import Descriptor, Raw, Resource
from pipeline.package.document import misdescribed
from pipeline.package.models import Schema
from pipeline.problem import Problem

_SCHEMES = {"http", "https", "urn"}
_URL = re.compile(
    r"https?://([a-zA-Z0-9.-]+|\[[0-9a-fA-F:.]+\])(:[0-9]{1,5})?([/?](%[0-9A-Fa-f]{2}|[!$&-;=?-Z_a-z~])*)?"
)


def address_problems(schema: Schema, resource: Resource, prefixes: Collection[str]) -> Iterator[Problem]:
    """E-DESCRIPTOR for a table without aboutUrl, an unknown prefix, a name in a template that is no field,
    and a subject, a link or a text that an empty cell would leave without its code."""
    if not schema.about_url:
        yield misdescribed(resource.schema, "aboutUrl", "every table needs one: it names what a row is about")
    fields = {field.name: field for field in schema.fields}
    present = {n for n, f in fields.items() if f.constraints.required or n in schema.primary_key}
    for field in schema.fields:
        others = set(variables(field.value_url or "")) - {field.name} - present
        if others:
            reason = f"{field.value_url}: {', '.join(sorted(others))} may be empty where {field.name} is not"
            yield misdescribed(resource.schema, f"fields[{field.name}].valueUrl", reason)
    for template in (*_of_rows(schema), *_texts(schema)):
        for name in sorted(set(variables(template)) - present):
            reason = f"{template}: " + (f"{name} may be empty" if name in fields else f"no field {name!r}")
            yield misdescribed(resource.schema, "aboutUrl", reason)
    used = {address.partition(":")[0] for _, address in templates(schema) if ":" in address}
    for prefix in sorted(used - {*prefixes, *_SCHEMES}):
        yield misdescribed(
            resource.schema, "prefixes", f"{prefix!r} is not a prefix of pipeline.prefixes or of a known vocabulary"
        )


def templates(schema: Schema) -> Iterator[tuple[str, str]]:
    """Every address and template of a schema, and the key that has it."""
    yield "aboutUrl", schema.about_url
    columns = [("fields", one) for one in schema.fields] + [("virtualColumns", one) for one in schema.virtual_columns]
    for key, column in columns:
        for address in filter(None, (column.about_url, column.property_url, column.value_url)):
            yield f"{key}[{column.name}]", address
    yield from ((f"slices[{slices.name}]", slices.about_url) for slices in schema.slices)


def _of_rows(schema: Schema) -> Iterator[str]:
    """The addresses that every row has."""
    yield schema.about_url
    yield from (field.about_url for field in schema.fields if field.about_url)
    yield from (slices.about_url for slices in schema.slices)
    for column in schema.virtual_columns:
        yield column.value_url
        yield from [column.about_url] if column.about_url else []


def _texts(schema: Schema) -> Iterator[str]:
    """What is said of each row in words."""
    for words in (schema.definitions, *(slices.titles for slices in schema.slices)):
        yield from (words.ja, words.en) if words else ()


def url_reasons(raw: Raw, descriptor: Descriptor) -> Iterator[str]:
    """What is wrong with the address that a raw file is to be fetched from."""
    if is_folder(raw.path):
        yield "a folder has no address; only a file can be fetched"
    if not _URL.fullmatch(raw.url):
        yield "must be an address of https or http in ASCII, without a user or password"
    others = [r.origin.raw for r in descriptor.resources if r.origin.raw and r.origin.raw.path == raw.path]
    if any(other.url != raw.url for other in others):
        yield f"{raw.path} has another address elsewhere"

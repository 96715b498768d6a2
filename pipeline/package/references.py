"""What descriptors say of each other: every name that is used must be declared somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.interpret.notations import PARTS
from pipeline.package.addresses import address_problems, url_reasons
from pipeline.package.constraints import constraint_problems
from pipeline.package.dependence import circle
from pipeline.package.derivations import derivation_problems
from pipeline.package.descriptor import Descriptor, Resource
from pipeline.package.document import misdescribed
from pipeline.package.iris import iri_problems
from pipeline.package.models import NUMERIC, Schema
from pipeline.package.reports import REPORTS, Report
from pipeline.package.shown import shown_problems
from pipeline.package.terms import term_problems
from pipeline.package.words import vocabulary
from pipeline.problem import Problem

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_NEEDS = {
    "total": ("field", "whole"),
    "count": ("expected",),
    "member": ("field", "of"),
    "contains": ("field", "of"),
    "same": ("field", "by"),
}
"""What each kind of identity cannot do without."""


def reference_problems(
    descriptor: Descriptor, published: Mapping[str, Schema], raw: Mapping[str, Schema]
) -> list[Problem]:
    """Every name in the descriptors that nothing declares, and every constraint that cannot be checked: E-DESCRIPTOR,
    E-PATTERN."""
    problems = [*_resources(descriptor), *_units(descriptor, raw)]
    tables = {r.name: published[r.name] for r in descriptor.resources if not r.origin.report}
    prefixes = {*vocabulary().prefixes, *descriptor.pipeline.prefixes}
    for resource in descriptor.resources:
        schema = published[resource.name]
        problems += _schema(schema, resource.schema, published)
        problems += derivation_problems(schema, resource.schema, tables)
        problems += address_problems(schema, resource, prefixes)
        if resource.origin.table in tables:
            problems += _carried(schema, tables[resource.origin.table], resource)
        if resource.origin.report:
            problems += _reported(schema, resource, resource.origin.report)
        if resource.origin.raw:
            raw_schema = raw[resource.name]
            problems += _schema(raw_schema, resource.origin.raw.schema, raw)
            problems += _sources(schema, raw_schema, resource)
    problems += _identities(descriptor, published)
    problems += iri_problems(descriptor, published)
    problems += term_problems(descriptor, published)
    problems += shown_problems(descriptor, published)
    if not problems and (found := circle(tables)):
        problems.append(misdescribed("schemas/published", "derivation", f"derivations in a circle: {found}"))
    return problems


def _resources(descriptor: Descriptor) -> Iterator[Problem]:
    file = "datapackage.json"
    names = [resource.name for resource in descriptor.resources]
    from_raw = [resource.name for resource in descriptor.resources if resource.origin.raw]
    for resource in descriptor.resources:
        if not _NAME.fullmatch(resource.name) or names.count(resource.name) > 1:
            yield misdescribed(file, f"resources[{resource.name}].name", "not unique, or not of [a-z0-9._-]")
        if resource.path != f"output/data/{resource.name}.csv":
            yield misdescribed(file, f"resources[{resource.name}].path", f"must be output/data/{resource.name}.csv")
        origin = resource.origin
        if [origin.raw, origin.table, origin.report].count(None) != 2:
            yield misdescribed(file, f"resources[{resource.name}].origin", "must be one of raw, table, report")
        if origin.raw and (".." in origin.raw.path or origin.raw.path.startswith(("/", "~"))):
            yield Problem("E-PATH", file=file, cell=origin.raw.path)
        elif origin.raw and not origin.raw.path.startswith("raw/"):
            yield misdescribed(file, f"resources[{resource.name}].origin.raw.path", "must be in the folder raw/")
        if origin.raw and origin.raw.url:
            for reason in url_reasons(origin.raw, descriptor):
                yield misdescribed(file, f"resources[{resource.name}].origin.raw.url", reason)
        if origin.table and origin.table not in from_raw:
            reason = f"no resource {origin.table!r} that has a raw table"
            yield misdescribed(file, f"resources[{resource.name}].origin.table", reason)


def _units(descriptor: Descriptor, raw: Mapping[str, Schema]) -> Iterator[Problem]:
    name = descriptor.pipeline.units
    fields = {*raw[name].names} if name in raw else set()
    for needed in sorted({"unit", "printed_forms", "counted"} - fields):
        yield misdescribed(
            "datapackage.json", "pipeline.units", f"{name!r} must be a raw table with the field {needed!r}"
        )


def _schema(schema: Schema, file: str, others: Mapping[str, Schema]) -> Iterator[Problem]:
    names = schema.names
    for field in schema.fields:
        if not _FIELD_NAME.fullmatch(field.name) or names.count(field.name) > 1:
            yield misdescribed(file, f"fields[{field.name}].name", "not unique, or not of [a-z0-9_]")
        yield from constraint_problems(field, file)
    for key in [schema.primary_key, *schema.unique_keys, *(key.fields for key in schema.foreign_keys)]:
        for name in sorted(set(key) - set(names)):
            yield misdescribed(file, "keys", f"no field {name!r}")
    for foreign in schema.foreign_keys:
        target = schema if not foreign.reference.resource else others.get(foreign.reference.resource)
        if target is None:
            yield misdescribed(file, "foreignKeys", f"no resource {foreign.reference.resource!r}")
            continue
        if len(foreign.fields) != len(foreign.reference.fields):
            yield misdescribed(file, "foreignKeys", f"fields and reference.fields differ in number: {foreign.fields}")
        for name in sorted({*foreign.reference.fields} - {*target.names}):
            yield misdescribed(file, "foreignKeys", f"no field {name!r} in {foreign.reference.resource!r}")


def _sources(schema: Schema, raw: Schema, resource: Resource) -> Iterator[Problem]:
    columns = {*raw.names}
    exploding = [field.name for field in raw.fields if field.notation and field.notation.kind == "quantities"]
    if len(exploding) > 1 and resource.origin.raw:
        reason = f"only one field of a table can hold several quantities, not {', '.join(exploding)}"
        yield misdescribed(resource.origin.raw.schema, "notation", reason)
    for field in raw.fields:
        if field.notation:
            columns |= {f"{field.name}.{part}" for part in PARTS[field.notation.kind]}
    for field in schema.fields:
        source = field.from_ or field.name
        if field.derivation is None and source not in columns:
            reason = f"neither derived nor in the raw table: {source!r}"
            yield misdescribed(resource.schema, f"fields[{field.name}].from", reason)


def _reported(schema: Schema, resource: Resource, report: Report) -> Iterator[Problem]:
    for name in schema.names:
        if name not in REPORTS[report]:
            reason = f"the {report} report has {', '.join(REPORTS[report])}"
            yield misdescribed(resource.schema, f"fields[{name}]", reason)


def _carried(schema: Schema, source: Schema, resource: Resource) -> Iterator[Problem]:
    """A row of a table made from another begins with the primary key, which that other must have."""
    given = {field.name for field in source.fields if field.derivation is None} & set(schema.primary_key)
    wanted = {field.name for field in schema.fields if field.derivation is None} | set(schema.primary_key)
    for name in sorted(wanted - given):
        reason = f"neither derived nor of the primary key that {resource.origin.table!r} gives"
        yield misdescribed(resource.schema, f"fields[{name}]", reason)


def _identities(descriptor: Descriptor, published: Mapping[str, Schema]) -> Iterator[Problem]:
    names_of_identities = [identity.name for identity in descriptor.pipeline.identities]
    for identity in descriptor.pipeline.identities:
        if names_of_identities.count(identity.name) > 1:
            yield misdescribed("datapackage.json", f"pipeline.identities[{identity.name}]", "the name is not unique")
        where = f"pipeline.identities[{identity.name}]"
        for need in _NEEDS[identity.kind]:
            if getattr(identity, need) in ("", None, {}, []):
                yield misdescribed("datapackage.json", where, f"{identity.kind} needs {need}")
        columns = {*identity.by, *identity.whole, *identity.where, *identity.exclude, identity.field, identity.step}
        used = {identity.table: columns}
        if identity.kind == "contains":
            columns.add(identity.of)
        if identity.kind == "member":
            used.setdefault(identity.of, set()).add(identity.field)
        for table, names in used.items():
            if table not in published:
                yield misdescribed("datapackage.json", where, f"no resource {table!r}")
                continue
            for name in sorted(names - {"", *published[table].names}):
                yield misdescribed("datapackage.json", where, f"no field {name!r} in {table!r}")
            derived = {field.name for field in published[table].fields if field.derivation}
            for name in sorted(names & derived):
                yield misdescribed(
                    "datapackage.json", where, f"{name!r} is derived, and identities are of what is printed"
                )
        if identity.kind == "total" and identity.table in published:
            texts = {f.name for f in published[identity.table].fields if f.type not in NUMERIC}
            for name in sorted({identity.field, identity.step} & texts):
                yield misdescribed("datapackage.json", where, f"total adds up numbers, and {name!r} is none")

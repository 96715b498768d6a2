"""What descriptors say of each other: every name that is used must be declared somewhere."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping

import re2

from pipeline.enrich.rates import RATES
from pipeline.interpret.notations import PARTS
from pipeline.package.models import Derivation, Descriptor, Field, Lookup, Resource, Schema
from pipeline.package.patterns import compiled
from pipeline.problem import Problem

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_NUMERIC = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum")
_SUPPORTED = {
    "string": ("pattern", "min_length", "max_length"),
    "boolean": (),
    "any": (),
} | dict.fromkeys(("integer", "number", "date", "year", "yearmonth"), _NUMERIC)


def reference_problems(
    descriptor: Descriptor, published: Mapping[str, Schema], raw: Mapping[str, Schema]
) -> list[Problem]:
    """Every name in the descriptors that nothing declares, and every pattern that RE2 refuses."""
    problems = [*_resources(descriptor)]
    for resource in descriptor.resources:
        schema = published[resource.name]
        problems += _schema(schema, resource.schema, published)
        problems += _derivations(schema, resource, published)
        if resource.origin.raw:
            raw_schema = raw[resource.name]
            problems += _schema(raw_schema, resource.origin.raw.schema, raw)
            problems += _sources(schema, raw_schema, resource)
    problems += _identities(descriptor, published)
    return problems


def _wrong(file: str, where: str, reason: str) -> Problem:
    return Problem("E-DESCRIPTOR", file=file, field=where, facts={"reason": reason})


def _resources(descriptor: Descriptor) -> Iterator[Problem]:
    file = "datapackage.json"
    names = [resource.name for resource in descriptor.resources]
    for resource in descriptor.resources:
        if not _NAME.fullmatch(resource.name) or names.count(resource.name) > 1:
            yield _wrong(file, f"resources[{resource.name}].name", "not unique, or not of [a-z0-9._-]")
        if resource.path != f"output/data/{resource.name}.csv":
            yield _wrong(file, f"resources[{resource.name}].path", f"must be output/data/{resource.name}.csv")
        origin = resource.origin
        if [origin.raw, origin.table, origin.report].count(None) != 2:
            yield _wrong(file, f"resources[{resource.name}].origin", "must be one of raw, table, report")
        if origin.table and origin.table not in names:
            yield _wrong(file, f"resources[{resource.name}].origin.table", f"no resource {origin.table!r}")
    if descriptor.pipeline.units not in names:
        yield _wrong(file, "pipeline.units", f"no resource {descriptor.pipeline.units!r}")


def _schema(schema: Schema, file: str, others: Mapping[str, Schema]) -> Iterator[Problem]:
    names = [field.name for field in schema.fields]
    for field in schema.fields:
        if not _FIELD_NAME.fullmatch(field.name) or names.count(field.name) > 1:
            yield _wrong(file, f"fields[{field.name}].name", "not unique, or not of [a-z0-9_]")
        yield from _constraints(field, file)
    for key in [schema.primary_key, *schema.unique_keys, *(key.fields for key in schema.foreign_keys)]:
        for name in sorted(set(key) - set(names)):
            yield _wrong(file, "keys", f"no field {name!r}")
    for foreign in schema.foreign_keys:
        target = schema if not foreign.reference.resource else others.get(foreign.reference.resource)
        if target is None:
            yield _wrong(file, "foreignKeys", f"no resource {foreign.reference.resource!r}")
            continue
        for name in sorted(set(foreign.reference.fields) - {field.name for field in target.fields}):
            yield _wrong(file, "foreignKeys", f"no field {name!r} in {foreign.reference.resource!r}")


def _constraints(field: Field, file: str) -> Iterator[Problem]:
    for name in (*_NUMERIC, "pattern", "min_length", "max_length"):
        if getattr(field.constraints, name) is not None and name not in _SUPPORTED[field.type]:
            yield _wrong(file, f"fields[{field.name}].constraints", f"{name} does not go with type {field.type}")
    if field.constraints.pattern is not None:
        try:
            compiled(field.constraints.pattern)
        except re2.error as error:
            facts = {"reason": str(error.args[0])}
            yield Problem("E-PATTERN", file=file, field=field.name, cell=field.constraints.pattern, facts=facts)


def _sources(schema: Schema, raw: Schema, resource: Resource) -> Iterator[Problem]:
    columns = {field.name for field in raw.fields}
    for field in raw.fields:
        if field.notation:
            columns |= {f"{field.name}.{part}" for part in PARTS[field.notation.kind]}
    for field in schema.fields:
        source = field.from_ or field.name
        if field.derivation is None and source not in columns:
            reason = f"neither derived nor in the raw table: {source!r}"
            yield _wrong(resource.schema, f"fields[{field.name}].from", reason)


def _derivations(schema: Schema, resource: Resource, published: Mapping[str, Schema]) -> Iterator[Problem]:
    names = {field.name for field in schema.fields}
    for field in schema.fields:
        derivation = field.derivation
        if derivation is None:
            continue
        where = f"fields[{field.name}].derivation"
        for reason in _derivation(derivation, names, published):
            yield _wrong(resource.schema, where, reason)


def _derivation(derivation: Derivation, names: set[str], published: Mapping[str, Schema]) -> Iterator[str]:
    if [derivation.rate, derivation.lookup, derivation.status_of].count(None) != 2:
        yield "must be one of rate, lookup, statusOf"
    if derivation.status_of is not None and derivation.status_of not in names:
        yield f"no field {derivation.status_of!r}"
    if derivation.rate is not None:
        rate = RATES.get(derivation.rate)
        wanted = set(inspect.signature(rate).parameters) if rate else set()
        if rate is None:
            yield f"no rate {derivation.rate!r}; there are {', '.join(RATES)}"
        elif wanted != set(derivation.inputs):
            yield f"{derivation.rate} takes the inputs {', '.join(sorted(wanted))}"
    for source in [*derivation.inputs.values(), *([derivation.lookup] if derivation.lookup else [])]:
        if isinstance(source, Lookup):
            yield from _lookup(source, names, published)
        elif source not in names:
            yield f"no field {source!r}"


def _lookup(lookup: Lookup, names: set[str], published: Mapping[str, Schema]) -> Iterator[str]:
    if lookup.table not in published:
        yield f"no resource {lookup.table!r}"
        return
    theirs = {lookup.field, *lookup.match, *lookup.where, *([lookup.by] if lookup.by else [])}
    ours = {*lookup.match.values(), *([lookup.before] if lookup.before else [])}
    if lookup.offset is not None and lookup.by:
        ours.add(lookup.by)
    for name in sorted(theirs - {field.name for field in published[lookup.table].fields}):
        yield f"no field {name!r} in {lookup.table!r}"
    for name in sorted(ours - names):
        yield f"no field {name!r}"
    if lookup.by is None and (lookup.pick != "only" or lookup.before or lookup.offset is not None):
        yield "pick, before and offset need by"


def _identities(descriptor: Descriptor, published: Mapping[str, Schema]) -> Iterator[Problem]:
    for identity in descriptor.pipeline.identities:
        where = f"pipeline.identities[{identity.name}]"
        if identity.table not in published:
            yield _wrong("datapackage.json", where, f"no resource {identity.table!r}")
            continue
        names = {field.name for field in published[identity.table].fields}
        used = {*identity.by, *identity.whole, *identity.where, *identity.exclude, identity.field, identity.step} - {""}
        if identity.kind == "contains":
            used.add(identity.of)
        for name in sorted(used - names):
            yield _wrong("datapackage.json", where, f"no field {name!r} in {identity.table!r}")
        if identity.kind == "member" and identity.of not in published:
            yield _wrong("datapackage.json", where, f"no resource {identity.of!r}")

"""What derived fields are made with: every rate, field and table that one names must be there, and go with it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping

from pipeline.enrich.rates import DIVIDING, RATES
from pipeline.package.document import misdescribed
from pipeline.package.models import NUMERIC, Derivation, Lookup, Schema
from pipeline.problem import Problem


def derivation_problems(schema: Schema, file: str, tables: Mapping[str, Schema]) -> Iterator[Problem]:
    """E-DESCRIPTOR for each derivation of a published table that cannot be made; `tables` are those to look up in."""
    for field in schema.fields:
        for reason in _derivation(field.derivation, schema, tables) if field.derivation else ():
            yield misdescribed(file, f"fields[{field.name}].derivation", reason)


def _derivation(derivation: Derivation, schema: Schema, tables: Mapping[str, Schema]) -> Iterator[str]:
    derived = {field.name for field in schema.fields if field.derivation}
    if [derivation.rate, derivation.lookup, derivation.status_of].count(None) != 2:
        yield "must be one of rate, lookup, statusOf"
    if derivation.status_of is not None and derivation.status_of not in derived:
        yield f"no derived field {derivation.status_of!r}"
    if derivation.rate is not None:
        rate = RATES.get(derivation.rate)
        wanted = inputs(rate) if rate else {}
        if rate is None:
            yield f"no rate {derivation.rate!r}; there are {', '.join(RATES)}"
        elif wanted.keys() != derivation.inputs.keys():
            yield f"{derivation.rate} takes the inputs {', '.join(sorted(wanted))}"
        else:
            numbers = sorted(name for name, kind in wanted.items() if kind == "number")
            yield from _numbers({name: derivation.inputs[name] for name in numbers}, schema, tables)
        if derivation.rate in DIVIDING and derivation.decimals is None:
            yield f"{derivation.rate} divides: decimals must say how many are published"
    for source in derivation.sources.values():
        if isinstance(source, Lookup):
            yield from _lookup(source, schema, tables)
        elif source not in schema.names:
            yield f"no field {source!r}"


def inputs(rate: Callable[..., object]) -> dict[str, str]:
    """The inputs of a rate by their names, each a `number` or a `text`."""
    given = inspect.signature(rate).parameters
    return {name: "number" if "Decimal" in str(one.annotation) else "text" for name, one in given.items()}


def _numbers(inputs: Mapping[str, str | Lookup], schema: Schema, tables: Mapping[str, Schema]) -> Iterator[str]:
    for name, source in inputs.items():
        table, field_name = (tables.get(source.table), source.field) if isinstance(source, Lookup) else (schema, source)
        if any(f.name == field_name and f.type not in NUMERIC for f in (table.fields if table else ())):
            yield f"the input {name} must be a number, which {field_name!r} is not"


def _lookup(lookup: Lookup, schema: Schema, tables: Mapping[str, Schema]) -> Iterator[str]:
    if lookup.table not in tables:
        yield f"no resource {lookup.table!r}"
        return
    for name in sorted({*lookup.theirs} - {*tables[lookup.table].names}):
        yield f"no field {name!r} in {lookup.table!r}"
    for name in sorted({*lookup.ours} - {*schema.names}):
        yield f"no field {name!r}"
    if lookup.by is None and (lookup.pick != "only" or lookup.before or lookup.offset is not None):
        yield "pick, before and offset need by"
    places = {field.name for field in tables[lookup.table].fields if field.type in ("integer", "year")}
    if (lookup.before or lookup.offset is not None) and lookup.by not in places:
        yield f"before and offset need a by of whole numbers or years, not {lookup.by!r}"

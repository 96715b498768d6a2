"""Between the halves of the route: the rows of every table, ready to be published. A small one is whole, with its
derived fields, for those who look at all of it; a large one passes through, and what others look up in it is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from pipeline.enrich.derive import derive
from pipeline.enrich.lookups import Indexed
from pipeline.memory import Memory, digest
from pipeline.package import Package
from pipeline.package.dependence import reached
from pipeline.package.models import Lookup, Schema
from pipeline.problem import Problem
from pipeline.receive import Source
from pipeline.record import Run
from pipeline.reported import report_parts
from pipeline.spool import Spool
from pipeline.table import Row, Table, joined
from pipeline.validate.carried import carried

WHOLE = 100_000
"""Rows up to which a table is small."""
Parts = list[Table] | Spool
"""A table as it is worked on: a small one in one part."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The parts of each table but reports, and of each the rows that can be looked up in it, where there is a large one
    (whose derived fields are still to be made). `digests` are those of the rows, where something is remembered."""

    parts: dict[str, Parts]
    large: Collection[str]
    rows: Mapping[str, Indexed]
    digests: Mapping[str, str]


def gather(run: Run, sources: Mapping[str, Source], package: Package, memory: Memory) -> Gathered:
    """The tables of the run; E-LOOKUP of small ones goes into it."""
    spools = {name: source.interpreted for name, source in sources.items() if source.step.kept}
    small = {name: joined([*spool]) for name, spool in spools.items() if spool.rows <= WHOLE}
    run.raw = {name: sources[name].whole() for name in small}
    for source in sources.values():
        source.recent.clear()
    large = {name: spool for name, spool in spools.items() if name not in small}
    for resource in package.descriptor.resources:
        if resource.origin.table in large:
            large[resource.name] = _keys_only(resource.name, large[resource.origin.table], package)
    rows = {name: Indexed(_looked_up(name, spool, package)) for name, spool in large.items()}
    digests = {name: digest(*map(digest, spool)) for name, spool in large.items()} if memory else {}
    derived, problems = _derived(small, rows, digests, package, memory)
    run.problems += problems
    if large:
        rows |= {name: Indexed(table.rows()) for name, table in derived.items()}
    digests |= {name: digest(table) for name, table in derived.items()} if memory else {}
    every: dict[str, Parts] = {name: [table] for name, table in derived.items()}
    every |= large
    order = [resource.name for resource in package.descriptor.resources if resource.name in every]
    return Gathered({name: every[name] for name in order}, large, rows, digests)


def _derived(
    small: Mapping[str, Table],
    others: dict[str, Indexed],
    digests: dict[str, str],
    package: Package,
    memory: Memory,
) -> tuple[dict[str, Table], list[Problem]]:
    """The small tables with their derived fields. One that is made with the same rows as before is as it was."""
    keys: dict[str, str] = {}
    if memory:
        of_rows = digests | {name: digest(table) for name, table in small.items()}
        origins = {resource.name: resource.origin.table for resource in package.descriptor.resources}
        for name in [name for name in origins if (name in small or origins[name]) and name not in others]:
            with_tables = reached(name, package.published, origins)
            used = [(n, package.published[n], origins[n], of_rows.get(n)) for n in with_tables]
            keys[name] = digest(name, used)
    known = {name: table for name, key in keys.items() if (table := memory.recall(key)) is not None}
    anew = {name: table for name, table in small.items() if name not in known}
    if known and len(known) == len(keys):
        return known, []
    derived, problems = derive(anew, package, others | {n: Indexed(table.rows()) for n, table in known.items()})
    for name, table in derived.items() if keys and not problems else ():
        memory.keep(keys[name], table)
    return known | derived, problems


def needed(package: Package) -> set[str]:
    """The raw tables whose rows are needed to say all that can be wrong: not those that are published as they are,
    and that no other one is made with."""
    wanted = {*package.raw} - carried(package.raw, package.published)
    wanted |= {resource.origin.table for resource in package.descriptor.resources if resource.origin.table}
    return wanted | {lookup.table for lookup in _lookups(package)}


def looked_up(schema: Schema) -> Iterator[Lookup]:
    """What the derived fields of a table look up."""
    for derivation in filter(None, (declared.derivation for declared in schema.fields)):
        for lookup in (*derivation.inputs.values(), derivation.lookup):
            if isinstance(lookup, Lookup):
                yield lookup


def _lookups(package: Package) -> Iterator[Lookup]:
    return (lookup for schema in package.published.values() for lookup in looked_up(schema))


def _keys_only(name: str, origin: Spool, package: Package) -> Spool:
    """The rows of a table that is made for the rows of another one."""
    made = Spool()
    for part in origin:
        frame = part.frame.select(package.published[name].primary_key)
        made.append(Table(name, frame, lines=range(made.rows + 2, made.rows + 2 + frame.num_rows)))
    return made


def _looked_up(name: str, spool: Spool, package: Package) -> list[Row]:
    """Of a large table the fields that others look up in it, and no more."""
    fields: set[str] = set()
    for lookup in _lookups(package):
        if lookup.table == name:
            fields |= {lookup.field, *lookup.match, *lookup.where, *filter(None, [lookup.by])}
    return [row for part in spool for row in part.frame.select(sorted(fields)).to_pylist()] if fields else []


def reported(run: Run, name: str, package: Package) -> Parts:
    """The parts of a table of what the run reports."""
    spool = Spool()
    for part in report_parts(run, package, name):
        spool.append(part)
    return [joined([*spool])] if spool.rows <= WHOLE else spool

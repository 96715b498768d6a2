"""The second half of the route: the published tables, derived, validated and written, part by part.

A table that is small is whole for those who look at all of it (lookups, graphs of its rows, JSON-LD); a large one
passes through.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.emit import Written, formulas, rows_written
from pipeline.engine import Engine, in_order
from pipeline.enrich.derive import derive, derive_part
from pipeline.enrich.lookups import Indexed
from pipeline.mapping import fiscal_years
from pipeline.package import Package
from pipeline.package.models import Lookup
from pipeline.places import at_source
from pipeline.problem import Problem
from pipeline.receive import Say, Source
from pipeline.record import Run, Summary, report_parts
from pipeline.spool import Spool
from pipeline.table import Row, Table, joined
from pipeline.validate import Part as Checked
from pipeline.validate import by_place, key_columns, validate_part
from pipeline.validate.carried import carried
from pipeline.validate.keys import Key, Ledger, key_problems, keys_of

if TYPE_CHECKING:
    from pipeline.validate.hashes import Numbers

WHOLE = 100_000
"""Rows up to which a table is small."""
Write = Callable[[str, bytes | pa.Buffer], None]
"""Adds bytes to a file of the release, by its path in it."""


NOTHING = Summary(0, 0, frozenset())


@dataclass(frozen=True, slots=True)
class Step:
    """What it takes to handle a part of one published table. `others`: the rows that it can look up, where its derived
    fields are still to be made. One that is `carried` has been checked as a raw table."""

    name: str
    package: Package
    keys: Mapping[Key, bool]
    others: Mapping[str, Indexed] | None
    writing: bool
    carried: bool


@dataclass(slots=True)
class Part:
    """What a part gives: how it was derived, what was found in it, and the bytes that it adds to each file."""

    table: Table
    problems: list[Problem] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)
    numbers: Mapping[Key, Numbers] = field(default_factory=dict)
    summary: Summary = NOTHING
    files: list[Written] = field(default_factory=list)
    formulas: list[Problem] = field(default_factory=list)


def handle(step: Step, given: Table) -> Part:
    """Derives, validates and writes a part of a published table."""
    table, problems = (given, []) if step.others is None else derive_part(given, step.package, step.others)
    schema = step.package.published[step.name]
    checked = Checked([], {}) if step.carried else validate_part(table, schema, step.keys)
    filled = sum(len(column) - column.null_count for column in table.frame.columns)
    years = frozenset(fiscal_years(table, schema, step.package))
    part = Part(table, problems, checked.problems, checked.numbers, Summary(table.frame.num_rows, filled, years))
    if step.writing:
        part.files, part.formulas = list(rows_written(table, step.package)), formulas(table, step.package)
    return part


def publish(
    run: Run,
    sources: Mapping[str, Source],
    package: Package,
    say: Say,
    write: Write | None,
    engine: Engine = in_order,
) -> None:
    """Every published table, part by part by the engine. What is found goes into the run; the rows go to `write`."""
    given, others = _derived(run, sources, package)
    run.summaries = {n: Summary(s.rows, 0, frozenset()) for n, s in sources.items() if not s.step.kept}
    say("enrich", len(given))
    given |= {r.name: _reported(run, r.name, package) for r in package.descriptor.resources if r.origin.report}
    ledgers = {name: Ledger() for name in given}
    same = carried(package.raw, package.published)
    steps = {
        name: Step(
            name,
            package,
            keys_of(name, package.published),
            others if name in others else None,
            writing=bool(write),
            carried=name in same,
        )
        for name in given
    }
    found: list[Problem] = []
    neutralised: list[Problem] = []
    for name, step in steps.items():
        parts = []
        for part in engine(functools.partial(handle, step), given[name]):
            run.problems += part.problems
            found += part.found
            neutralised += part.formulas
            ledgers[name].add(part.numbers)
            parts.append(part.summary)
            if write:
                for path, content in part.files:
                    write(path, content)
        run.summaries[name] = _sum(parts)
        if isinstance(given[name], list):
            run.tables[name] = given[name][0]

    def again(name: str, number: int) -> Table:
        return handle(replace(steps[name], writing=False), given[name][number]).table

    found += key_problems(ledgers, package.published, again, key_columns)
    heads = {name: source.step.received.described for name, source in sources.items()}
    places = [path for name in given for path in (sources[name].step.received.paths if name in sources else [name])]
    problems = by_place(found, places)
    run.problems += at_source(problems, heads, lambda name, places: sources[name].around(places), package)
    run.problems += neutralised
    say("validate_published", sum(summary.rows for summary in run.summaries.values()))


def needed(package: Package) -> set[str]:
    """The raw tables whose rows are needed to say all that can be wrong: not those that are published as they are,
    and that no other one is made with."""
    wanted = {*package.raw} - carried(package.raw, package.published)
    wanted |= {resource.origin.table for resource in package.descriptor.resources if resource.origin.table}
    return wanted | {lookup.table for lookup in _lookups(package)}


def _lookups(package: Package) -> Iterator[Lookup]:
    for schema in package.published.values():
        for derivation in filter(None, (declared.derivation for declared in schema.fields)):
            for lookup in (*derivation.inputs.values(), derivation.lookup):
                if isinstance(lookup, Lookup):
                    yield lookup


def _derived(
    run: Run, sources: Mapping[str, Source], package: Package
) -> tuple[dict[str, list[Table] | Spool], dict[str, Indexed]]:
    """The rows of every table but reports: of a small one derived, of a large one still to be; and, where there is a
    large one, all the rows that can be looked up."""
    spools = {name: source.interpreted for name, source in sources.items() if source.step.kept}
    small = {name: joined([*spool]) for name, spool in spools.items() if spool.rows <= WHOLE}
    run.raw = {name: sources[name].whole() for name in small}
    for source in sources.values():
        source.recent.clear()
    large = {name: spool for name, spool in spools.items() if name not in small}
    for resource in package.descriptor.resources:
        if resource.origin.table in large:
            large[resource.name] = _keys_only(resource.name, large[resource.origin.table], package)
    others = {name: Indexed(_looked_up(name, spool, package)) for name, spool in large.items()}
    derived, run_problems = derive(small, package, others)
    run.problems += run_problems
    if large:
        others |= {name: Indexed(table.rows()) for name, table in derived.items()}
    order = [r.name for r in package.descriptor.resources if r.name in derived or r.name in large]
    return {name: [derived[name]] if name in derived else large[name] for name in order}, others


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


def _reported(run: Run, name: str, package: Package) -> list[Table] | Spool:
    spool = Spool()
    for part in report_parts(run, package, name):
        spool.append(part)
    return [joined([*spool])] if spool.rows <= WHOLE else spool


def _sum(summaries: Sequence[Summary]) -> Summary:
    years = frozenset[str]().union(*(summary.years for summary in summaries))
    return Summary(sum(s.rows for s in summaries), sum(s.filled for s in summaries), years)

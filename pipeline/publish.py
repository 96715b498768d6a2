"""The second half of the route: the published tables, derived, validated and written, part by part.

A table that is small is whole for those who look at all of it (lookups, graphs of its rows, JSON-LD); a large one
passes through.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.emit import Layout, Written, heads, layout, rows_written
from pipeline.emit.releases import File
from pipeline.emit.swap import Stage
from pipeline.engine import Engine, in_order
from pipeline.enrich.derive import derive_part
from pipeline.enrich.lookups import Indexed
from pipeline.gather import Gathered, gather, looked_up, reported
from pipeline.interpret.eras import nameable
from pipeline.mapping import fiscal_year_fields, fiscal_years
from pipeline.memory import FORGETFUL, Memory, digest
from pipeline.package import Package
from pipeline.package.models import Schema
from pipeline.package.reports import HISTORY
from pipeline.places import at_source
from pipeline.problem import Problem
from pipeline.receive import Say, Source
from pipeline.record import Run, Summary
from pipeline.release.history import remember
from pipeline.release.sides import Side
from pipeline.table import Table, taken
from pipeline.tally import Tally
from pipeline.validate import Checked, by_place, validate_part
from pipeline.validate.carried import carried
from pipeline.validate.findings import problem_of
from pipeline.validate.keys import Key, Ledger, key_problems, keys_of

if TYPE_CHECKING:
    from pipeline.validate.hashes import Numbers

NOTHING = Summary(0, 0, frozenset())


@dataclass(frozen=True, slots=True)
class Step:
    """What it takes to handle a part of one published table: its schema and those of the tables in which it looks up,
    with their rows, where its derived fields are still to be made. One that is `carried` has been checked as a raw
    table; `years` is the address of a fiscal year."""

    layout: Layout
    schemas: Mapping[str, Schema]
    others: Mapping[str, Indexed] | None
    keys: Sequence[Key]
    years: str
    carried: bool
    writing: bool


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
    table, problems = (given, []) if step.others is None else derive_part(given, step.schemas, step.others)
    schema = step.layout.schema
    checked = Checked([], {}) if step.carried else validate_part(table, schema, step.keys)
    filled = sum(len(column) - column.null_count for column in table.frame.columns)
    years = frozenset(fiscal_years(table, schema, step.years))
    part = Part(table, problems, checked.problems, checked.numbers, Summary(table.frame.num_rows, filled, years))
    part.found += _nameless(table, schema, step.years, years)
    if step.writing:
        part.files, part.formulas = rows_written(table, step.layout)
    return part


def _nameless(table: Table, schema: Schema, template: str, years: Iterable[str]) -> Iterator[Problem]:
    """E-FISCAL-YEAR for each cell that names a fiscal year which has no name and no days."""
    wrong = [year for year in years if not nameable(year)]
    for named in fiscal_year_fields(schema, template) if wrong else ():
        position = table.frame.column_names.index(named.name)
        for index, text in enumerate(table.frame.column(position).to_pylist()):
            if text in wrong and (named.type != "year" or len(text) == 4):  # else E-TYPE has said it
                yield problem_of(table, schema, index, named.name, "E-FISCAL-YEAR", {"rest": text}, position)


@dataclass(slots=True)
class Made:
    """What all parts of a table gave, but for the keys of all but the first, and the files that it is published in."""

    problems: Tally = field(default_factory=Tally)
    found: Tally = field(default_factory=Tally)
    formulas: Tally = field(default_factory=Tally)
    summary: Summary = NOTHING
    files: Mapping[str, File] = field(default_factory=dict)
    numbers: Mapping[Key, Numbers] = field(default_factory=dict)
    parts: int = 0


def publish(
    run: Run,
    sources: Mapping[str, Source],
    package: Package,
    say: Say,
    engine: Engine = in_order,
    stage: Stage | None = None,
    memory: Memory = FORGETFUL,
    past: Side | None = None,
) -> None:
    """Every published table, part by part by the engine. What is found goes into the run; the rows go to the stage.
    Those that tell of all releases come last, and only where there is a stage: they are made of the release before, the
    `past`, and of the other tables."""
    gathered = gather(run, sources, package, memory)
    given = gathered.parts
    run.summaries = {n: Summary(s.rows, 0, frozenset()) for n, s in sources.items() if not s.step.kept}
    say("enrich", len(given))
    same = carried(package.raw, package.published)
    steps: dict[str, Step] = {}
    made: dict[str, Made] = {}
    ledgers: dict[str, Ledger] = {}

    def go(names: Iterable[str]) -> None:
        for name in names:
            steps[name] = _step(name, package, gathered, carried=name in same, writing=bool(stage))
            made[name], ledgers[name] = _published(steps[name], gathered, engine, stage, memory)
        run.tables = {name: parts[0] for name, parts in given.items() if isinstance(parts, list)}

    reports = {r.name: r.origin.report for r in package.descriptor.resources if r.origin.report}
    late = [name for name, report in reports.items() if report in HISTORY and stage]
    early = [name for name, report in reports.items() if report not in HISTORY]
    given |= {name: reported(run, name, package) for name in early}
    go([*given])
    if stage:
        remember(run, package, stage, past, memory)
        given |= {name: reported(run, name, package) for name in late}
        go(late)
    run.summaries |= {name: of.summary for name, of in made.items()}
    run.problems += [problem for of in made.values() for problem in of.problems.said()]

    def again(name: str, number: int, rows: Sequence[int]) -> Table:
        return taken(handle(replace(steps[name], writing=False), given[name][number]).table, rows)

    found = Tally()
    for of in made.values():
        found.add(of.found.said())
    found.add(key_problems(ledgers, package.published, again))
    heads = {name: source.step.received.described for name, source in sources.items()}
    places = [path for name in given for path in (sources[name].step.received.paths if name in sources else [name])]
    problems = by_place(found.said(), places)
    run.problems += at_source(problems, heads, lambda name, places: sources[name].around(places), package)
    run.problems += [problem for of in made.values() for problem in of.formulas.said()]
    say("validate_published", sum(summary.rows for summary in run.summaries.values()))


def _step(name: str, package: Package, gathered: Gathered, *, carried: bool, writing: bool) -> Step:
    schema = package.published[name]
    tables = {lookup.table for lookup in looked_up(schema)} if name in gathered.large else set()
    return Step(
        layout(package, name),
        {name: schema} | {table: package.published[table] for table in sorted(tables)},
        {table: gathered.rows[table] for table in sorted(tables)} if name in gathered.large else None,
        keys_of(name, package.published),
        package.descriptor.pipeline.fiscal_years.address,
        carried,
        writing,
    )


def _published(
    step: Step, gathered: Gathered, engine: Engine, stage: Stage | None, memory: Memory
) -> tuple[Made, Ledger]:
    """What the parts of a table give; where they gave it before, and the release has its files, as it was."""
    parts = gathered.parts[step.layout.name]
    rows = [gathered.digests.get(name) for name in step.schemas]
    if memory and None in rows:  # those of a report
        rows = [digest(part) for part in parts]
    key = digest(replace(step, others=None), rows) if memory else ""
    if stage and (known := _known(key, memory)) and stage.reuse(known[0].files):
        return known
    made, ledger = Made(), Ledger()
    if stage:
        for path, content in heads(step.layout):
            stage.write(path, content)
    for part in engine(functools.partial(handle, step), parts):
        made.problems.add(part.problems)
        made.found.add(part.found)
        made.formulas.add(part.formulas)
        made.summary = made.summary.plus(part.summary)
        ledger.add(part.numbers)
        if made.parts:
            memory.keep(_of_part(key, made.parts), part.numbers)
        else:
            made.numbers = part.numbers
        made.parts += 1
        if stage:
            for path, content in part.files:
                stage.write(path, content)
    if stage:
        made.files = {path: stage.file(path) for path, _ in heads(step.layout)}
    memory.keep(key, made)
    return made, ledger


def _known(key: str, memory: Memory) -> tuple[Made, Ledger] | None:
    """What is remembered of a table, if the keys of all its parts are."""
    known: Made | None = memory.recall(key)
    if known is None:
        return None
    ledger = Ledger()
    for number in range(known.parts):
        numbers = memory.recall(_of_part(key, number)) if number else known.numbers
        if numbers is None:
            return None
        ledger.add(numbers)
    return known, ledger


def _of_part(key: str, number: int) -> str:
    return f"{key}.{number}"

"""Stages on whole tables. The program has them piece by piece (`receive/`, `published.py`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from pipeline.interpret.tables import interpret_part
from pipeline.interpret.unit_table import units_of
from pipeline.package import Package
from pipeline.package.descriptor import Dialect, Identity, Raw
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.published import found_in
from pipeline.read import read_source, with_header
from pipeline.read.received import File, Received, whole
from pipeline.record import Change, Result
from pipeline.table import Table, frame
from pipeline.tally import bounded
from pipeline.validate import by_place
from pipeline.validate.identities import problem_of, results_of, shares_of
from pipeline.validate.structure import header_of


def read(package: Package) -> tuple[dict[str, Table], list[Problem]]:
    """Every raw table without a problem, and the problems of the others."""
    found = {name: read_source(package.root_of(source), name, source) for name, source in package.raw_sources().items()}
    problems = [problem for _, problems in found.values() for problem in problems]
    return {name: table for name, (table, wrong) in found.items() if not wrong}, problems


def parse(text: str, name: str, file: str, dialect: Dialect | None = None) -> tuple[Table, list[Problem]]:
    """The table in a text of CSV that is in no file."""
    source = Raw(path=file, schema="", dialect=dialect or Dialect())
    head, content = Table(name, frame((), ()), file), text.encode("utf-8", "surrogatepass")
    opened, problems = with_header(Received(name, source, [File(file, Path())], head, content=content))
    if opened is None:
        return head, problems
    table, found = whole(opened)
    return table, [*problems, *found]


def interpret(tables: Mapping[str, Table], package: Package) -> tuple[dict[str, Table], list[Change], list[Problem]]:
    """The tables whose header is their schema's, in the published shape, if that of units is one of them."""
    made: dict[str, Table] = {}
    changes: list[Change] = []
    sound = {name: table for name, table in tables.items() if list(table.labels) == header_of(package.raw[name])}
    name = package.descriptor.pipeline.units
    if name not in sound:
        return made, changes, []
    known, problems = units_of(sound[name], package.raw[name])
    for name, table in sound.items():
        made[name], done, unread = interpret_part(table, package.raw[name], package.published[name], known)
        changes += [Change(**row) for row in done.to_pylist()]
        problems += unread
    return made, changes, problems


def validate(tables: Mapping[str, Table], schemas: Mapping[str, Schema]) -> list[Problem]:
    """Every problem, in order of table, row and column."""
    sources = {
        name: Received(name, Raw(path=table.file, schema=""), [], table, whole=table) for name, table in tables.items()
    }
    return by_place(bounded(found_in(sources, schemas)), [table.file or name for name, table in tables.items()])


def reconcile(tables: Mapping[str, Table], identities: Sequence[Identity]) -> tuple[list[Result], list[Problem]]:
    """The results, and the problem of each that is not equal."""
    numbered = dict(enumerate(identities))
    results = results_of({name: [shares_of(table, numbered)] for name, table in tables.items()}, identities)
    return results, [problem_of(r, tables[r.identity.table]) for r in results if r.verdict != "equal"]

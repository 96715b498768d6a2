"""What a run records of itself, and the tables of it that are published beside the data: audit,
reconciliation, data dictionary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.arrays import empty_as_null
from pipeline.exact import subtract
from pipeline.package import Package
from pipeline.package.coded import code_table
from pipeline.package.descriptor import Identity
from pipeline.package.models import Derivation, Field, Lookup, Schema, values_of
from pipeline.package.reports import REPORTS, Report
from pipeline.problem import Problem
from pipeline.release.differences import Difference
from pipeline.release.records import History
from pipeline.spool import Spool
from pipeline.table import Table, frame

COUNTED = "case"
"""The unit of rows that are counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """One published value that is not the printed text: where it stood, what it became, by which rule."""

    file: str
    sheet: str
    row: int
    field: str
    printed: str
    table: str
    key: str
    published_field: str
    value: str
    rule: str


CHANGES = {f.name: pa.int64() if f.name == "row" else pa.string() for f in fields(Change)}
"""Changes as a frame: its columns."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell of a raw table that is not taken as received: by whom, why and since when, the number of its row
    in the file of corrections, and the file and line of the raw table that it changed."""

    resource: str
    key: str
    field: str
    expected: str
    value: str
    reason_ja: str
    reason_en: str
    confirmed_by: str
    date: str
    row: int
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Result:
    """How one identity came out in one scope. `bound` follows from the printed rounding: half a step
    for each figure that the source rounded, and 0 for exact counts. `file`, `row` and `cell` are
    its place. `checked` is false where a value is missing. `listed` and `lines` tell the parts, or the values that are
    not the same, one by one, and where they stand."""

    identity: Identity
    scope: str
    parts: Decimal
    whole: Decimal
    bound: Decimal
    file: str = ""
    row: int | None = None
    cell: str | None = None
    checked: bool = True
    listed: str = ""
    lines: str = ""

    @property
    def difference(self) -> Decimal:
        return abs(subtract(self.parts, self.whole))

    @property
    def verdict(self) -> str:
        if not self.checked:
            return "not_checked"
        if self.difference == 0:
            return "equal"
        return "within_rounding" if self.difference <= self.bound else "violated"


@dataclass(frozen=True, slots=True)
class Summary:
    """A published table of whatever size: its rows, the cells that have a value, and the fiscal years it names."""

    rows: int
    filled: int
    years: frozenset[str]

    def plus(self, other: Summary) -> Summary:
        """Of both parts of it."""
        return Summary(self.rows + other.rows, self.filled + other.filled, self.years | other.years)


@dataclass(slots=True)
class Run:
    """What a run has made and found so far, and whether `output/` is the new release.

    `received` are the raw tables: where each of their files is, by its path, and the table without rows; `rows` how
    many rows each has that could be read. `raw` and
    `tables` are the raw (corrected) and published ones that are small enough to be looked at whole; of all published
    ones there is a summary. `changed` are the changes by corrections, `changes` those by reading what is printed, as
    frames; `corrected` and `withdrawn` are the tables of corrections and withdrawals themselves;
    `fetched` are the addresses of raw files that are as they were fetched.
    `history` tells of all releases so far, `differences` what is another in this one than in the one before.
    """

    received: dict[str, tuple[Mapping[str, Path], Table]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    fetched: Mapping[str, str] = field(default_factory=dict)
    raw: dict[str, Table] = field(default_factory=dict)
    corrected: Table | None = None
    withdrawn: Table | None = None
    corrections: list[Correction] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    changes: Spool = field(default_factory=Spool)
    tables: dict[str, Table] = field(default_factory=dict)
    summaries: dict[str, Summary] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    history: History = field(default_factory=History)
    differences: Sequence[Difference] = ()
    problems: list[Problem] = field(default_factory=list)
    published: bool = False

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    def changed_cells(self) -> Counter[str]:
        """How many changes there are of each table."""
        counts = Counter(change.table for change in self.changed)
        for part in self.changes:
            counts.update(str(name) for name in part.frame.column("table").to_pylist())
        return counts


def report_parts(run: Run, package: Package, name: str) -> Iterator[Table]:
    """The table of a resource whose origin is a report, in parts."""
    schema, report = package.published[name], package.resource(name).origin.report
    if report == "audit":
        yield from _audit(run, name, schema)
    elif report:
        yield _table(name, schema, REPORTS[report], _report_rows(run, package, report))


def _report_rows(run: Run, package: Package, report: Report) -> Sequence[Sequence[object]]:
    if report == "reconciliation":
        return [_result_row(result, package) for result in run.results]
    return list(_dictionary_rows(package)) if report == "dictionary" else getattr(run.history, report)


def _audit(run: Run, name: str, schema: Schema) -> Iterator[Table]:
    """The changes, those by corrections first."""
    names = schema.names
    corrected = frame(list(CHANGES), [list(map(str, astuple(change))) for change in run.changed])
    for part in [corrected, *(table.frame for table in run.changes)]:
        texts: dict[str, Any] = {n: part.column(n).combine_chunks().cast(pa.string()) for n in CHANGES}
        columns = {n: empty_as_null(cells) for n, cells in texts.items()}
        yield Table(name, pa.table({n: columns[n] for n in names}), labels=names)


def _table(name: str, schema: Schema, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """The fields that the schema has, of the columns that the report has."""
    names = schema.names
    cells = [
        [None if row[columns.index(f)] in (None, "") else str(row[columns.index(f)]) for f in names] for row in rows
    ]
    return Table(name, frame(names, cells), labels=names)


def _result_row(result: Result, package: Package) -> list[object]:
    titles = result.identity.titles
    numbers = [format(n, "f") for n in (result.parts, result.whole, result.difference, result.bound)]
    fields = {field.name: field for field in package.published[result.identity.table].fields}
    unit = fields[result.identity.field].unit if result.identity.kind == "total" else COUNTED
    return [result.identity.name, result.scope, titles.ja, titles.en, unit, *numbers, result.verdict]


def _dictionary_rows(package: Package) -> Iterator[list[object]]:
    for resource in package.descriptor.resources:
        schema = package.published[resource.name]
        for position, described in enumerate(schema.fields, 1):
            words = described.descriptions
            yield [
                resource.name,
                described.name,
                position,
                described.type,
                "true" if described.constraints.required or described.name in schema.primary_key else "false",
                described.titles.ja,
                described.titles.en,
                words.ja if words else "",
                words.en if words else "",
                described.unit,
                _values(described),
                code_table(package.published, resource.name, described),
                derivation_text(described.derivation),
            ]


def _values(field: Field) -> str:
    return "; ".join(values_of(field.categories or ()))


def derivation_text(derivation: Derivation | None) -> str:
    """A derivation on one line: `achievement(value=value, target=target_value), 2 decimals`."""
    if derivation is None:
        return ""
    if derivation.status_of:
        return f"status of {derivation.status_of}"
    if derivation.lookup:
        return _lookup_text(derivation.lookup)
    inputs = ", ".join(
        f"{name}={source if isinstance(source, str) else _lookup_text(source)}"
        for name, source in derivation.inputs.items()
    )
    decimals = "" if derivation.decimals is None else f", {derivation.decimals} decimals"
    return f"{derivation.rate}({inputs}){decimals}"


def _lookup_text(lookup: Lookup) -> str:
    conditions = [f"{theirs}={ours}" for theirs, ours in lookup.match.items()]
    conditions += [f"{name}='{constant}'" for name, constant in lookup.where.items()]
    conditions += [f"{lookup.by} before {lookup.before}"] if lookup.before else []
    conditions += [f"{lookup.by}={lookup.by}{lookup.offset:+d}"] if lookup.offset is not None else []
    pick = "" if lookup.pick == "only" else f", {lookup.pick} {lookup.by}"
    return f"{lookup.table}.{lookup.field}[{', '.join(conditions)}{pick}]"

"""What a run records of itself, and the tables of it that are published beside the data: audit,
reconciliation, data dictionary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, field, fields
from decimal import Decimal

import pyarrow as pa

from pipeline.exact import subtract
from pipeline.package import Package
from pipeline.package.descriptor import REPORTS, Identity
from pipeline.package.models import Derivation, Field, Lookup, Schema, values_of
from pipeline.problem import Problem
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
    in the file of corrections, and the line of the raw table that it changed."""

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
    line: int


@dataclass(frozen=True, slots=True)
class Result:
    """How one identity came out in one scope. `bound` follows from the printed rounding: half a step
    for each figure that the source rounded, and 0 for exact counts. `row` and `cell` are its
    place. `checked` is false where a value is missing."""

    identity: Identity
    scope: str
    parts: Decimal
    whole: Decimal
    bound: Decimal
    row: int | None = None
    cell: str | None = None
    checked: bool = True

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


@dataclass(slots=True)
class Run:
    """What a run has made and found so far, and whether `output/` is the new release. `raw` are the tables as
    received with the corrections made in them, `corrected` is the table of corrections itself."""

    raw: dict[str, Table] = field(default_factory=dict)
    corrected: Table | None = None
    corrections: list[Correction] = field(default_factory=list)
    tables: dict[str, Table] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    published: bool = False

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


def report_tables(package: Package, changes: Sequence[Change], results: Sequence[Result]) -> dict[str, Table]:
    """The tables of the resources whose origin is a report, by resource name."""
    rows = {
        "audit": [[number, *astuple(change)] for number, change in enumerate(changes, 1)],
        "reconciliation": [_result_row(result, package) for result in results],
        "dictionary": [*_dictionary_rows(package)],
    }
    reports = {r.name: r.origin.report for r in package.descriptor.resources if r.origin.report}
    return {n: _table(n, package.published[n], REPORTS[report], rows[report]) for n, report in reports.items()}


def _table(name: str, schema: Schema, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """The fields that the schema has, of the columns that the report has."""
    names = [field.name for field in schema.fields]
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

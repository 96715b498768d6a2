"""What a run records of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from pipeline.exact import subtract
from pipeline.files import Mark
from pipeline.package.descriptor import Identity
from pipeline.problem import Problem, failed
from pipeline.release.differences import Difference
from pipeline.release.records import History
from pipeline.spool import Spool
from pipeline.table import Table


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
    many rows each has that could be read; `marks` by what each file was known before it was read. `raw` and `tables`
    are the raw (corrected) and published ones that are small enough to be looked at whole; of all published ones there
    is a summary. `changed` are the changes by corrections, `changes` those by reading what is printed, as frames;
    `corrected` and `withdrawn` are the tables of corrections and withdrawals themselves; `fetched` are the addresses of
    raw files that are as they were fetched.
    `history` tells of all releases so far, `differences` what is another in this one than in the one before.
    """

    received: dict[str, tuple[Mapping[str, Path], Table]] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, Mark] = field(default_factory=dict)
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
        return failed(self.problems)

    def changed_cells(self) -> Counter[str]:
        """How many changes there are of each table."""
        counts = Counter(change.table for change in self.changed)
        for part in self.changes:
            counts.update(str(name) for name in part.frame.column("table").to_pylist())
        return counts

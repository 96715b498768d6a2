"""What is said of how a value came about. Plain data, in both languages; printed by `text.py`, or as JSON."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.package.models import Words

Place = tuple[str, int]
"""A file, and a line of it."""


@dataclass(frozen=True, slots=True)
class Status:
    """Why there is a value, or none: the field that says it, its code, and the words for that."""

    field: str
    code: str
    words: Words | None


@dataclass(frozen=True, slots=True)
class RawCell:
    """The cell that a value was read from: where it stands, under which header, and its text as received, before any
    correction. `page`, `label` and `attribution` are what its row says of the source."""

    file: str
    sheet: str
    row: int
    column: int
    header: str
    field: str
    text: str
    page: str
    label: str
    attribution: str
    notes: Words | None


@dataclass(frozen=True, slots=True)
class Change:
    """What reading made of the text, by which rule, as the audit has it; `words` say what that rule does."""

    printed: str
    value: str
    rule: str
    words: Words


@dataclass(frozen=True, slots=True)
class Correction:
    """A declared correction of the raw cell, at its place in the file of corrections."""

    place: Place
    expected: str
    value: str
    reason: Words
    confirmed_by: str
    date: str


@dataclass(frozen=True, slots=True)
class Document:
    """What the raw table was taken from."""

    title: str
    address: str


@dataclass(frozen=True, slots=True)
class Origin:
    """The end of the trail: a cell of a raw table."""

    cell: RawCell
    corrections: Sequence[Correction]
    changes: Sequence[Change]
    documents: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Lookup:
    """Where a lookup looked, and the keys of the rows that it picked. `conditions` field, sign and value. `pick` says
    which of several: the newest or the earliest by the field `by`, or the only value. `empty` are the keys of rows that
    it would have picked, had they a value."""

    table: str
    field: str
    conditions: Sequence[tuple[str, str, str]]
    pick: Literal["only", "newest", "earliest"]
    by: str
    rows: Sequence[str]
    empty: Sequence[str]


@dataclass(frozen=True, slots=True)
class Input:
    """An input by its name, and the cells that it stands for, at most `MOST` of them."""

    name: str
    lookup: Lookup | None
    cells: Sequence[Explained]


MOST = 5
"""How many cells of an input are followed, which hold the same value; the keys of all are in its lookup."""


@dataclass(frozen=True, slots=True)
class Derived:
    """How a value is made from others: by a rate, as what a lookup finds, as the status of another field (`of`), or as
    the key of the row that it is made for. `exact` is what the inputs give before it is rounded to `decimals`, a
    fraction where it ends in no decimal; `computed` what that is as published."""

    kind: Literal["rate", "lookup", "status", "row"]
    inputs: Sequence[Input]
    rate: str = ""
    of: str = ""
    titles: Words | None = None
    formula: Words | None = None
    decimals: int | None = None
    exact: str | None = None
    computed: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """A published value: `derived` from others, read at its `origin`, or written by the run itself (`report`);
    `repeated` where the same explanation says so at another place."""

    table: str
    key: str
    field: str
    titles: Words
    value: str | None
    unit: str
    status: Status | None = None
    derived: Derived | None = None
    origin: Origin | None = None
    report: str = ""
    repeated: bool = False


def document(explained: Explained) -> Mapping[str, object]:
    """The same as plain JSON."""
    import msgspec

    made: dict[str, object] = msgspec.to_builtins(dataclasses.asdict(explained))
    return made

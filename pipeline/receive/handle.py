"""One piece of a raw table, through the stages that need nothing but it: anywhere, and in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.correct import Made, correct, published
from pipeline.interpret.tables import interpret_part
from pipeline.interpret.units import Units
from pipeline.package.descriptor import Identity
from pipeline.package.models import Schema
from pipeline.problem import Problem, failed
from pipeline.read.pieces import Piece
from pipeline.read.received import Received, rows
from pipeline.record import Correction
from pipeline.table import Table
from pipeline.tally import bounded
from pipeline.validate import validate_part
from pipeline.validate.identities import Share, shares_of
from pipeline.validate.keys import Key
from pipeline.validate.structure import header_of, told_once

if TYPE_CHECKING:
    from pipeline.validate.hashes import Numbers


@dataclass(frozen=True, slots=True)
class Step:
    """What it takes to handle a piece of one raw table. Without `units`, or with another header than its schema's, it
    is not interpreted; its rows are `kept` where they go on."""

    received: Received
    raw: Schema
    published: Schema
    units: Units | None
    corrections: Sequence[Correction]
    keys: Sequence[Key]
    identities: Mapping[int, Identity]
    kept: bool

    @property
    def interpreted(self) -> bool:
        """Whether anything is asked of its rows beyond what the raw schema says."""
        return self.kept or bool(self.identities) or any(f.notation for f in self.raw.fields)


@dataclass(slots=True)
class Part:
    """What a piece gives. `broken`: it could not be read, and its table cannot be used."""

    broken: list[Problem] = field(default_factory=list)
    found: list[Problem] = field(default_factory=list)
    unread: list[Problem] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    rows: int = 0
    numbers: Mapping[Key, Numbers] = field(default_factory=dict)
    table: Table | None = None
    interpreted: Table | None = None
    changes: pa.Table | None = None
    shares: Mapping[tuple[int, bool], Share] = field(default_factory=dict)


def handle(step: Step, piece: Piece) -> Part:
    """Reads, corrects, validates and interprets a piece of a raw table."""
    received, broken = rows(step.received, piece)
    if failed(broken):
        return Part(bounded(broken))
    table, made = correct(received, step.raw, step.corrections)
    checked = validate_part(table, step.raw, step.keys)
    found = told_once(checked.problems)
    part = Part(bounded(broken), found, [], made, table.frame.num_rows, checked.numbers, table)
    if step.units and step.interpreted and list(table.labels) == header_of(step.raw):
        schemas = step.raw, step.published
        interpreted, part.changes, part.unread = interpret_part(table, *schemas, step.units, received)
        part.made = [published(one, interpreted, *schemas) for one in made]
        part.shares = shares_of(interpreted, step.identities)
        part.interpreted = interpreted if step.kept else replace(interpreted, frame=interpreted.frame.slice(0, 0))
    return part

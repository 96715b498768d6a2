"""The first half of the route: raw tables, piece by piece, to rows in the shape of the published tables.

What is true of a piece alone is found by `handle`, anywhere and in any order; what is true of all of them, afterwards.
"""

from __future__ import annotations

import functools
import itertools
import sys
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.correct import CORRECTIONS, Made, correct, declared, settled
from pipeline.engine import Engine, in_order
from pipeline.errors import Stop
from pipeline.fetched import fetched
from pipeline.files import Mark, is_still
from pipeline.interpret.unit_table import units_of
from pipeline.interpret.units import Units
from pipeline.package import Package
from pipeline.places import Place, at_source, referring, required
from pipeline.problem import Problem, failed
from pipeline.read import marks, open_raw, read_declared
from pipeline.read.pieces import Piece
from pipeline.read.received import Received, rows, some_rows, whole
from pipeline.receive.handle import Part, Step, handle
from pipeline.record import Correction, Run
from pipeline.skipped import skipped
from pipeline.spool import Spool
from pipeline.table import Table, joined, sliced, taken
from pipeline.tally import Tally
from pipeline.undecided import undecided
from pipeline.unpublished import unpublished
from pipeline.validate import by_place
from pipeline.validate.identities import Share, problem_of, results_of
from pipeline.validate.keys import Ledger, key_problems, keys_of
from pipeline.validate.structure import header_of, header_problems

RECENT = 128 << 20
"""Bytes of a raw table that stay in memory, for what is wrong with it only beside other rows or tables."""
ROWS = 16_384
"""Rows that go on together: of what is made of them, several parts are in memory at once."""
Say = Callable[[str, int], None]
"""Told after each stage: its name, and how many tables, rows or files it handled."""


@dataclass(slots=True)
class Source:
    """A raw table and what its pieces have given so far; `marks` by what its files are known."""

    step: Step
    marks: Mapping[str, Mark]
    pieces: list[Piece] = field(default_factory=list)
    ledger: Ledger = field(default_factory=Ledger)
    shares: list[Mapping[tuple[int, bool], Share]] = field(default_factory=list)
    interpreted: Spool = field(default_factory=Spool)
    recent: dict[int, Table] = field(default_factory=dict)
    broken: bool = False
    rows: int = 0

    def again(self, number: int) -> Table:
        """The rows of a piece, corrected, once more; of the first pieces they are still there. Raises Stop with
        E-FILE-CHANGED where its file is another one since."""
        if number in self.recent:
            return self.recent[number]
        table, _ = rows(self.step.received, self._still(number), text=True)
        return correct(table, self.step.raw, self.step.corrections)[0]

    def some(self, number: int, wanted: Sequence[int]) -> Table:
        """The same of some rows of a piece, by their numbers in it."""
        if number in self.recent:
            return taken(self.recent[number], wanted)
        table = some_rows(self.step.received, self._still(number), wanted)
        return correct(table, self.step.raw, self.step.corrections)[0]

    def _still(self, number: int) -> Piece:
        piece = self.pieces[number]
        file = self.step.received.files[piece.file]
        if not is_still(file.place, self.marks.get(file.path)):
            raise Stop([Problem("E-FILE-CHANGED", file=file.path)])
        return piece

    def whole(self) -> Table:
        """All its rows, corrected."""
        return joined([self.step.received.described, *(self.again(number) for number in range(len(self.pieces)))])

    def around(self, places: set[Place]) -> Iterator[Table]:
        """The parts in which there are these rows."""
        lines: dict[str, set[int]] = {}
        for file, line in places:
            lines.setdefault(file, set()).add(line)
        for number, (piece, after) in enumerate(itertools.zip_longest(self.pieces, self.pieces[1:])):
            end = after.line if after and after.file == piece.file else sys.maxsize
            wanted = lines.get(self.step.received.files[piece.file].path, ())
            if any(piece.line <= line < end for line in wanted):
                yield self.again(number)


def receive(
    run: Run, package: Package, say: Say, kept: Collection[str], engine: Engine = in_order
) -> dict[str, Source]:
    """Every raw table read, corrected, validated, interpreted and reconciled, piece by piece by the engine. What is
    found goes into the run; given back are the tables that could be read, those of `kept` with their rows."""
    run.marks = marks(package)
    received, broken = open_raw(package)
    run.received = {n: ({f.path: f.place for f in one.files}, one.described) for n, one in received.items()}
    run.fetched, unlike = fetched(package)
    run.corrected, wrong = read_declared(package.root, CORRECTIONS)
    corrections, undeclared = declared(run.corrected, received, package)
    units, unread = _units(received, corrections, package)
    sources = {n: Source(_step(one, package, units, corrections, n in kept), run.marks) for n, one in received.items()}
    broken_parts, found, unread_cells = Tally(), Tally(), Tally()
    made: list[Made] = []
    for source in sources.values():
        found.add(header_problems(source.step.received.described, source.step.raw))
        for part in engine(functools.partial(handle, source.step), source.step.received.noted(source.pieces)):
            broken_parts.add(part.broken)
            found.add(part.found)
            unread_cells.add(part.unread)
            made += part.made
            _keep(part, source, run)
    run.corrections, run.changed, unmade = settled(corrections, made, run.corrected)
    run.problems += [required(problem, package) for problem in (*broken, *broken_parts.said())]
    run.problems += [*unlike, *wrong, *undeclared, *unmade, *unread, *unread_cells.said()]
    run.problems += [*undecided(package), *unpublished(package)]
    say("read", len(received))
    say("interpret", len(run.changed) + run.changes.rows)
    sources = {name: source for name, source in sources.items() if not source.broken}
    read = {name for name, source in sources.items() if source.shares or not source.step.interpreted}
    run.rows = {name: source.rows for name, source in sources.items()}
    run.problems += _validated(found, sources, package)
    say("validate", sum(source.rows for source in sources.values()))
    sound = _reconcile(run, sources, package)
    say("reconcile", len(run.results))
    if run.failed:
        run.problems += skipped(package, {name for name in package.raw if name not in read}, sound)
    return sources


def _step(
    received: Received, package: Package, units: Units | None, corrections: Sequence[Correction], kept: bool
) -> Step:
    name = received.name
    return Step(
        received,
        package.raw[name],
        package.published[name],
        units,
        [correction for correction in corrections if correction.resource == name],
        keys_of(name, package.raw),
        {n: i for n, i in enumerate(package.descriptor.pipeline.identities) if name in (i.table, i.of)},
        kept,
    )


def _units(
    received: Mapping[str, Received], corrections: Sequence[Correction], package: Package
) -> tuple[Units | None, list[Problem]]:
    """The units, from their own raw table; none where it cannot be read or has another header than its schema's:
    validation says why."""
    name = package.descriptor.pipeline.units
    if name not in received:
        return None, []
    table, problems = whole(received[name])
    if problems or list(table.labels) != header_of(package.raw[name]):
        return None, []
    return units_of(correct(table, package.raw[name], corrections)[0], package.raw[name])


def _keep(part: Part, source: Source, run: Run) -> None:
    source.broken |= failed(part.broken)
    source.rows += part.rows
    if part.table is not None and sum(table.frame.nbytes for table in source.recent.values()) < RECENT:
        source.recent[source.ledger.parts] = part.table
    source.ledger.add(part.numbers)
    if part.interpreted is not None and part.changes is not None:
        for rows_of_part in sliced(part.interpreted, ROWS) if source.step.kept else ():
            source.interpreted.append(rows_of_part)
        source.shares.append(part.shares)
        run.changes.append(Table("changes", part.changes))


def _validated(found: Tally, sources: Mapping[str, Source], package: Package) -> list[Problem]:
    """With the problems of keys, in order."""
    ledgers = {name: source.ledger for name, source in sources.items()}
    files = [path for source in sources.values() for path in source.step.received.paths]
    repeated = key_problems(ledgers, package.raw, lambda name, number, wanted: sources[name].some(number, wanted))
    known = set(files)
    found.add(repeated)
    return referring(by_place([problem for problem in found.said() if problem.file in known], files), package)


def _reconcile(run: Run, sources: Mapping[str, Source], package: Package) -> Mapping[str, Source]:
    """Of the tables without an error, which are given back."""
    wrong = {problem.file for problem in run.problems if problem.severity == "error"}
    sound = {n: s for n, s in sources.items() if wrong.isdisjoint(s.step.received.paths)}
    shares = {name: source.shares for name, source in sound.items() if source.shares}
    run.results = results_of(shares, package.descriptor.pipeline.identities)
    heads = {name: source.step.received.described for name, source in sources.items()}
    problems = [problem_of(r, heads[r.identity.table]) for r in run.results if r.verdict != "equal"]
    run.problems += at_source(problems, heads, lambda name, places: sources[name].around(places), package)
    return sound

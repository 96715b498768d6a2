"""Where a value was read: its raw table is read and interpreted again, as the build did, up to its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.correct import CORRECTIONS, Made, correct, declared
from pipeline.errors import Stop
from pipeline.interpret.tables import interpret_part
from pipeline.interpret.unit_table import units_of
from pipeline.interpret.units import Units
from pipeline.package import Package
from pipeline.problem import Problem, failed
from pipeline.read import open_known, read_declared
from pipeline.read.received import Received, rows, whole
from pipeline.table import Table
from pipeline.validate.structure import header_of


@dataclass(frozen=True, slots=True)
class Read:
    """Some rows of a raw table: as received, corrected, and interpreted; how many interpreted ones stand before them,
    in other pieces."""

    before: int
    received: Table
    corrected: Table
    interpreted: Table
    made: Sequence[Made]


class Origins:
    """The raw tables of a release. What was read last of each is kept: who asks for a row asks for its neighbours."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._last: dict[str, Read] = {}
        listed, problems = read_declared(package.root, CORRECTIONS)
        self.corrections, wrong = declared(listed, package.raw_sources(), package)
        self.corrections_file = listed.file if listed else ""
        if problems or wrong:
            raise Stop([*problems, *wrong])
        self._units = self._known_units()

    def row(self, name: str, number: int, published: Mapping[str, str | None]) -> tuple[Read, int]:
        """The piece of the raw table in which the published row `number` was read, and the index of its raw row there.
        Raises Stop with E-RELEASE-FORM where the raw table does not give that row, and what is wrong with its file."""
        last = self._last.get(name)
        if last is None or not last.before <= number < last.before + last.interpreted.frame.num_rows:
            for last in self._pieces(name):
                if number < last.before + last.interpreted.frame.num_rows:
                    break
            if last is None or number >= last.before + last.interpreted.frame.num_rows:
                raise Stop([_other(name, number)])
            self._last[name] = last
        index = number - last.before
        [given] = last.interpreted.frame.slice(index, 1).to_pylist()
        if any(published[field] != text for field, text in given.items()):
            raise Stop([_other(name, number)])
        return last, self._raw_index(name, last, index)

    def _pieces(self, name: str) -> Iterator[Read]:
        package, before = self._package, 0
        received = self._opened(name)
        for piece in received.pieces():
            table, problems = rows(received, piece)
            if failed(problems):
                raise Stop(problems)
            corrected, made = correct(table, package.raw[name], self.corrections)
            schemas = package.raw[name], package.published[name]
            interpreted, _, unread = interpret_part(corrected, *schemas, self._units, table)
            if unread:
                raise Stop(unread)
            yield Read(before, table, corrected, interpreted, made)
            before += interpreted.frame.num_rows

    def _opened(self, name: str) -> Received:
        package = self._package
        return open_known(package.root, name, package.raw_sources()[name], header_of(package.raw[name]))

    def _known_units(self) -> Units:
        name = self._package.descriptor.pipeline.units
        table, _ = whole(self._opened(name))
        return units_of(correct(table, self._package.raw[name], self.corrections)[0], self._package.raw[name])[0]

    def _raw_index(self, name: str, read: Read, index: int) -> int:
        """The raw row of an interpreted one. A cell with several quantities gives several rows, and a line of a wide
        table has several raw rows: those of the line are interpreted one by one."""
        corrected, lines = read.corrected, read.interpreted.lines
        if read.interpreted.frame.num_rows == corrected.frame.num_rows:
            return index
        line = lines[index]
        ordinal = sum(1 for one in range(index) if lines[one] == line)
        for raw in (raw for raw, of_line in enumerate(corrected.lines) if of_line == line):
            alone = replace(corrected, frame=corrected.frame.slice(raw, 1), lines=[line])
            alone = replace(alone, last_columns=corrected.last_columns[raw : raw + 1], ragged=None)
            schemas = self._package.raw[name], self._package.published[name]
            count = interpret_part(alone, *schemas, self._units)[0].frame.num_rows
            if ordinal < count:
                return raw
            ordinal -= count
        raise Stop([_other(name, read.before + index)])


def _other(name: str, number: int) -> Problem:
    facts = {"reason": "the raw table does not give this row"}
    return Problem("E-RELEASE-FORM", file=f"data/{name}.csv", row=number + 2, facts=facts)

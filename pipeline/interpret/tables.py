"""The stage: raw tables to tables of the published shape (without derived fields), and the audit."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from pipeline.arrays import empty_as_null, filled, key_texts, pc, strings
from pipeline.interpret.canonical import canonical_cells
from pipeline.interpret.notations import NEUTRAL, Options, Reading, read
from pipeline.interpret.quantities import Unread
from pipeline.interpret.units import Units
from pipeline.package.models import Field, Notation, Schema, values_of
from pipeline.problem import Problem
from pipeline.record import CHANGES
from pipeline.table import Table
from pipeline.tally import bounded

_NOTHING = Reading({}, {})


def interpret_part(
    table: Table, raw: Schema, published: Schema, known: Units, received: Table | None = None
) -> tuple[Table, pa.Table, list[Problem]]:
    """These rows of a raw table in the shape of the published one; the changes made, with the fields of `Change` as
    columns; and what cannot be read (E-QUANTITY, E-UNIT, E-PHRASE and others of a notation). A field that publishes a
    printed text has it as `received`, before corrections."""
    texts = {name: _text(table, raw, position) for position, name in enumerate(raw.names)}
    printed = received or table
    corrected = enumerate(raw.fields) if printed is not table else ()
    copied = texts | {f.name: _text(printed, raw, at) for at, f in corrected if f.notation}
    plain = {f.name: canonical_cells(copied[f.name], f.type, f.true_values, f.false_values) for f in raw.fields}
    taken = _taken_parts(published)
    read = {
        f.name: _Readings(texts[f.name], _cell_reader(f.notation, taken.get(f.name, frozenset()), known))
        for f in raw.fields
        if f.notation
    }
    problems = bounded(
        Problem(got.code, table.file, table.sheet, table.line(index), name, table.column(index, at), text, got.facts)
        for at, name in enumerate(raw.names)
        if name in read
        for index, got, text in read[name].unread()
    )
    problems.sort(key=lambda p: (p.row or sys.maxsize, p.column or 0))
    columns = _Columns(texts, copied, plain, read, *_spread([several.counts() for several in read.values()]))
    frame = pa.table({f.name: columns.value(f) for f in published.fields if f.derivation is None})
    lines = table.lines if columns.rows is None else [table.lines[row] for row in columns.rows.to_pylist()]
    made = Table(table.name, frame, table.file, table.sheet, lines, frame.column_names)
    return made, _changes(made, published, columns), problems


class _Readings:
    """What the cells of a column say, each distinct text read once."""

    def __init__(self, cells: Any, read: Callable[[str], tuple[Reading, ...] | Unread]) -> None:
        encoded = cells.dictionary_encode()
        self._texts, self._codes = encoded.dictionary.to_pylist(), encoded.indices
        self._read = [read(text) for text in self._texts]
        self._several = [(_NOTHING,) if isinstance(got, Unread) else got for got in self._read]

    def unread(self) -> Iterator[tuple[int, Unread, str]]:
        """Row, reason and text of each cell that cannot be read."""
        wrong = {code: got for code, got in enumerate(self._read) if isinstance(got, Unread)}
        for row, code in enumerate(self._codes.to_pylist() if wrong else ()):
            if code in wrong:
                yield row, wrong[code], self._texts[code]

    def counts(self) -> Any:
        """How many quantities each row has; None where each has one."""
        counts = [len(several) for several in self._several]
        return None if set(counts) <= {1} else pa.array(counts).take(self._codes)

    def take(self, get: Callable[[Reading], str | None], rows: Any, numbers: Any) -> Any:
        """What `get` has of the reading of each row; of one with several, that of its number, or the last."""
        if rows is None:
            return strings([get(several[0]) for several in self._several]).take(self._codes)
        codes = self._codes.take(rows).to_pylist()
        several = ((self._several[code], number) for code, number in zip(codes, numbers.to_pylist(), strict=True))
        return strings([get(some[min(number, len(some) - 1)]) for some, number in several])


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a raw table by field: their texts; those that are `copied`, as received, and `plain`, as they are
    published; what is read in those of a notation. Then the row that each published one comes from, and its number
    among those of that row; None where they are the same, one for one."""

    texts: Mapping[str, Any]
    copied: Mapping[str, Any]
    plain: Mapping[str, Any]
    read: Mapping[str, _Readings]
    rows: Any
    numbers: Any

    def value(self, field: Field) -> Any:
        """The cells of a published field."""
        source, part = field.source
        if part:
            return self.read[source].take(lambda reading: reading.parts.get(part) or None, self.rows, self.numbers)
        return empty_as_null(self._placed(self.plain[source]))

    def changed(self, field: Field, value: Any) -> tuple[Any, Any, Any] | None:
        """Of these cells of a published field: which of them are not what is printed, that, and the rule of each. None
        where none is."""
        source, part = field.source
        if part:
            rules = self.read[source].take(lambda reading: reading.rules.get(part) or None, self.rows, self.numbers)
            return pc.and_(pc.is_valid(rules), pc.is_valid(value)), self._placed(self.texts[source]), rules
        if self.plain[source] is self.copied[source]:
            return None
        printed = self._placed(self.copied[source])
        return pc.fill_null(pc.not_equal(value, printed), False), printed, pa.repeat("canonical", len(value))

    def _placed(self, cells: Any) -> Any:
        return cells if self.rows is None else cells.take(self.rows)


def _spread(counts: Sequence[Any]) -> tuple[Any, Any]:
    """The `rows` and `numbers` of columns that have so many quantities in each row."""
    several = [count for count in counts if count is not None]
    if not several:
        return None, None
    most = functools.reduce(pc.max_element_wise, several).to_pylist()
    rows = pa.array([row for row, count in enumerate(most) for _ in range(count)], pa.int64())
    return rows, pa.array([number for count in most for number in range(count)], pa.int64())


def _text(table: Table, raw: Schema, position: int) -> Any:
    """The cells of a column as received; a missing value is empty."""
    cells: Any = filled(table.frame.column(position).combine_chunks(), "")
    missing = [value for value in values_of(raw.missing_values) if value]
    return pc.if_else(pc.is_in(cells, value_set=strings(missing)), "", cells) if missing else cells


def _cell_reader(
    notation: Notation, taken: frozenset[str], known: Units
) -> Callable[[str], tuple[Reading, ...] | Unread]:
    """Reads a cell in its notation. E-PART-LOST where a part is printed that is not among those `taken`."""
    options = Options(known, notation.phrases, notation.otherwise, notation.unit, notation.unit_optional)

    def read_cell(text: str) -> tuple[Reading, ...] | Unread:
        got = read(notation.kind, text, options)
        lost = "" if isinstance(got, Unread) else _lost(got, taken, notation)
        return Unread("E-PART-LOST", lost) if lost else got

    return read_cell


def _taken_parts(published: Schema) -> dict[str, frozenset[str]]:
    """The parts of each raw field that published fields take."""
    taken: dict[str, frozenset[str]] = {}
    for field in published.fields:
        source, dot, part = (field.from_ or "").partition(".")
        if dot:
            taken[source] = taken.get(source, frozenset()) | {part}
    return taken


def _lost(readings: tuple[Reading, ...], taken: frozenset[str], notation: Notation) -> str:
    """The first part that is printed and that no published field takes, so that publishing would lose it; the step of a
    number is not printed, and a declared unit or `otherwise` is what the field is about."""
    expected = {**NEUTRAL, "unit": notation.unit, "phrase": notation.otherwise}
    for reading in readings:
        for part, text in reading.parts.items():
            if part not in taken and part != "step" and text not in ("", expected.get(part)):
                return f"{part}={text}"
    return ""


def _changes(made: Table, published: Schema, columns: _Columns) -> pa.Table:
    """Each published value that is not the printed text, row by row, in the order of the fields."""
    frame, found = made.frame, []
    for position, field in enumerate(published.fields):
        if field.derivation:
            continue
        value = frame.column(field.name).combine_chunks()
        if of_field := columns.changed(field, value):
            changed, printed, rules = of_field
            at = pc.indices_nonzero(changed).cast(pa.int64())
            told = {"index": at, "position": pa.repeat(position, len(at)), "rule": rules.take(at)}
            found.append(pa.table(told | {"printed": printed.take(at), "value": value.take(at)}))
    if not any(part.num_rows for part in found):
        return pa.table({name: pa.array([], kind) for name, kind in CHANGES.items()})
    all_found: Any = pa.concat_tables(found).sort_by([("index", "ascending"), ("position", "ascending")])
    indices: list[int] = all_found.column("index").to_pylist()
    positions: list[int] = all_found.column("position").to_pylist()
    parts = [frame.column(n) if n in made.labels else pa.repeat("", len(frame)) for n in published.primary_key]
    told = {
        "file": pa.repeat(made.file, len(indices)),
        "sheet": pa.repeat(made.sheet, len(indices)),
        "row": pa.array([made.lines[index] for index in indices], pa.int64()),
        "field": strings([published.fields[position].source[0] for position in positions]),
        "table": pa.repeat(made.name, len(indices)),
        "key": key_texts(parts).take(all_found.column("index")) if parts else pa.repeat("", len(indices)),
        "published_field": strings([published.fields[position].name for position in positions]),
    }
    told |= {name: all_found.column(name) for name in ("printed", "value", "rule")}
    return pa.table({name: told[name] for name in CHANGES})

"""The stage: corrections of the source, declared one by one, made in the raw tables before they are read further.

A correction says what the source holds. Where the source was mended since, and holds what the correction says, nothing
is left to be made of it, and it stays as the reason why what was published is another value now; where it holds
something else, the correction is wrong, and the build stops. Every correction is in the audit and in the provenance of
what it changed. What the source prints is published as it prints it: corrected is what it is read as.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pipeline.arrays import key_texts, strings
from pipeline.package import Package
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.record import Change, Correction
from pipeline.table import Table

CORRECTIONS = "corrections.csv"
CORRECTED = "correction#row="
"""What the rule of an entry in the audit begins with, if a correction made it; the rest is its row in their file."""
COLUMNS = ("resource", "key", "field", "expected", "value", "reason_ja", "reason_en", "confirmed_by", "date")
_NEEDED = ("resource", "key", "field", "reason_ja", "reason_en", "confirmed_by", "date")
Made = tuple[Correction, Sequence[Change] | Problem]
"""A correction, and what came of it in a row that has its key: at first what it changed in the raw table, then in what
is published of it."""


def declared(listed: Table | None, tables: Collection[str], package: Package) -> tuple[list[Correction], list[Problem]]:
    """The corrections of the raw `tables` in the file of corrections, if there is one.

    Problems: E-CORRECTION (the correction names nothing that there is, or is not complete).
    """
    corrections, problems = list[Correction](), list[Problem]()
    if listed is None:
        return corrections, problems
    if tuple(listed.labels) != COLUMNS:
        facts = {"reason": f"the columns must be {', '.join(COLUMNS)}"}
        return corrections, [Problem("E-CORRECTION", listed.file, row=1, facts=facts)]
    for index, row in enumerate(listed.rows()):
        said = {name: row[str(position)] or "" for position, name in enumerate(COLUMNS)}
        correction = Correction(**said, row=index + 2, file="", line=0)  # its place is known once it is made
        more = len((listed.ragged or {}).get(index, ())) > len(COLUMNS)  # the comma of a reason, without quotes
        beyond = Problem("E-CORRECTION", facts={"reason": "more cells than columns"}) if more else None
        wrong = beyond or _wrong(correction, tables, package)
        if wrong:
            problems.append(replace(wrong, file=listed.file, row=listed.line(index)))
        else:
            corrections.append(correction)
    return corrections, problems


def _wrong(correction: Correction, tables: Collection[str], package: Package) -> Problem | None:
    missing = [name for name in _NEEDED if not getattr(correction, name)]
    if missing:
        return Problem("E-CORRECTION", facts={"reason": f"empty: {', '.join(missing)}"})
    if not re.fullmatch("[0-9]{4}-[01][0-9]-[0-3][0-9]", correction.date):
        return Problem("E-CORRECTION", field="date", cell=correction.date, facts={"reason": "not a date: YYYY-MM-DD"})
    if correction.resource not in tables:
        return Problem("E-CORRECTION", field="resource", facts={"reason": f"no raw table of {correction.resource!r}"})
    if correction.field not in package.raw[correction.resource].names:
        reason = f"no field {correction.field!r} in {correction.resource!r}"
        return Problem("E-CORRECTION", field="field", facts={"reason": reason})
    return None


def correct(table: Table, schema: Schema, corrections: Sequence[Correction]) -> tuple[Table, list[Made]]:
    """These rows of a raw table with its corrections: the `key` of one holds the values of the raw primary key, parted
    by `/`. Where the source does not hold what it says, E-CORRECTION-EXPECTED, and the cell stays."""
    made: list[Made] = []
    ours = [correction for correction in corrections if correction.resource == table.name]
    names = schema.names
    if not ours or len(table.labels) != len(names):
        return table, made
    parts = [table.frame.column(names.index(name)) for name in schema.primary_key]
    keys = key_texts(parts).to_pylist()
    for correction in ours:
        for index in (index for index, key in enumerate(keys) if key == correction.key):
            position = names.index(correction.field)
            cells = table.frame.column(position).to_pylist()
            received = cells[index] or ""
            if received not in (correction.expected, correction.value):
                facts = {"expected": correction.expected, "place": f"{table.file}:{table.line(index)}"}
                problem = Problem("E-CORRECTION-EXPECTED", field="expected", cell=received, facts=facts)
                made.append((correction, problem))
                continue
            cells[index] = correction.value
            frame = table.frame.set_column(position, table.frame.column_names[position], [strings(cells)])
            table = replace(table, frame=frame)
            placed = replace(correction, file=table.file, line=table.line(index) or 0)
            made.append((placed, [_change(correction, table, index, received)]))
    return table, made


def published(made: Made, interpreted: Table, raw: Schema, schema: Schema) -> Made:
    """The same of the published rows and fields that the corrected cell became, if it became any. A field that holds
    what the source prints, beside what that is read as, is as it was; and has its reason once the source is mended."""
    correction, outcome = made
    if isinstance(outcome, Problem):
        return made
    [change] = outcome
    read = any(f.notation for f in raw.fields if f.name == correction.field) and change.printed != change.value
    fields = [
        f.name
        for f in schema.fields
        if not f.derivation and f.source[0] == correction.field and not (read and not f.source[1])
    ]
    rows = interpreted.rows() if fields else []
    keys = [schema.key_of(row) for row in rows]
    lines = (interpreted.line(index) for index in range(len(rows)))
    reached = [key for key, line in zip(keys, lines, strict=True) if line == correction.line]
    changes = [replace(change, key=key, published_field=field) for key in reached for field in fields]
    return correction, changes or outcome


def _change(correction: Correction, table: Table, index: int, received: str) -> Change:
    return Change(
        *table.place(index),
        field=correction.field,
        printed=received,
        table=correction.resource,
        key=correction.key,
        published_field=correction.field,
        value=correction.value,
        rule=f"{CORRECTED}{correction.row}",
    )


def settled(
    corrections: Sequence[Correction], made: Iterable[Made], listed: Table | None
) -> tuple[list[Correction], list[Change], list[Problem]]:
    """The corrections that were made, of all rows of all tables. E-CORRECTION where none or several have the key."""
    found: dict[int, list[Made]] = {}
    for one in made:
        found.setdefault(one[0].row, []).append(one)
    done, changes, problems = list[Correction](), list[Change](), list[Problem]()
    for correction in corrections:
        assert listed, "there are corrections"
        several, place = found.get(correction.row, []), (listed.file, "", listed.line(correction.row - 2))
        if len(several) != 1:
            reason = f"{len(several)} rows with the key {correction.key!r}"
            problems.append(Problem("E-CORRECTION", *place, "key", facts={"reason": reason}))
            continue
        [(with_line, outcome)] = several
        if isinstance(outcome, Problem):
            problems.append(replace(outcome, file=place[0], row=place[2]))
        else:
            done.append(with_line)
            changes += outcome
    return done, changes, problems

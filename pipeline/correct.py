"""The stage: corrections of the source, declared one by one, made in the raw tables before they are read further.

A correction says what the source holds; where it holds something else, the source was mended or the correction is
wrong, and the build stops. Every correction is in the audit and in the provenance of what it changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.package import Package
from pipeline.problem import Problem
from pipeline.record import Change, Correction
from pipeline.table import Table, frame

COLUMNS = ("resource", "key", "field", "expected", "value", "reason_ja", "reason_en", "confirmed_by", "date")
_NEEDED = ("resource", "key", "field", "reason_ja", "reason_en", "confirmed_by", "date")


def correct(
    raw: Mapping[str, Table], listed: Table | None, package: Package
) -> tuple[dict[str, Table], list[Correction], list[Change], list[Problem]]:
    """The raw tables with their corrections. `listed` is the file of corrections, if there is one: its `key` holds
    the values of the raw primary key, parted by `/`.

    Problems: E-CORRECTION (the correction names nothing that there is, or is not complete),
    E-CORRECTION-EXPECTED (the source does not hold what it says).
    """
    tables, corrections, changes, problems = dict(raw), list[Correction](), list[Change](), list[Problem]()
    if listed is None:
        return tables, corrections, changes, problems
    if tuple(listed.labels) != COLUMNS:
        facts = {"reason": f"the columns must be {', '.join(COLUMNS)}"}
        return tables, corrections, changes, [Problem("E-CORRECTION", listed.file, row=1, facts=facts)]
    for index, row in enumerate(listed.rows()):
        said = {name: row[str(position)] or "" for position, name in enumerate(COLUMNS)}
        correction = Correction(**said, row=index + 2, line=0)  # the line is known once it is made
        made = _corrected(correction, tables, package)
        if isinstance(made, Problem):
            problems.append(replace(made, file=listed.file, row=listed.line(index)))
            continue
        tables[correction.resource], change = made
        corrections.append(replace(correction, line=change.row))
        changes.append(change)
    return tables, corrections, changes, problems


def _corrected(correction: Correction, tables: Mapping[str, Table], package: Package) -> tuple[Table, Change] | Problem:
    missing = [name for name in _NEEDED if not getattr(correction, name)]
    if missing:
        return Problem("E-CORRECTION", facts={"reason": f"empty: {', '.join(missing)}"})
    if not re.fullmatch("[0-9]{4}-[01][0-9]-[0-3][0-9]", correction.date):
        return Problem("E-CORRECTION", field="date", cell=correction.date, facts={"reason": "not a date: YYYY-MM-DD"})
    if correction.resource not in tables:
        return Problem("E-CORRECTION", field="resource", facts={"reason": f"no raw table of {correction.resource!r}"})
    table, schema = tables[correction.resource], package.raw[correction.resource]
    names = [field.name for field in schema.fields]
    if correction.field not in names:
        reason = f"no field {correction.field!r} in {correction.resource!r}"
        return Problem("E-CORRECTION", field="field", facts={"reason": reason})
    rows = [list(row.values()) for row in table.rows()]
    keys = ["/".join(row[names.index(name)] or "" for name in schema.primary_key) for row in rows]
    if keys.count(correction.key) != 1:
        reason = f"{keys.count(correction.key)} rows with the key {correction.key!r}"
        return Problem("E-CORRECTION", field="key", facts={"reason": reason})
    index, position = keys.index(correction.key), names.index(correction.field)
    received = rows[index][position] or ""
    if received != correction.expected:
        facts = {"expected": correction.expected, "place": f"{table.file}:{table.line(index)}"}
        return Problem("E-CORRECTION-EXPECTED", field="expected", cell=received, facts=facts)
    rows[index][position] = correction.value
    change = Change(
        *table.place(index),
        field=correction.field,
        printed=received,
        table=correction.resource,
        key=correction.key,
        published_field=correction.field,
        value=correction.value,
        rule="correction",
    )
    return replace(table, frame=frame(table.frame.column_names, rows)), change

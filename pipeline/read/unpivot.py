"""A wide table made long: a row for each cell beside the columns that stay."""

from __future__ import annotations

from dataclasses import replace

from pipeline.package.descriptor import Unpivot
from pipeline.problem import Problem
from pipeline.table import Table, frame


def missing_columns(table: Table, declared: Unpivot) -> list[Problem]:
    """E-UNPIVOT for each column that stays and that the table does not have."""
    missing = [label for label in declared.keep if label not in table.labels]
    facts, place = {"labels": ", ".join(table.labels)}, (table.file, table.sheet, table.header_row)
    return [Problem("E-UNPIVOT", *place, cell=label, facts=facts) for label in missing]


def unpivot(table: Table, declared: Unpivot) -> Table:
    """The long table; each of its rows knows the line and the column of its cell. An empty cell makes none, which
    `blank_cells` says.

    Cells beyond the header are left for validation to find (`ragged`).
    """
    kept = [table.labels.index(label) for label in declared.keep]
    spread = [position for position in range(len(table.labels)) if position not in kept]
    cells: list[list[str | None]] = []
    lines: list[int] = []
    columns: list[int] = []
    for index, row in enumerate(table.rows()):
        for position in spread:
            cell = row[str(position)]
            if cell:
                cells.append([*(row[str(at)] for at in kept), table.labels[position], cell])
                lines.append(table.lines[index])
                columns.append(table.column(index, position))
    labels = [*declared.keep, declared.name, declared.value]
    grid = frame([str(position) for position in range(len(labels))], cells)
    return replace(table, frame=grid, lines=lines, labels=labels, last_columns=columns)


def blank_cells(table: Table, declared: Unpivot) -> list[Problem]:
    """I-CELL-BLANK for each empty cell of the wide table of which no row is made. Rows that are empty say nothing."""
    spread = [position for position, label in enumerate(table.labels) if label not in declared.keep]
    return [
        Problem("I-CELL-BLANK", *table.place(index), declared.value, table.column(index, position), "", facts)
        for index, row in enumerate(table.rows())
        if any(row.values())
        for position in spread
        if not row[str(position)] and position < len((table.ragged or {}).get(index, table.labels))
        for facts in ({"label": table.labels[position]},)
    ]

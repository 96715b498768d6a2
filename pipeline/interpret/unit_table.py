"""The units of a project, from the raw table that lists them."""

from __future__ import annotations

from pipeline.interpret.units import Units, units
from pipeline.package.models import Schema, values_of
from pipeline.problem import Problem
from pipeline.table import Table


def units_of(table: Table, schema: Schema) -> tuple[Units, list[Problem]]:
    """From the raw table of units: fields unit, printed_forms (separated by ;) and counted (true or another of its true
    values). E-UNIT-DOUBLE where a form would be two units."""
    true_values = next(field.true_values for field in schema.fields if field.name == "counted")
    missing = values_of(schema.missing_values)
    forms: dict[str, str] = {}
    counted: set[str] = set()
    problems: list[Problem] = []
    for line, cells in zip(table.lines, table.rows(), strict=True):
        texts = ["" if cell is None or cell in missing else cell for cell in cells.values()]
        row = dict(zip(schema.names, texts, strict=True))
        for form in filter(None, row["printed_forms"].split(";")):
            if forms.setdefault(form, row["unit"]) != row["unit"]:
                place = (table.file, table.sheet, line, "printed_forms", None, row["printed_forms"])
                problems.append(Problem("E-UNIT-DOUBLE", *place, {"rest": form}))
        counted |= {row["unit"]} if row["counted"] in true_values else set()
    return units(forms, counted), problems

"""The unit table that the package ships, as `interpret` sees it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.interpret.units import Units, units

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def known() -> Units:
    with (ROOT / "raw/units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    forms = {form: row["unit"] for row in rows for form in row["printed_forms"].split(";") if form}
    return units(forms, frozenset(row["unit"] for row in rows if row["counted"] == "true"))

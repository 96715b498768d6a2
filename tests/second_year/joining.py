"""The made-up second year joins a copy of the project by files alone: rows below rows, changes in descriptors."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.package.spoiling import put

HERE = Path(__file__).parent
TABLES = sorted((HERE / "raw").glob("*.csv"))


def join(project: Path) -> None:
    """R6 as it would be added to the project by hand."""
    for table in TABLES:
        raw = project / "raw" / table.name
        header, rows = table.read_text("utf-8").split("\n", 1)
        before = raw.read_text("utf-8")
        assert before.startswith(f"{header}\n"), table.name
        raw.write_text(before + rows, "utf-8", newline="")
    for file, changes in json.loads((HERE / "changes.json").read_text("utf-8")).items():
        for place, value in changes.items():
            put(project, file, place, value)


def correct(project: Path) -> None:
    """A value of R5, corrected when R6 is released."""
    shutil.copy(HERE / "corrections.csv", project)

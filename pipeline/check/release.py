"""A finished release opened as a stranger would, with nothing but its folder."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Stop
from pipeline.problem import Problem

Row = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Release:
    """The descriptor as JSON, and the rows of its tables by name; an empty cell is None."""

    folder: Path
    descriptor: Mapping[str, Any]
    tables: Mapping[str, list[Row]]

    def fields(self, table: str) -> list[dict[str, Any]]:
        resource = next(r for r in self.descriptor["resources"] if r["name"] == table)
        fields: list[dict[str, Any]] = resource["schema"]["fields"]
        return fields


def open_release(folder: Path) -> Release:
    """Read the descriptor and every canonical table (those in `data/`).

    Raises Stop with E-RELEASE where the folder is no release, or its descriptor or a table cannot be read.
    """
    try:
        descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
        paths = {r["name"]: r["path"] for r in descriptor["resources"] if r["path"].startswith("data/")}
        tables = {name: _rows(folder / path) for name, path in paths.items()}
    except (OSError, ValueError, KeyError, TypeError, csv.Error) as error:
        raise Stop([Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": str(error)})]) from error
    return Release(folder, descriptor, tables)


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [{name: cell or None for name, cell in row.items()} for row in csv.DictReader(file, strict=True)]

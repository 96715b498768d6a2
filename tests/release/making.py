"""Releases made for a test: built of a copy of the project, or a folder with a descriptor and canonical tables, as a
build writes them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.build import build
from pipeline.emit.csv import LF, header, lines
from pipeline.package import load
from pipeline.release.sides import Row, Side, opened
from pipeline.table import Table, frame
from tests.conftest import ROOT

BASE = "https://x.jp/"
WORDS = {"ja": "表", "en": "A table"}


def field(name: str, **said: Any) -> dict[str, Any]:
    return {"name": name, "titles": WORDS, **said}


def table(*fields: dict[str, Any], rows: Sequence[Row] = (), key: Sequence[str] = (), **said: Any) -> dict[str, Any]:
    """A table with its rows; what is said more is of its schema, or of the resource (`titles`, `report`)."""
    of_resource: dict[str, Any] = {
        name: said.pop(name) for name in ("titles", "descriptions", "report") if name in said
    }
    keyed = {"primaryKey": list(key)} if key else {}
    return {"rows": rows, "schema": {"fields": list(fields), **keyed, **said}, **of_resource}


def made(folder: Path, version: str = "1.0.0", base: str = BASE, **tables: Mapping[str, Any]) -> Side:
    """The release of these tables, opened."""
    (folder / "data").mkdir(parents=True)
    resources = []
    for name, of in tables.items():
        resource = {key: value for key, value in of.items() if key != "rows"}
        resources.append({"name": name, "path": f"data/{name}.csv", **resource})
        names = [field["name"] for field in of["schema"]["fields"]]
        cells = [[row[name] for name in names] for row in of["rows"]]
        with (folder / "data" / f"{name}.csv").open("wb") as file:
            file.write(header(names, LF))
            for part in lines(Table(name, frame(names, cells)), LF) if cells else ():
                file.write(part)
    descriptor = {"version": version, "pipeline": {"base": base}, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return opened(folder)


def built(folder: Path, *steps: Callable[[Path], None]) -> Path:
    """The release of a copy of the project after these steps."""
    for name in ("raw", "schemas", "queries", "output"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    for step in steps:
        step(folder)
    assert build(load(folder), lambda stage, count: None).published
    return folder / "output"

"""The project's own release, small ones, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import Stop
from tests.bags import seal
from tests.conftest import ROOT

OUTPUT = ROOT / "output"
VERSION = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))["version"]
FILES = {path.relative_to(OUTPUT).as_posix() for path in OUTPUT.rglob("*") if path.is_file()}


def stopped(work: Callable[[], object]) -> list[tuple[str, str | None, str]]:
    with pytest.raises(Stop) as stop:
        work()
    return [(p.code, p.cell, p.facts.get("reason", "")) for p in stop.value.problems]


def small_release(folder: Path, version: str, **files: str) -> Path:
    """A release of a few small files, as its descriptor and manifests say."""
    (folder / "data").mkdir(parents=True)
    document = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))
    contents = {"datapackage.json": json.dumps(document | {"version": version, "resources": []})}
    contents |= {f"data/{name}.csv": text for name, text in files.items()}
    for path, text in contents.items():
        (folder / path).write_text(text, "utf-8")
    return seal(folder)


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}

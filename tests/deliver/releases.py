"""The project's own release, small ones, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.errors import Stop
from tests.bags import seal
from tests.conftest import ROOT, content

OUTPUT = ROOT / "output"
VERSION = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))["version"]
FILES = {*content(OUTPUT)}


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

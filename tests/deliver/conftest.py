"""Small releases to deliver, each built from a project of its own; and, once for all tests, a CKAN."""

from __future__ import annotations

import functools
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.add.start import start
from pipeline.build import build
from pipeline.package import load
from tests.ckan.server import Ckan, ckan, lacking
from tests.conftest import quiet

Release = Callable[..., Path]


def built(folder: Path, name: str, version: str = "1.0.0", units: str = "", without: str = "") -> Path:
    """The release of a new project, its codes in three forms; `units` are lines for its raw table of units, and the
    table `without` has no copy for Excel."""
    project = folder / f"{name}-{version}"
    start(project, "040002", "宮城県", "Miyagi Prefecture", "https://opendata.example.jp/", "2025")
    descriptor = json.loads((project / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        forms = ["csv"] if "report" in resource["origin"] else ["csv", "excel", "nt"]
        resource["formats"] = [form for form in forms if (resource["name"], form) != (without, "excel")]
    descriptor |= {"name": name, "version": version, "id": f"https://opendata.example.jp/dataset/{name}"}
    (project / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), "utf-8")
    with (project / "raw/units.csv").open("a", encoding="utf-8") as file:
        file.write(units)
    run = build(load(project), quiet)
    assert run.published, run.problems
    return project / "output"


@pytest.fixture
def release(tmp_path: Path) -> Release:
    """Builds one, in a folder of the test."""
    return functools.partial(built, tmp_path)


@pytest.fixture(scope="session")
def site() -> Iterator[Ckan]:
    """A CKAN; where the machine has none, tests are skipped, but not where all of them are to run."""
    if lack := lacking():
        if "CI" in os.environ or os.geteuid() == 0:
            pytest.fail(f"no CKAN: {lack}")
        pytest.skip(f"no CKAN: {lack}")
    with ckan() as running:
        yield running

"""The release as a build makes it now, with its site; once for all tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.package import load
from tests.conftest import ROOT


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder."""
    project = tmp_path_factory.mktemp("site") / "project"
    project.mkdir()
    for name in ("raw", "schemas"):
        shutil.copytree(ROOT / name, project / name)
    shutil.copy(ROOT / "datapackage.json", project)
    run = build(load(project), lambda stage, count: None)
    assert run.published, run.problems
    return project / "output"

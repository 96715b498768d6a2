"""The small project, built once, and a copy of it in a place where nothing else may change."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from pipeline.build import build
from pipeline.package import load
from tests.conftest import quiet
from tests.hardening.bad.project import make


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project before anything is spoilt, with its release: there is nothing to be said of it."""
    folder = tmp_path_factory.mktemp("good") / "project"
    make(folder)
    run = build(load(folder), quiet)
    assert (run.problems, run.published) == ([], True)
    return folder


@pytest.fixture
def place(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with canaries around a copy of the project."""
    shutil.copytree(good, tmp_path / "project", ignore=shutil.ignore_patterns("output", ".opendata"))
    shutil.copytree(good / "output", tmp_path / "project/output", copy_function=os.link)
    (tmp_path / "canary.csv").write_text("code,kind\nsecret,canary\n", "utf-8")
    for name in ("outside", "home", "cache", "temporary"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "canary.csv").write_text("secret\n", "utf-8")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.chdir(tmp_path / "outside")
    return tmp_path

"""The real project, and copies of it to spoil."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# a slow machine is no failure; CI tries the same examples each time
settings.register_profile("here", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("here")

ROOT = Path(__file__).parents[1]
Opendata = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's files, with its release."""
    folder = tmp_path / "project"
    folder.mkdir()
    for name in ("raw", "schemas", "output"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "datapackage.json", folder)
    return folder


@pytest.fixture
def opendata() -> Opendata:
    """The command as a user runs it: a process of its own."""

    def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1"} | environment
        command = [sys.executable, "-m", "pipeline", *arguments]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)

    return run

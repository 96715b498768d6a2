"""The real project, and copies of it to spoil."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from pipeline.problem import Problem
from pipeline.report.catalogue import in_japanese, message, remedy

MEMORY, ROOM = Path("/dev/shm"), 3 << 30


def spacious(folder: Path) -> bool:
    """Whether all that the tests write has room there, and programs can be started from it."""
    there = os.statvfs(folder) if folder.is_dir() else None
    return there is not None and there.f_bavail * there.f_frsize > ROOM and not there.f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and spacious(MEMORY):
    # releases are copied and built by the hundred, and each build waits until the disk has what all of them wrote
    tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)

TIMES = max(1, int(os.environ.get("FUZZ", 0)) // 2_000)
"""How many times as many examples as usual: `make hardening` tries more."""


def tries(examples: int) -> settings:
    """For a property whose examples cost more, or less, than those of others."""
    return settings(max_examples=examples * TIMES)


# a slow machine is no failure; CI tries the same examples each time
settings.register_profile("here", deadline=None, derandomize="CI" in os.environ, max_examples=100 * TIMES)
settings.load_profile("here")


_UNWORDED: list[str] = []
_ENGLISH: set[str] = set()
# what frictionless, RE2, Dask, Arrow, SPARQL and Turtle parsers and servers say, and names of files and fields, stay
SAID_BY_OTHERS = (
    "E-RELEASE-SCHEMA",
    "E-RELEASE-BYTES",
    "E-PATTERN",
    "E-RDF",
    "E-CATALOGUE",
    "E-EXCEL",
    "E-QUERY",
    "E-PARQUET",
    "E-CLUSTER: OSError",
    "E-RELEASE:",
    "E-CKAN-INVALID",
    "E-CKAN-REFUSED",
    "E-CKAN-SIZE",
    "E-WEB-ANSWER",
)


@pytest.fixture(scope="session", autouse=True)
def every_problem_raised_can_be_worded() -> Iterator[None]:
    """A message that lacks a fact would be a bug in front of the user: all that the tests raise are rendered."""
    original = Problem.__init__

    def made(self: Problem, *arguments: Any, **options: Any) -> None:
        original(self, *arguments, **options)
        if "pipeline" not in Path(sys._getframe(1).f_code.co_filename).parts:
            return  # a test's own
        if "reason" in self.facts and not re.search("[ぁ-ゖ一-鿿]", in_japanese(self.facts["reason"])):
            _ENGLISH.add(f"{self.code}: {self.facts['reason']}")
        try:
            for language in ("ja", "en"):
                message(self, language), remedy(self, language)
        except (KeyError, IndexError) as error:
            _UNWORDED.append(f"{self.code}: {error!r}")

    Problem.__init__ = made  # type: ignore[method-assign]
    yield
    Problem.__init__ = original  # type: ignore[method-assign]
    assert not _UNWORDED
    assert {reason for reason in _ENGLISH if not reason.startswith(SAID_BY_OTHERS)} == set()


LONGEST = (
    "tests/browser/test_pages.py",
    "tests/test_documentation.py",
    "tests/test_memory.py",
    "tests/deliver/test_ckan.py",
    "tests/test_issue.py",
    "tests/hardening/test_faults.py",
    "tests/test_cluster.py",
    "tests/test_build.py",
    "tests/test_cli.py",
    "tests/deliver/test_bucket.py",
)
"""Begun first: the last of them would be waited for by all others."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {path: number for number, path in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(order)))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than processors: each waits now and then, for a server, a browser or a disk."""
    return (os.cpu_count() or 1) + 1


ROOT = Path(__file__).parents[1]
Opendata = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project's files, with its release but for the pages."""
    folder = sources(tmp_path / "project")
    without_site(folder / "output")
    return folder


def sources(folder: Path, of: Path = ROOT) -> Path:
    """A copy of what a release is built of, in a folder that may be there already."""
    for name in ("raw", "schemas", "queries"):
        shutil.copytree(of / name, folder / name)
    shutil.copy(of / "datapackage.json", folder)
    return folder


def without_site(folder: Path) -> Path:
    """A copy of the release of this repository but for its pages, which are most of its files and not of its data."""
    shutil.copytree(ROOT / "output", folder, ignore=shutil.ignore_patterns("site"))
    manifest = folder / "tagmanifest-sha256.txt"
    lines = manifest.read_text("utf-8").splitlines(keepends=True)
    manifest.write_text("".join(line for line in lines if "  site/" not in line), "utf-8")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    """The files in it, by their paths."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def quiet(stage: str, count: int) -> None:
    """Says nothing of how far a build has come."""


@pytest.fixture
def opendata() -> Opendata:
    """The command as a user runs it: a process of its own."""

    def run(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
        env = {"PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8", "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT)} | environment
        command = [sys.executable, "-m", "pipeline", *arguments]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=120)

    return run

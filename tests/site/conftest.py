"""The site of the real project: built once, and its content over the rest of the release, as a host serves it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.package import load
from pipeline.site.material import Material, gathered
from tests.conftest import ROOT
from tests.release.making import built
from tests.site.making import published
from tests.site.reading import Read, read


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release as a build makes it now."""
    return built(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def web(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The web root of a release."""
    return served(made, tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session")
def pages(web: Path) -> dict[str, Read]:
    """Every page by its path."""
    paths = sorted(path.relative_to(web).as_posix() for path in (web / "site").rglob("*.html"))
    return {path.removeprefix("site/"): read(web / path) for path in paths}


@pytest.fixture(scope="session")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    """What the pages of the real project are made of."""
    package = load(ROOT)
    run, stage = published(package, tmp_path_factory.mktemp("stage"))
    return gathered(run, package, stage.files)


def served(release: Path, folder: Path) -> Path:
    """A release as a host has it."""
    shutil.copytree(release, folder, dirs_exist_ok=True)
    shutil.copytree(release / "site", folder, dirs_exist_ok=True)
    return folder

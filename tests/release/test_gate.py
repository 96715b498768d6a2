"""What is published is a release: not a draft under its number, nor one that nothing has let through."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from pipeline.release.gate import unreleased
from pipeline.remote import WAYS
from tests.bags import seal
from tests.conftest import Opendata
from tests.deliver.releases import small_release


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A project whose output is its release."""
    small_release(tmp_path / "town/releases/1.0.0", "1.0.0", one="1\n")
    shutil.copytree(tmp_path / "town/releases/1.0.0", tmp_path / "town/output")
    return tmp_path / "town"


def refused(folder: Path, project: Path) -> list[tuple[str, str | None, str]]:
    return [(problem.code, problem.cell, problem.facts["reason"]) for problem in unreleased(folder, project)]


def drafted(folder: Path) -> Path:
    """Another value, in manifests that say so."""
    (folder / "data/one.csv").write_text("2\n", "utf-8")
    return seal(folder)


def test_a_release_may_be_published_from_wherever_it_stands(town: Path, tmp_path: Path) -> None:
    shutil.copytree(town / "output", tmp_path / "copy")
    for folder in (town / "output", town / "releases/1.0.0", tmp_path / "copy"):
        assert refused(folder, town) == refused(folder, tmp_path) == []


def test_a_draft_under_the_number_of_a_release_may_not(town: Path, tmp_path: Path) -> None:
    drafted(town / "output")
    reason = "releases/1.0.0 holds something else"
    assert refused(town / "output", town) == refused(town / "output", tmp_path) == [("E-DRAFT", "1.0.0", reason)]
    shutil.copytree(town / "output", tmp_path / "copy")
    assert refused(tmp_path / "copy", town) == [("E-DRAFT", "1.0.0", reason)]


def test_nor_may_a_version_that_is_no_release(town: Path) -> None:
    shutil.rmtree(town / "output")
    small_release(town / "output", "1.1.0", one="2\n")
    assert refused(town / "output", town) == [("E-DRAFT", "1.1.0", "this version is not released")]


def test_without_releases_or_of_another_project_there_is_nothing_to_compare_with(town: Path, tmp_path: Path) -> None:
    other = small_release(tmp_path / "other", "1.0.0", one="3\n")
    assert refused(other, tmp_path) == []
    described = json.loads((other / "datapackage.json").read_text("utf-8"))
    (other / "datapackage.json").write_text(json.dumps(described | {"name": "of-others"}), "utf-8")
    assert refused(other, town) == []


@pytest.mark.parametrize("way", WAYS)
def test_no_way_of_publishing_lets_a_draft_through(way: str, town: Path, opendata: Opendata) -> None:
    drafted(town / "output")
    address = {"s3": "s3://bucket/x", "ckan": "https://ckan.example.jp/"}.get(way, str(town / "site"))
    done = opendata("publish", "--to", way, "--url", address, cwd=town, OPENDATA_CKAN_TOKEN="x")
    assert (done.returncode, "E-DRAFT" in done.stderr) == (6, True)
    assert not (town / "site").exists()

"""Releases of the past, each as it was published: every later version of the program verifies, explains, compares,
asks and opens them."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest

from pipeline.build import verify
from pipeline.deliver.contents import release_in
from pipeline.deliver.wanted import wanted
from pipeline.explain import explain
from pipeline.explain.said import document
from pipeline.frames import open_release
from pipeline.query import answer
from pipeline.release.compare import compare
from pipeline.release.sides import opened
from pipeline.signature import seal
from tests.conftest import ROOT

KEPT = sorted((Path(__file__).parent / "releases").glob("*.tar.xz"))
SEALS = {"0.1.0": "a957f4ef9d943875fa9f853a60d2f8a10b4da103ce08d6aadb1a84b576ff3a16"}
"""The bytes of a kept release are those of the day: nobody makes it anew to please a test."""


@pytest.fixture(scope="module", params=KEPT, ids=lambda path: path.name.removesuffix(".tar.xz"))
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("kept") / request.param.name.removesuffix(".tar.xz")
    with tarfile.open(request.param) as archive:
        archive.extractall(folder, filter="data")
    return folder


def test_it_is_the_release_of_its_day(kept: Path) -> None:
    assert seal(kept) == SEALS[kept.name]


def test_it_verifies(kept: Path) -> None:
    assert [problem for problem in verify(kept) if problem.severity == "error"] == []


def test_it_can_be_compared_with_today(kept: Path) -> None:
    differences = compare(opened(kept), opened(ROOT / "output"))
    assert differences is not None
    assert opened(kept).version == kept.name


def test_every_rate_can_be_explained(kept: Path) -> None:
    told = document(explain(kept, "kpi_achievement", "kpi01", "achievement_rate"))
    assert "106.06" in json.dumps(told)


@pytest.mark.parametrize("query", sorted((ROOT / "queries").glob("*.rq")), ids=lambda path: path.stem)
def test_every_question_can_be_asked(kept: Path, query: Path) -> None:
    assert answer(kept, query.read_text("utf-8"), "csv")


def test_it_can_be_published_again(kept: Path) -> None:
    release = release_in(kept)
    assert release.descriptor.version == kept.name
    assert wanted(release, {}).files


def test_it_opens_as_frames(kept: Path) -> None:
    assert len(open_release(kept)["kpis"]) == 12

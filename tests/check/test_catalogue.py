"""The catalogue of a release against its files: a file of which it says something else, or nothing, is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.check.catalogue import catalogue_problems
from pipeline.check.graphs import read_graphs, stored
from pipeline.check.hashes import digests_in
from pipeline.check.release import open_release
from tests.conftest import ROOT, without_site

BASE = open_release(ROOT / "output").base
SAID = f"<{BASE}dataset/kpis/csv> <http://www.w3.org/ns/dcat#"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    without_site(tmp_path / "release")
    (tmp_path / "outside.csv").write_text("no file of the release\n")
    return tmp_path / "release"


def found(release: Path) -> list[tuple[str, str]]:
    graphs, _ = read_graphs(release)
    problems = catalogue_problems(release, BASE, stored(graphs), digests_in(release))
    return [(problem.code, problem.file) for problem in problems]


def rewrite(release: Path, start: str, old: str, new: str) -> None:
    """Another statement where the one stands that begins so."""
    file = release / "rdf/catalogue.nt"
    lines = file.read_text("utf-8").splitlines()
    (place,) = (number for number, line in enumerate(lines) if line.startswith(start))
    assert old in lines[place]
    lines[place] = lines[place].replace(old, new)
    file.write_text("\n".join(lines), "utf-8")


def test_the_release_agrees_with_its_catalogue(release: Path) -> None:
    assert found(release) == []


@pytest.mark.parametrize(
    "path", ["data/kpis.csv", "excel/kpis.csv", "raw/kpis.csv", "rdf/kpis.ttl", "datapackage.json"]
)
def test_a_file_of_another_size_or_hash(release: Path, path: str) -> None:
    content = (release / path).read_bytes()
    for other in (content + b"\n", content[:-1], content[:-1] + b" "):  # the last only of another hash
        (release / path).write_bytes(other)
        assert found(release) == [("E-CATALOGUE", path)]


def test_another_size_in_the_catalogue(release: Path) -> None:
    rewrite(release, f"{SAID}byteSize>", '> "', '> "1')
    assert found(release) == [("E-CATALOGUE", "data/kpis.csv")]


def test_the_hash_of_another_file_in_the_catalogue(release: Path) -> None:
    rewrite(release, f"<{BASE}dataset/kpis/csv> <http://spdx.org/rdf/terms#checksum>", "kpis/csv#", "goals/csv#")
    assert found(release) == [("E-CATALOGUE", "data/kpis.csv")]


@pytest.mark.parametrize("part", ["data", "excel", "raw"])
def test_a_data_file_that_is_not_in_the_catalogue(release: Path, part: str) -> None:
    (release / part / "more.csv").write_text("more\n")
    assert found(release) == [("E-CATALOGUE", f"{part}/more.csv")]


def test_a_data_file_of_which_the_size_is_not_said(release: Path) -> None:
    rewrite(release, f"{SAID}byteSize>", "byteSize", "spatialResolutionInMeters")
    assert found(release) == [("E-CATALOGUE", "data/kpis.csv")]


def test_a_file_that_the_catalogue_has_and_the_release_has_not(release: Path) -> None:
    (release / "excel/kpis.csv").unlink()
    assert found(release) == [("E-FILE", "excel/kpis.csv")]


@pytest.mark.parametrize(
    "path",
    [
        f"{BASE}../outside.csv",
        f"{BASE}data/../../outside.csv",
        f"{BASE}/etc/hostname",
        "https://elsewhere.example/kpis.csv",
        "file:///etc/hostname",
    ],
)
def test_nothing_outside_the_folder_is_read(release: Path, path: str) -> None:
    rewrite(release, f"{SAID}downloadURL>", f"{BASE}data/kpis.csv", path)
    outside = ("E-PATH", path.removeprefix(BASE))
    assert found(release) == [outside, ("E-CATALOGUE", "data/kpis.csv")]  # of which then nothing is said


def test_a_link_that_leads_outside(release: Path) -> None:
    (release / "data/kpis.csv").unlink()
    (release / "data/kpis.csv").symlink_to("../../outside.csv")
    assert found(release) == [("E-PATH", "data/kpis.csv")]

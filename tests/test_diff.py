"""`opendata diff` as its users meet it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.conftest import ROOT, Opendata


@pytest.fixture
def changed(project: Path) -> Path:
    """The project with a release, and a value of output/ that nothing explains."""
    shutil.copytree(project / "output", project / "releases" / "0.1.0")
    values = project / "output" / "data" / "kpi_observations.csv"
    values.write_text(values.read_text("utf-8").replace("kpi09,2023,377,", "kpi09,2023,381,"), "utf-8")
    return project


def run(opendata: Opendata, project: Path, *arguments: str) -> tuple[int, str, str]:
    done = opendata("diff", *arguments, cwd=project, PYTHONPATH=str(ROOT))
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_output_is_compared_with_the_newest_release(changed: Path, opendata: Opendata) -> None:
    status, shown, _ = run(opendata, changed)
    assert status == 0
    assert shown.startswith("0.1.0 (releases/0.1.0) → 0.1.0 (output)\n")
    assert "  kpi09/2023  value  377 → 381  (+1.06%)\n      ! not explained" in shown
    assert shown.endswith("No release: unexplained changes: 1\n")
    assert "\x1b" not in shown
    assert "説明がない" in run(opendata, changed, "--lang", "ja")[1]


@pytest.mark.parametrize(("arguments", "status"), [(("0.1.0",), 7), (("0.1.0", "0.1.0"), 0), (("output",), 0)])
def test_exit_code(changed: Path, opendata: Opendata, arguments: tuple[str, ...], status: int) -> None:
    assert run(opendata, changed, *arguments, "--exit-code")[0] == status


def test_json_page_and_rdf_at_once(changed: Path, opendata: Opendata) -> None:
    status, shown, _ = run(
        opendata, changed, "--json", "--html", "made/diff.html", "--rdf", "made/diff.ttl", "--exit-code"
    )
    report = json.loads(shown)
    assert (status, report["blocked"], len(report["differences"])) == (7, True, 1)
    assert '<td data-label="旧">377</td>' in (changed / "made" / "diff.html").read_text("utf-8")
    assert len(list(ox.parse(path=str(changed / "made" / "diff.ttl"), format=ox.RdfFormat.TURTLE))) == 12
    run(opendata, changed, "--rdf", "made/diff.nt")
    assert len((changed / "made" / "diff.nt").read_text("utf-8").splitlines()) == 12


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (("9.9.9",), 2, "error[E-RELEASE-VERSION] there is no release of version 9.9.9 (there are: 0.1.0)"),
        (("raw",), 2, "error[E-RELEASE]"),
        (("datapackage.json",), 2, "error[E-RELEASE]"),
        (("--html", "output/diff.html"), 2, "--html: output/diff.html is inside a release."),
        (("--rdf", "releases/0.1.0/diff.nt"), 2, "--rdf: releases/0.1.0/diff.nt is inside a release."),
        (("--rdf", "diff.xml"), 2, "--rdf: the name must end in .ttl or .nt: diff.xml"),
        (("--html", "datapackage.json/diff.html"), 4, "error[E-DISK]"),
    ],
)
def test_what_cannot_be_done(
    changed: Path, opendata: Opendata, arguments: tuple[str, ...], status: int, words: str
) -> None:
    found, shown, said = run(opendata, changed, *arguments)
    assert (found, shown) == (status, "")
    assert words in said


def test_without_a_release_a_folder_must_be_named(project: Path, opendata: Opendata) -> None:
    status, _, said = run(opendata, project)
    assert (status, "error[E-RELEASE-NONE]" in said) == (2, True)
    status, _, said = run(opendata, project, "--json")
    assert [problem["code"] for problem in json.loads(said)["problems"]] == ["E-RELEASE-NONE"]

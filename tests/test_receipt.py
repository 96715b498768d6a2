"""The receipt of a verification: what it counts is there, and what it says of a spoilt release is so."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from pipeline.build import verify
from pipeline.receipt import CHECKS, receipt, written
from pipeline.report.catalogue import catalogue
from tests.check.test_check import forge
from tests.conftest import ROOT, Opendata

OUTPUT = ROOT / "output"


def test_its_numbers_are_those_of_the_release() -> None:
    made = receipt(OUTPUT, [], None)
    files = [path for path in OUTPUT.rglob("*") if path.is_file()]
    tables: dict[Path, list[list[str]]] = {}
    for path in (OUTPUT / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path] = list(csv.reader(file))
    described = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))
    derived = {
        resource["path"]: sum("derivation" in field for field in resource["schema"]["fields"])
        for resource in described["resources"]
    }
    counts = made.counts
    assert counts
    assert (counts.files, counts.bytes) == (len(files), sum(path.stat().st_size for path in files))
    assert (counts.tables, counts.rows) == (len(tables), sum(len(rows) - 1 for rows in tables.values()))
    assert counts.cells == sum((len(rows) - 1) * len(rows[0]) for rows in tables.values())
    assert counts.derived == sum((len(rows) - 1) * derived[f"data/{path.name}"] for path, rows in tables.items())
    assert counts.identities == len(described["pipeline"]["identities"])
    assert counts.triples == sum(len(p.read_bytes().splitlines()) for p in (OUTPUT / "rdf").glob("*.nt"))
    assert counts.shapes == (ROOT / "pipeline/check/shapes.ttl").read_text("utf-8").count("a sh:NodeShape")
    assert made.seal == hashlib.sha256((OUTPUT / "tagmanifest-sha256.txt").read_bytes()).hexdigest()


def test_the_same_release_gives_the_same_receipt_wherever_it_is(tmp_path: Path) -> None:
    shutil.copytree(OUTPUT, tmp_path / "elsewhere")
    assert written(receipt(tmp_path / "elsewhere", [], None)) == written(receipt(OUTPUT, [], None))


@pytest.mark.parametrize(
    ("path", "old", "new", "broken"),
    [
        ("data/kpi_achievement.csv", "106.06", "106.07", "derivations"),
        ("data/budget.csv", ",31,", ",32,", "identities"),
        ("data/kpis.csv", "kpi01,citizen", "kpi01,nobody", "schemas"),
    ],
)
def test_what_was_found_is_said_of_its_check(tmp_path: Path, path: str, old: str, new: str, broken: str) -> None:
    shutil.copytree(OUTPUT, tmp_path / "release")
    forge(tmp_path / "release", path, old, new)
    made = receipt(tmp_path / "release", verify(tmp_path / "release"), None)
    assert made.verdict == "not verified"
    assert made.checks[broken] == "problems"
    assert made.checks["manifest"] == "good"
    assert made.seal != receipt(OUTPUT, [], None).seal


def test_what_was_not_looked_at_is_not_called_good(tmp_path: Path) -> None:
    shutil.copytree(OUTPUT, tmp_path / "release")
    (tmp_path / "release/data/kpis.csv").unlink()
    made = receipt(tmp_path / "release", verify(tmp_path / "release"), None)
    assert made.checks["manifest"] == "problems"
    assert {verdict for name, verdict in made.checks.items() if name != "manifest"} == {"not_checked"}
    assert made.counts is None


def test_a_folder_that_is_no_release_has_a_receipt_without_numbers(tmp_path: Path) -> None:
    found = verify(tmp_path / "nothing")
    assert {problem.code for problem in found} == {"E-RELEASE"}
    made = receipt(tmp_path / "nothing", found, None)
    assert (made.verdict, made.seal, made.counts, made.release) == ("not verified", "", None, {})


def test_each_check_is_told_by_codes_that_there_are() -> None:
    assert {code for listed in CHECKS.values() for code in listed} <= set(catalogue())


def test_it_is_printed_in_both_languages_and_written_outside_the_release(tmp_path: Path, opendata: Opendata) -> None:
    file = tmp_path / "receipt.json"
    done = opendata("verify", "--lang", "ja", "--receipt", str(file))
    assert done.returncode == 0
    assert "封印（tagmanifest-sha256.txt の SHA-256）" in done.stdout
    assert json.loads(file.read_text("utf-8"))["verdict"] == "verified"


def test_it_is_not_written_into_the_release(project: Path, opendata: Opendata) -> None:
    assert opendata("verify", "--receipt", "output/receipt.json", cwd=project).returncode == 2
    assert not (project / "output/receipt.json").exists()

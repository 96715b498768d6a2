"""`opendata release`: the shipped year as 1.0.0, the made-up next one as 1.1.0, a correction as 1.1.1."""

from __future__ import annotations

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from pipeline.build import build, verify
from pipeline.check.hashes import digests_in, hash_problems
from pipeline.package import load
from tests.conftest import ROOT, content, quiet, sources
from tests.second_year.joining import correct, join
from tests.sparql import ask, opened

ATOM = {"a": "http://www.w3.org/2005/Atom", "x": "http://www.w3.org/1999/xhtml"}


def opendata(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pipeline", *arguments, "--project", str(project), "--lang", "en", "--quiet"]
    env = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(project.parent / "cache")}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def release(project: Path, version: str, day: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return opendata(project, "release", version, "--date", day, *arguments)


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its first release."""
    project = sources(tmp_path_factory.mktemp("first"))
    done = release(project, "1.0.0", "2026-12-01")
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "released, and output/ is the same")
    days = "issued 2026-11-24 → 2026-12-01, modified 2026-11-24 → 2026-12-01"
    assert f"changed in datapackage.json: version 0.1.0 → 1.0.0, {days}\n" in done.stderr
    return project


@pytest.fixture(scope="module")
def third(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its three releases."""
    project = tmp_path_factory.mktemp("third") / "project"
    shutil.copytree(first, project)
    join(project)
    second = release(project, "1.1.0", "2027-12-01")
    assert second.returncode == 0
    said = second.stderr.splitlines()[-1]
    assert ("→ 1.1.0, modified " in said, "→ 2027-12-01" in said, "issued" in said) == (True, True, False)
    correct(project)
    assert release(project, "1.1.1", "2027-12-15").returncode == 0
    return project


@pytest.fixture
def copy(first: Path, tmp_path: Path) -> Path:
    """A copy of the project with its first release, to spoil."""
    shutil.copytree(first, tmp_path / "project")
    return tmp_path / "project"


def test_a_release_is_what_output_is_and_cannot_be_written(first: Path) -> None:
    folder = first / "releases/1.0.0"
    assert content(folder) == content(first / "output")
    assert {path.stat().st_mode & 0o222 for path in folder.rglob("*") if path.is_file()} == {0}
    assert verify(folder) == []
    document = json.loads((first / "datapackage.json").read_text("utf-8"))
    assert (document["version"], document["pipeline"]["catalogue"]["issued"]) == ("1.0.0", "2026-12-01")


def test_a_build_after_it_gives_the_same_bytes(copy: Path) -> None:
    assert [problem.code for problem in build(load(copy), quiet).problems] == ["W-ROUNDING"]
    assert content(copy / "output") == content(copy / "releases/1.0.0")


def test_what_the_releases_say_of_themselves(third: Path) -> None:
    told = [(r["version"], r["level"], r["previous_version"], r["issued"]) for r in rows(third / "output", "releases")]
    assert told == [
        ("1.0.0", "first", "", "2026-12-01"),
        ("1.1.0", "minor", "1.0.0", "2027-12-01"),
        ("1.1.1", "patch", "1.1.0", "2027-12-15"),
    ]
    for version in ("1.0.0", "1.1.0", "1.1.1"):
        assert not list(hash_problems(third / "releases" / version, digests_in(third / "releases" / version)))
    assert content(third / "output") == content(third / "releases/1.1.1")


def test_the_revision_history_as_a_table_and_by_sparql(third: Path) -> None:
    history = [
        (r["version"], r["until"], r["value"], r["reason_en"])
        for r in rows(third / "output", "revisions")
        if (r["dataset"], r["key"], r["field"]) == ("kpi_observations", "kpi09/2023", "value")
    ]
    assert history == [("1.0.0", "1.1.1", "377", ""), ("1.1.1", "", "379", "Made up: counted wrongly")]

    query = (ROOT / "queries/published-in-a-release.rq").read_text("utf-8")
    for version, value in (("1.0.0", "377"), ("1.1.0", "377"), ("1.1.1", "379")):
        asked = query.replace("release/0.1.0", f"release/{version}").replace("kpi/kpi08/", "kpi/kpi09/")
        found = {row[0]: row[1] for row in ask(opened(third / "output/rdf"), asked)}
        assert found["value"] == value, version


def test_the_feed_has_each_release_in_both_languages_the_newest_first(third: Path) -> None:
    feed = ElementTree.parse(third / "output/feed.atom").getroot()
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert [str(address).rpartition("/")[2] for address in ids] == ["1.1.1", "1.1.0", "1.0.0"]
    said = feed.findall("a:entry", ATOM)[0].findall(".//x:p", ATOM)
    assert [p.get("{http://www.w3.org/XML/1998/namespace}lang") for p in said] == ["ja", "en"]
    assert "379" in str(said[1].text)
    assert feed.findtext("a:updated", namespaces=ATOM) == "2027-12-15T00:00:00+09:00"


def test_the_changelog_has_every_change_and_its_reason(third: Path) -> None:
    text = (third / "output/CHANGELOG.md").read_text("utf-8")
    assert text.index("## 1.1.1 (2027-12-15)") < text.index("## 1.1.0 (2027-12-01)") < text.index("## 1.0.0")
    assert "`value` of `kpi09/2023` changed from `377` to `379`: Made up: counted wrongly" in text
    assert "架空のデータ：集計の誤り" in (third / "output/CHANGELOG.ja.md").read_text("utf-8")


def test_the_catalogue_links_the_releases_and_the_years(third: Path) -> None:
    store = ox.Store()
    store.load(path=str(third / "output/rdf/catalogue.nt"), format=ox.RdfFormat.N_TRIPLES)
    of = "dataset/information-policy-results"
    assert ask(store, f"SELECT ?v {{ <{of}/2024> dcat:hasVersion/dcat:version ?v }} ORDER BY ?v") == [
        ["1.1.0"],
        ["1.1.1"],
    ]
    assert ask(store, f"SELECT ?v {{ <{of}/2023> dcat:hasVersion/dcat:version ?v }}") == [["1.0.0"]]
    assert ask(store, "SELECT ?v { <release/1.1.1> dcat:previousVersion/dcat:previousVersion/dcat:version ?v }") == [
        ["1.0.0"]
    ]
    years = f"SELECT ?y {{ ?e dcat:inSeries <{of}> ; dcterms:temporal/dcat:startDate ?y }} ORDER BY ?y"
    assert ask(store, years) == [["2023-04-01"], ["2024-04-01"]]
    linked = f"<{of}> dcat:first ?first ; dcat:last <{of}/2024> . <{of}/2024> dcat:prev ?first"
    assert ask(store, f"SELECT ?first {{ {linked} }}") == [[f"https://opendata.example.jp/miyagi/{of}/2023"]]


def test_a_withdrawn_identifier_is_a_tombstone(copy: Path) -> None:
    raw = copy / "raw/notes.csv"
    lines = raw.read_text("utf-8").splitlines(keepends=True)
    code = lines[-1].partition(",")[0]
    raw.write_text("".join(lines[:-1]), "utf-8")
    refused = release(copy, "2.0.0", "2027-01-01")
    assert refused.returncode == 6
    assert f"an identifier that was published is gone: id/note/{code}" in refused.stderr
    said = f"id/note/{code},,まちがい,Wrong,担当,2027-01-01\n"
    header = "identifier,successor,reason_ja,reason_en,confirmed_by,date\n"
    (copy / "withdrawals.csv").write_text(header + said, "utf-8")
    assert release(copy, "1.1.0", "2027-01-01").returncode == 6  # a row is gone
    assert release(copy, "2.0.0", "2027-01-01").returncode == 0
    [entry] = [
        one for one in rows(copy / "output", "identifiers") if one["withdrawn"] == "2.0.0" and one["dataset"] == "notes"
    ]
    assert (entry["identifier"], entry["reason_en"]) == (f"id/note/{code}", "Wrong")
    query = f"SELECT ?why {{ <id/note/{code}> owl:deprecated true ; skos:changeNote ?why FILTER(LANG(?why) = 'en') }}"
    assert ask(opened(copy / "output/rdf"), query) == [["Wrong"]]
    assert (copy / "output/withdrawals.csv").exists()


def test_a_value_that_changes_without_a_reason_blocks_a_release_and_no_build(copy: Path) -> None:
    raw = copy / "raw/kpi_values.csv"
    raw.write_text(raw.read_text("utf-8").replace("377人", "378人"), "utf-8")
    before = content(copy / "releases")
    done = release(copy, "1.0.1", "2027-01-01", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 6
    assert [p["field"] for p in document["problems"] if p["code"] == "E-UNEXPLAINED"] == ["value", "printed"]
    assert content(copy / "releases") == before
    assert [problem.code for problem in build(load(copy), quiet).problems] == ["W-ROUNDING", "W-PREVIEW"]


def test_the_same_release_again_finishes_what_was_stopped(copy: Path) -> None:
    before = content(copy / "releases")
    shutil.rmtree(copy / "output")
    done = release(copy, "1.0.0", "2026-12-01")
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "released, and output/ is the same")
    assert content(copy / "output") == content(copy / "releases/1.0.0")
    assert content(copy / "releases") == before


@pytest.mark.parametrize(
    ("version", "code", "message"),
    [
        ("1.0.0", "E-RELEASED", "that version is released already"),
        ("0.9.0", "E-VERSION", "1.0.0 is released already"),
        ("1.1", "E-VERSION", "a version is three numbers"),
        ("v1.1.0", "E-VERSION", "a version is three numbers"),
        ("../1.1.0", "E-VERSION", "a version is three numbers"),
    ],
)
def test_a_version_that_does_not_do(first: Path, version: str, code: str, message: str) -> None:
    before = content(first)
    done = release(first, version, "2027-01-01")
    assert (done.returncode, f"error[{code}]" in done.stderr, message in done.stderr) == (6, True, True)
    assert content(first) == before


def test_one_before_the_newest_is_released_already(third: Path) -> None:
    done = release(third, "1.1.0", "2028-01-01")
    assert (done.returncode, "error[E-RELEASED]" in done.stderr) == (6, True)


def test_a_rehearsal_changes_nothing(first: Path) -> None:
    before = content(first)
    done = release(first, "1.0.1", "2027-01-01", "--dry-run")
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "could be released")
    assert content(first) == before


KILLED = """
import os, signal, sys
from pathlib import Path
import pipeline.emit.swap as swap
from pipeline.cli import main
def killed(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)
holder, name = {"rename": (Path, "rename"), "exchange": (swap, "_exchange")}[sys.argv[1]]
setattr(holder, name, killed)
main(["release", "1.0.1", "--date", "2027-01-01", "--quiet"])
"""


@pytest.mark.parametrize(
    "place",
    [
        "rename",  # before the release is in its place
        "exchange",  # before output/ is the release
    ],
)
def test_killed_at_any_step_all_is_old_or_new_and_the_same_command_finishes(copy: Path, place: str) -> None:
    """Of the project itself; at every call of a small one: `tests/hardening/test_faults.py`."""
    env = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(copy.parent / "cache")}
    done = subprocess.run([sys.executable, "-c", KILLED, place], cwd=copy, env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    whole: Sequence[Path] = [copy / "output", *sorted((copy / "releases").iterdir())]
    for folder in whole:
        assert not list(hash_problems(folder, digests_in(folder))), folder
    assert release(copy, "1.0.1", "2027-01-01").returncode == 0
    assert content(copy / "output") == content(copy / "releases/1.0.1")
    assert [path.name for path in (copy / ".opendata").iterdir()] == ["lock"]

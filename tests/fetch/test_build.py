"""What a build makes of raw files that have an address: it asks no network, and says what is not as it was fetched."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from pipeline.build import build, verify
from pipeline.fetch import fetch
from pipeline.fetch.download import Limits
from pipeline.fetched import fetched
from pipeline.package import load
from pipeline.record import Run
from tests.conftest import ROOT, Opendata
from tests.fetch.servers import TABLE, give_address, sends, served, with_etag
from tests.package.spoiling import told

HERE = Limits(http=True, private=True)
PROV = "http://www.w3.org/ns/prov#hadPrimarySource"


def built(project: Path) -> Run:
    return build(load(project), lambda stage, count: None)


def codes(project: Path) -> list[str]:
    return [problem.code for problem in fetched(load(project))[1]]


@pytest.fixture
def url(project: Path) -> str:
    """An address that a raw table was fetched from, as of now."""
    with served(with_etag((ROOT / TABLE).read_bytes(), '"v1"')) as server:
        give_address(project, server.url + "/goals.csv")
        fetch(load(project), {TABLE}, HERE)
        return server.url + "/goals.csv"


def test_a_build_asks_no_network_and_says_where_a_file_came_from(
    project: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*arguments: Any, **options: Any) -> None:
        raise AssertionError("a build has made a connection")

    for name in ("connect", "connect_ex", "sendto", "bind"):
        monkeypatch.setattr(socket.socket, name, refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    assert built(project).published
    assert verify(project / "output") == []
    base = json.loads((project / "datapackage.json").read_text("utf-8"))["pipeline"]["base"]
    sources = {
        quad.object.value
        for quad in ox.parse(path=str(project / "output/rdf/provenance.nt"))
        if quad.predicate.value == PROV and quad.subject == ox.NamedNode(base + TABLE)
        if isinstance(quad.object, ox.NamedNode)
    }
    assert url in sources
    assert len(sources) == 2  # and the document that the table names


def test_a_file_that_was_edited_is_not_published(project: Path, url: str) -> None:
    (project / TABLE).write_bytes((project / TABLE).read_bytes().replace(b"\n", b"\r\n"))
    run = built(project)
    assert [p.code for p in run.problems if p.severity == "error"] == ["E-RAW-EDITED"]
    assert not run.published


def test_a_file_that_was_never_fetched_is_published_without_its_address(project: Path) -> None:
    give_address(project, "https://www.example.jp/goals.csv")
    run = built(project)
    assert "W-NOT-FETCHED" in [problem.code for problem in run.problems]
    assert run.published
    assert "www.example.jp" not in (project / "output/rdf/provenance.nt").read_text("utf-8")


def test_a_record_of_another_address_does_not_count(project: Path, url: str) -> None:
    assert codes(project) == []
    give_address(project, url + "?new")
    assert codes(project) == ["W-NOT-FETCHED"]


DAMAGED: dict[str, Callable[[str], str]] = {
    "other columns": lambda text: text.replace("etag", "tag"),
    "a hash that is none": lambda text: text.replace(text.split("\n")[1].split(",")[2], "0"),
    "a line twice": lambda text: text + text.split("\n")[1] + "\n",
    "a line cut short": lambda text: text[:-20] + "\n",
    "empty": lambda text: "",
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_record_that_cannot_be_read_is_told(project: Path, url: str, name: str) -> None:
    place = project / "fetched.csv"
    place.write_text(DAMAGED[name](place.read_text("utf-8")), "utf-8")
    assert codes(project) == ["E-FETCHED"]


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://www.example.jp/data/%E8%A1%A8.csv?y=2023&m=1", True),
        ("http://[2400::1]:8080/a.csv", True),
        ("https://www.example.jp", True),
        ("https://user:pass@www.example.jp/a.csv", False),
        ("https://www.example.jp/表.csv", False),
        ("https://www.example.jp/a b.csv", False),
        ("https://www.example.jp/a.csv> <x:y> <z:z", False),
        ("https://www.example.jp/%zz", False),
        ("ftp://www.example.jp/a.csv", False),
        ("file:///etc/passwd", False),
        ("www.example.jp/a.csv", False),
    ],
)
def test_an_address_is_one_that_can_stand_in_rdf(project: Path, address: str, good: bool) -> None:
    give_address(project, address)
    if good:
        assert load(project).raw_sources()["goals"].url == address
    else:
        reason = "must be an address of https or http in ASCII, without a user or password"
        assert told(project) == [("E-DESCRIPTOR", "datapackage.json", "resources[goals].origin.raw.url", reason)]


def test_a_folder_has_no_address(project: Path) -> None:
    give_address(project, "https://www.example.jp/")
    place = project / "datapackage.json"
    place.write_text(place.read_text("utf-8").replace(f'"{TABLE}"', '"raw/goals/"'), "utf-8")
    assert [reason for *_, reason in told(project)] == ["a folder has no address; only a file can be fetched"]


def test_two_addresses_of_one_file_are_one_too_many(project: Path) -> None:
    give_address(project, "https://www.example.jp/a.csv")
    place = project / "datapackage.json"
    document = json.loads(place.read_text("utf-8"))
    again = next(r for r in document["resources"] if r["name"] == "notes")
    again["origin"]["raw"] |= {"path": TABLE, "url": "https://www.example.jp/b.csv"}
    place.write_text(json.dumps(document), "utf-8")
    assert {reason for *_, reason in told(project)} >= {f"{TABLE} has another address elsewhere"}


def test_the_command_fetches_and_tells(project: Path, opendata: Opendata) -> None:
    with served(sends(b"code,name\n")) as server:
        give_address(project, server.url)
        allowed = ("--allow-http", "--allow-private")
        refused = opendata("fetch", cwd=project)
        assert (refused.returncode, "E-FETCH-REFUSED" in refused.stderr) == (5, True)
        tried = opendata("fetch", "goals", *allowed, "--dry-run", cwd=project)
        assert (tried.returncode, tried.stdout) == (0, f"{TABLE}  changed  10\n")
        done = json.loads(opendata("fetch", TABLE, *allowed, "--json", cwd=project).stdout)
        assert [(file["path"], file["status"], file["bytes"]) for file in done["files"]] == [(TABLE, "changed", 10)]
        unknown = opendata("fetch", "kpis", *allowed, cwd=project)
        assert (unknown.returncode, "E-TARGET" in unknown.stderr) == (2, True)
    gone = json.loads(opendata("fetch", *allowed, "--timeout", "1", "--json", cwd=project).stdout)
    assert (gone["exit"], [problem["code"] for problem in gone["problems"]]) == (4, ["E-FETCH"])


KILLED = """
import os, signal, sys
from pathlib import Path
import pipeline.fetch as room
import pipeline.durable as durable
from pipeline.fetch.download import Limits
from pipeline.package import load

def killed(place, wanted=sys.argv[2]):
    if place == wanted:
        os.kill(os.getpid(), signal.SIGKILL)

download, replace, flush, count = room.download, room.replace_file, durable.flush, [0]
def downloaded(*arguments):
    killed("before the download")
    found = download(*arguments)
    killed("after the download")
    return found
def replaced(place, part):
    count[0] += 1
    killed(f"before rename {count[0]}")
    replace(place, part)
    killed(f"after rename {count[0]}")
def flushed(path):
    flush(path)
    killed(f"flush of {path.suffix or 'folder'}")
room.download, room.replace_file, durable.replace_file, durable.flush = downloaded, replaced, replaced, flushed
room.fetch(load(Path(sys.argv[1])), {"raw/goals.csv"}, Limits(http=True, private=True))
"""
PLACES = [
    *("before the download", "after the download", "before rename 1", "flush of .part", "flush of folder"),
    *("after rename 1", "before rename 2", "after rename 2"),
]


@pytest.mark.parametrize("place", PLACES)
def test_a_fetch_that_is_killed_leaves_the_old_file_or_the_new_one_and_the_next_finishes(
    project: Path, url: str, place: str
) -> None:
    old = (project / TABLE).read_bytes()
    new = old.replace(b"\n", b"\r\n")
    with served(with_etag(new, '"v2"')) as server:
        give_address(project, server.url)
        command = [sys.executable, "-c", KILLED, str(project), place]
        run = subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False, timeout=60)
        assert run.returncode == -signal.SIGKILL
        assert (project / TABLE).read_bytes() in (old, new)
        [outcome], problems = fetch(load(project), {TABLE}, HERE)
    assert not problems
    assert (project / TABLE).read_bytes() == new
    assert codes(project) == []
    assert outcome.status in ("changed", "unchanged")
    assert not [*project.glob(".fetched*"), *(project / "raw").glob(".*")]

"""A release published as folders of its versions: whole, never over another one, `latest` last."""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pipeline.build import verify
from pipeline.deliver import publish
from pipeline.deliver.bucket import Bucket
from pipeline.deliver.contents import Content, release_in
from pipeline.deliver.folder import Folder
from pipeline.deliver.place import Place
from pipeline.deliver.static import publish as to_place
from pipeline.signature import SIGNATURE
from tests.bags import MANIFEST, TAGMANIFEST
from tests.conftest import ROOT, Opendata, content
from tests.deliver.releases import FILES, OUTPUT, VERSION, small_release, stopped


def sent(target: Path, release: Path = OUTPUT, *, dry: bool = False) -> list[str]:
    return publish("folder", release, str(target), None, dry=dry).written


def test_the_release_is_there_as_it_is_and_latest_leads_to_it(tmp_path: Path) -> None:
    written = sent(tmp_path)
    assert set(written) == {f"{VERSION}/{path}" for path in FILES} | {"latest.json"}
    assert written[-2:] == [f"{VERSION}/{TAGMANIFEST}", "latest.json"]  # what others begin with comes last
    assert content(tmp_path / VERSION) == content(OUTPUT)
    pointer = json.loads((tmp_path / "latest.json").read_text("utf-8"))
    manifest = (tmp_path / pointer["manifest"]).read_bytes()
    assert (pointer["version"], pointer["path"]) == (VERSION, f"{VERSION}/")
    assert pointer["sha256"] == hashlib.sha256(manifest).hexdigest()
    assert (tmp_path / "latest").readlink() == Path(VERSION)
    assert verify(tmp_path / "latest") == []


def test_what_is_there_is_not_sent_again(tmp_path: Path) -> None:
    sent(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert sent(tmp_path) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    assert len(sent(tmp_path / "new", dry=True)) == len(FILES) + 1
    assert not (tmp_path / "new").exists()


def test_a_version_does_not_change(tmp_path: Path) -> None:
    site = tmp_path / "site"
    sent(site, small_release(tmp_path / "a", "1", one="a\n1\n"))
    before = content(site)
    other = small_release(tmp_path / "b", "1", one="a\n2\n", two="b\n")
    described = ("bag-info.txt", "data/one.csv", MANIFEST, TAGMANIFEST)
    assert sorted(stopped(lambda: sent(site, other))) == [
        ("E-IMMUTABLE", f"1/{path}", "other bytes") for path in described
    ]
    less = small_release(tmp_path / "c", "1")
    assert ("E-IMMUTABLE", "1/data/one.csv", "not in the release") in stopped(lambda: sent(site, less))
    assert content(site) == before


def test_versions_stand_side_by_side_and_an_older_one_can_be_made_the_latest_again(tmp_path: Path) -> None:
    site = tmp_path / "site"
    first, second = small_release(tmp_path / "a", "1", one="1\n"), small_release(tmp_path / "b", "2", one="2\n")
    sent(site, first)
    sent(site, second)
    assert (site / "latest/data/one.csv").read_text("utf-8") == "2\n"
    assert (site / "1/data/one.csv").read_text("utf-8") == "1\n"
    assert sent(site, first) == ["latest.json"]
    assert (site / "latest/data/one.csv").read_text("utf-8") == "1\n"


@pytest.mark.parametrize("version", ["latest", "..", "1/2", "", ".1", "版"])
def test_a_version_that_is_no_name_of_a_folder_is_refused(tmp_path: Path, version: str) -> None:
    release = small_release(tmp_path / "release", version)
    told = ("E-RELEASE-FORM", None, f"no name of a folder: {version!r}")
    assert stopped(lambda: sent(tmp_path / "site", release)) == [told]
    assert not (tmp_path / "site").exists()


def test_a_release_that_is_not_as_it_says_is_not_published(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", "1", one="1\n", two="2\n")
    (release / "data/one.csv").write_text("3\n", "utf-8")
    (release / "data/two.csv").unlink()
    found = stopped(lambda: sent(tmp_path / "site", release))
    assert sorted(code for code, *_ in found) == ["E-HASH", "E-RELEASE-MISSING"]
    assert not (tmp_path / "site").exists()


def test_a_signature_that_is_a_link_out_of_the_release_is_not_published(tmp_path: Path) -> None:
    release = small_release(tmp_path / "release", "1", one="1\n")
    (tmp_path / "secret").write_text("canary", "utf-8")
    (release / SIGNATURE).symlink_to(tmp_path / "secret")
    assert [code for code, *_ in stopped(lambda: sent(tmp_path / "site", release))] == ["E-PATH"]
    assert not (tmp_path / "site").exists()


class Losing(Folder):
    """A place that writes one file wrongly, or not at all."""

    def __init__(self, root: Path, lost: str, error: OSError | None = None) -> None:
        super().__init__(root)
        self._lost, self._error = lost, error

    def write(self, path: str, content: Content) -> None:
        if path.endswith(self._lost) and self._error:
            raise self._error
        super().write(path, content)
        if path.endswith(self._lost):
            (self.root / path).write_bytes(b"lost")


def test_what_was_written_is_read_back_before_latest_is_switched(tmp_path: Path) -> None:
    site, release = tmp_path / "site", release_in(small_release(tmp_path / "a", "1", one="1\n", two="2\n"))
    full = OSError(28, "No space left on device")
    for place, expected in (
        (Losing(site, "one.csv"), ("E-READ-BACK", "1/data/one.csv", "")),
        (Losing(site, "two.csv", full), ("E-STORE", "1/data/two.csv", "No space left on device")),
    ):
        assert stopped(functools.partial(to_place, release, place, dry=False)) == [expected]
        assert not (site / "latest.json").exists()
        assert not (site / f"1/{TAGMANIFEST}").exists()
        (site / "1/data/one.csv").unlink()
    to_place(release, Folder(site), dry=False)
    assert (site / "latest.json").exists()


def test_a_file_system_without_links_has_latest_json_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "symlink_to", refused)
    sent(tmp_path / "site", small_release(tmp_path / "a", "1"))
    assert sorted(path.name for path in (tmp_path / "site").iterdir()) == ["1", "latest.json"]


def test_what_a_killed_publication_left_is_in_no_ones_way(tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "1/data").mkdir(parents=True)
    (site / ".latest.part").symlink_to("0")
    (site / "1/data/.one.csv.part").write_bytes(b"1")
    sent(site, small_release(tmp_path / "a", "1", one="1\n"))
    assert sorted(path.name for path in site.iterdir()) == ["1", "latest", "latest.json"]
    assert [path.name for path in (site / "1/data").iterdir()] == ["one.csv"]


def test_a_folder_called_latest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "site/latest").mkdir(parents=True)
    release = small_release(tmp_path / "a", "1")
    [(code, _, reason)] = stopped(lambda: sent(tmp_path / "site", release))
    assert (code, reason) == ("E-STORE", "latest is not a link")


@pytest.mark.parametrize("kind", ["folder", "memory"])
def test_a_reader_meets_one_version_or_the_other(tmp_path: Path, kind: str) -> None:
    releases = [release_in(small_release(tmp_path / v, v, one=f"{v}\n" * 5_000)) for v in ("1", "2")]
    place: Place = Folder(tmp_path / "site") if kind == "folder" else Bucket(f"memory://{tmp_path}")
    to_place(releases[0], place, dry=False)
    done, wrong, read = threading.Event(), list[str](), 0

    def look() -> None:
        nonlocal read
        while not done.is_set() or not read:
            pointer = json.loads(place.read("latest.json") or b"")
            manifest = place.read(pointer["manifest"]) or b""
            payload = place.read(f"{pointer['path']}{MANIFEST}") or b""
            table = place.read(f"{pointer['path']}data/one.csv") or b""
            if hashlib.sha256(manifest).hexdigest() != pointer["sha256"]:
                wrong.append("manifest")
            if hashlib.sha256(payload).hexdigest().encode() not in manifest:
                wrong.append("manifest of the payload")
            if hashlib.sha256(table).hexdigest().encode() not in payload:
                wrong.append("table")
            read += 1

    reader = threading.Thread(target=look)
    reader.start()
    turn = 0
    while turn < 20 or read < 2:
        to_place(releases[turn % 2], place, dry=False)
        turn += 1
    done.set()
    reader.join()
    assert not wrong
    assert read > 1


KILLED = """
import os, signal, sys
from pathlib import Path
import pipeline.deliver.folder as folder
from pipeline.deliver import publish

left, call = int(sys.argv[3]), os.fsync
def counted(handle):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    call(handle)
os.fsync = counted
publish("folder", Path(sys.argv[1]), sys.argv[2], None, dry=False)
sys.exit(left)
"""


def killed(release: Path, site: Path, after: int) -> int:
    command = [sys.executable, "-c", KILLED, str(release), str(site), str(after)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=60).returncode


def test_a_publication_that_is_killed_leaves_the_old_or_the_new_and_the_next_finishes(tmp_path: Path) -> None:
    """At each time that it waits for the disk, which is before and after each rename."""
    old, new = small_release(tmp_path / "a", "1", one="1\n"), small_release(tmp_path / "b", "2", one="2\n", two="2\n")
    sent(tmp_path / "start", old)
    sent(tmp_path / "start", new)
    whole = content(tmp_path / "start")
    shutil.rmtree(tmp_path / "start")
    times = 0
    for after in range(100):
        site = tmp_path / f"site{after}"
        sent(site, old)
        code = killed(new, site, after)
        pointer = json.loads((site / "latest.json").read_text("utf-8"))
        for folder in (site / pointer["path"], site / "latest"):
            version = json.loads((folder / "datapackage.json").read_text("utf-8"))["version"]
            assert content(folder) == content(old if version == "1" else new)
        if code != -signal.SIGKILL:
            assert pointer["version"] == "2"
            break
        times += 1
        sent(site, new)
        assert content(site) == whole
        assert not list(site.rglob(".*"))
    assert times >= 10


def test_the_command_says_what_it_writes(tmp_path: Path, opendata: Opendata) -> None:
    site = tmp_path / "site"
    tried = opendata("publish", "--to", "folder", "--url", str(site), "--dry-run")
    counted = f"{VERSION}: {len(FILES) + 1} files to be written, 0 there already"
    assert tried.stdout.splitlines()[-2:] == ["latest.json", counted]
    done = json.loads(opendata("publish", "--to", "folder", "--url", str(site), "--json").stdout)
    assert (done["exit"], len(done["written"]), done["switched"]) == (0, len(FILES) + 1, True)
    (site / VERSION / "README.md").write_text("mine", "utf-8")
    refused = opendata("publish", "--to", "folder", "--url", str(site))
    assert (refused.returncode, "E-IMMUTABLE" in refused.stderr) == (5, True)

"""A release published to S3: to a server that speaks it, in a process of its own on loopback."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import requests

from pipeline.deliver.bucket import Bucket
from pipeline.deliver.contents import of_bytes, release_in
from pipeline.deliver.static import publish
from tests.conftest import ROOT, Opendata, content, without_site
from tests.deliver.releases import VERSION, small_release, stopped

SECRET = "a-secret-that-is-never-shown"
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_DEFAULT_REGION": "ap-northeast-1"}
Environment = dict[str, str]


@pytest.fixture(scope="module")
def s3() -> Iterator[Environment]:
    """What says where the server is, and who we are."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        for _ in range(300):
            time.sleep(0.05)
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield KEYS | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
        server.terminate()


def asked(verb: str, url: str, **options: Any) -> requests.Response:
    """The answer to who has a key; the server here does not look at what it signs."""
    signed = {"Authorization": f"AWS {KEYS['AWS_ACCESS_KEY_ID']}:signature"}
    answer = requests.request(verb, url, headers=signed, timeout=10, **options)
    answer.raise_for_status()
    return answer


def made(server: Environment, bucket: str) -> str:
    """A new bucket, and its address for any client of HTTP."""
    url = f"{server['AWS_ENDPOINT_URL']}/{bucket}"
    region = "<LocationConstraint>ap-northeast-1</LocationConstraint>"
    asked("PUT", url, data=f"<CreateBucketConfiguration>{region}</CreateBucketConfiguration>")
    return url


def objects(url: str) -> dict[str, bytes]:
    listed = ElementTree.fromstring(asked("GET", f"{url}?list-type=2").content)
    keys = [str(key.text) for key in listed.iter("{http://s3.amazonaws.com/doc/2006-03-01/}Key")]
    return {key: asked("GET", f"{url}/{key}").content for key in keys}


def test_a_release_in_a_bucket(s3: Environment, opendata: Opendata, tmp_path: Path) -> None:
    url, release = made(s3, "site"), without_site(tmp_path / "release")
    command = ("publish", "--to", "s3", "--url", "s3://site/policy", "--json", str(release))
    files = {f"policy/{VERSION}/{path}": data for path, data in content(release).items()}
    tried = json.loads(opendata(*command, "--dry-run", **s3).stdout)
    assert (len(tried["written"]), objects(url)) == (len(files) + 1, {})
    run = opendata(*command, **s3)
    assert (run.returncode, len(json.loads(run.stdout)["written"])) == (0, len(files) + 1)
    there = objects(url)
    assert {key: there[key] for key in there if key != "policy/latest.json"} == files
    pointer = json.loads(there["policy/latest.json"])
    assert hashlib.sha256(there["policy/" + pointer["manifest"]]).hexdigest() == pointer["sha256"]
    again = json.loads(opendata(*command, **s3).stdout)
    assert (again["written"], again["there"], again["switched"]) == ([], len(files), False)
    headers = asked("HEAD", f"{url}/policy/{VERSION}/data/goals.csv").headers
    assert headers["Content-Type"] == "text/csv; charset=utf-8"
    assert asked("HEAD", f"{url}/policy/latest.json").headers["Cache-Control"] == "no-cache"


def test_a_version_in_a_bucket_does_not_change(s3: Environment, tmp_path: Path, opendata: Opendata) -> None:
    url = made(s3, "kept")
    command = ("publish", "--to", "s3", "--url", "s3://kept")
    assert opendata(*command, str(small_release(tmp_path / "a", "1", one="1\n")), **s3).returncode == 0
    before = objects(url)
    run = opendata(*command, str(small_release(tmp_path / "b", "1", one="2\n")), **s3)
    assert (run.returncode, run.stderr.count("E-IMMUTABLE")) == (5, 2)
    assert objects(url) == before


@pytest.mark.parametrize(
    ("bucket", "changed"),
    [("s3://not-there/x", {}), ("s3://site/x", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"})],
    ids=["no bucket", "no server"],
)
def test_a_place_that_fails_is_told_without_a_key(
    s3: Environment, tmp_path: Path, opendata: Opendata, bucket: str, changed: Environment
) -> None:
    release = str(small_release(tmp_path / "a", "1"))
    run = opendata("publish", "--to", "s3", "--url", bucket, release, **(s3 | changed))
    assert (run.returncode, "E-STORE" in run.stderr) == (4, True)
    assert SECRET not in run.stdout + run.stderr


KILLED = """
import os, signal, sys
from pathlib import Path
from pipeline.deliver import publish
from pipeline.deliver.bucket import Bucket

left, write = int(sys.argv[3]), Bucket.write
def counted(*arguments):
    global left
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    left -= 1
    write(*arguments)
Bucket.write = counted
publish("s3", Path(sys.argv[1]), sys.argv[2], None, dry=False)
"""


def test_a_publication_to_a_bucket_that_is_killed_is_finished_by_the_next(
    s3: Environment, tmp_path: Path, opendata: Opendata
) -> None:
    url = made(s3, "hit")
    old, new = small_release(tmp_path / "a", "1"), small_release(tmp_path / "b", "2", one="2\n")
    command = ("publish", "--to", "s3", "--url", "s3://hit/x")
    opendata(*command, str(old), **s3)
    environment = os.environ | s3 | {"PYTHONPATH": str(ROOT)}
    for after in (2, 1):  # before the tag manifest, and with that before latest.json
        killed = [sys.executable, "-c", KILLED, str(new), "s3://hit/x", str(after)]
        assert subprocess.run(killed, env=environment, check=False, timeout=60).returncode == -signal.SIGKILL
        assert json.loads(objects(url)["x/latest.json"])["version"] == "1"
    assert opendata(*command, str(new), **s3).returncode == 0
    there = objects(url)
    assert json.loads(there["x/latest.json"])["version"] == "2"
    assert {f"x/2/{path}": data for path, data in content(new).items()}.items() <= there.items()


def test_other_file_systems_of_fsspec_go_the_same_way(tmp_path: Path) -> None:
    place, release = Bucket(f"memory://{tmp_path}/site"), release_in(small_release(tmp_path / "a", "1", one="1\n"))
    assert len(publish(release, place, dry=False).written) == 7
    assert publish(release, place, dry=False).written == []
    place.write("1/data/one.csv", of_bytes(b"other"))
    assert stopped(lambda: publish(release, place, dry=False)) == [("E-IMMUTABLE", "1/data/one.csv", "other bytes")]


class Encrypted:
    """A file system whose ETag is no MD5, as with a key of KMS; the rest is as it was."""

    protocol = ("s3",)

    def __init__(self, fs: Any) -> None:
        self._fs = fs

    def info(self, place: str) -> dict[str, str]:
        return {"ETag": '"0123456789abcdef0123456789abcdef-2"'}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._fs, name)


def test_an_object_whose_etag_does_not_tell_is_read_back(tmp_path: Path) -> None:
    place = Bucket(f"memory://{tmp_path}/site")
    place.write("1/a.csv", of_bytes(b"right"))
    place._fs, place._is_s3 = Encrypted(place._fs), True
    assert place.same("1/a.csv", of_bytes(b"right"))
    assert not place.same("1/a.csv", of_bytes(b"wrong"))

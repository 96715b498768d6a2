"""`opendata serve` as a process: where it listens, to whom it answers, and how it ends."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.conftest import ROOT, Opendata
from tests.serve.conftest import address_in, serving, started

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def processes(parent: int) -> set[int]:
    """All that a process has started and that lives, at any depth."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = {int(pid): int(of) for pid, of in (line.split() for line in listed.splitlines())}
    found: set[int] = set()
    while more := {pid for pid, of in parents.items() if of in {parent, *found}} - found:
        found |= more
    return found


def answering(parent: int) -> set[int]:
    """The two processes of a server at work: one with the store, one that answers."""
    until = time.monotonic() + 10
    while len(found := processes(parent)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(found) == 2
    return found


def alive(pids: set[int]) -> set[int]:
    return {pid for pid in pids if Path(f"/proc/{pid}").exists()}


def begin(address: str) -> socket.socket:
    """A slow query whose answer nobody has yet."""
    client = socket.create_connection((urlsplit(address).hostname or "", urlsplit(address).port or 0))
    body = SLOW.encode()
    head = f"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
    client.sendall(head.encode() + b"Content-Type: application/sparql-query\r\n\r\n" + body)
    return client


@pytest.mark.parametrize(("signum", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_when_it_is_told_to_and_leaves_no_process(release: Path, signum: int, status: int) -> None:
    with started(release, "--timeout", "60") as (process, said), begin(address_in(said)):
        others = answering(process.pid)
        process.send_signal(signum)
        _, wrong = process.communicate(timeout=10)
        assert process.returncode == status
        assert not alive(others)
        assert wrong == ""


def test_killed_outright_it_leaves_no_process_either(release: Path) -> None:
    with started(release, "--timeout", "60") as (process, said), begin(address_in(said)):
        others = answering(process.pid)
        process.kill()
        process.wait(10)
        until = time.monotonic() + 3
        while alive(others) and time.monotonic() < until:
            time.sleep(0.05)
        assert not alive(others)


def test_a_client_that_goes_away_frees_its_place(release: Path) -> None:
    with serving(release, "--timeout", "60", "--workers", "1") as address:
        client = begin(address)
        time.sleep(0.5)
        client.close()
        answer = requests.get(f"{address}sparql", params={"query": "ASK {}"}, timeout=5)
        assert answer.status_code == 200


@pytest.mark.parametrize(("lang", "word"), [("ja", "表示中"), ("en", "serving")])
def test_it_says_where_it_is_in_the_language_of_its_user(release: Path, lang: str, word: str) -> None:
    with started(release, lang=lang) as (_, said):
        assert word in said
        assert address_in(said).startswith("http://127.0.0.1:")
        assert requests.get(address_in(said), timeout=5).status_code == 200


def test_a_port_that_is_taken_is_a_problem(opendata: Opendata, release: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        found = opendata("serve", str(release), "--port", str(taken.getsockname()[1]))
    assert found.returncode == 4
    assert "E-SERVE-ADDRESS" in found.stderr
    assert "Address already in use" in found.stderr


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.jp", "127.0.0.1.example.jp"])
def test_others_are_let_in_only_when_that_is_said(opendata: Opendata, release: Path, host: str) -> None:
    found = opendata("serve", str(release), "--host", host)
    assert (found.returncode, "E-SERVE-PUBLIC" in found.stderr) == (5, True)


def test_what_is_no_release_is_a_problem(opendata: Opendata, tmp_path: Path) -> None:
    found = opendata("serve", str(tmp_path))
    assert (found.returncode, "E-RELEASE" in found.stderr, found.stdout) == (2, True, "")
    assert opendata("serve", str(ROOT / "raw"), "--json").returncode == 2


def asked_as(address: str, host: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    try:
        connection.request("GET", "/datapackage.json", headers={"Host": host})
        return connection.getresponse().status
    finally:
        connection.close()


def test_it_answers_to_its_own_names_only(server: str, release: Path) -> None:
    for host in ("localhost", "localhost:8000", "127.0.0.1", "127.0.0.1:1", "[::1]:8000", "LOCALHOST"):
        assert asked_as(server, host) == 200
    for host in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example:8000", "evil@localhost:x]", "[", ""):
        assert asked_as(server, host) == 421
    with serving(release, "--public", "--host", "0.0.0.0") as address:
        assert asked_as(address.replace("0.0.0.0", "127.0.0.1"), "data.example.jp") == 200


def test_refused_hosts_get_the_headers_too(server: str) -> None:
    answer = requests.get(server, headers={"Host": "evil.example"}, timeout=5)
    assert answer.json()["code"] == "E-REQUEST-HOST"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]

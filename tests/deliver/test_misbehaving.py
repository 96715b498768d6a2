"""Against a server that misbehaves on purpose: what is tried again, what is said, and that the token stays here."""

from __future__ import annotations

import email.utils
import json
import logging
import re
import shutil
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline import web
from pipeline.deliver.to_ckan import to_ckan
from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.report.catalogue import message, remedy
from tests.conftest import Opendata
from tests.deliver.conftest import built

TOKEN = "canary.7f3a-token"
DATASET = {"id": "d1", "metadata_modified": "2026-01-01T00:00:00", "resources": []}
READS: dict[str, Any] = {
    "license_list": [{"id": "cc-by-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}],
    "organization_list_for_user": [{"id": "o1", "name": "miyagi"}],
}


class Handler(BaseHTTPRequestHandler):
    """Answers reads as a CKAN without the dataset; writes one after the other by the script of its server."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
        action = self.path.split("?")[0].rpartition("/")[2]
        if self.server.reads:
            self.server.reads.pop(0)(self)
        elif action in READS:
            self.reply(200, {"success": True, "result": READS[action]})
        else:
            self.reply(404, {"success": False, "error": {"__type": "Not Found Error"}})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.seen.append((self.command, self.path, self.headers.get("Authorization", "")))
        self.server.writes.pop(0)(self)

    def reply(self, status: int, body: object, **headers: str) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None: ...


Reply = Callable[[Handler], None]


class Server(ThreadingHTTPServer):
    """A server with a script. `seen` is what was asked of it, with the token that came along."""

    daemon_threads = True
    reads: list[Reply]
    writes: list[Reply]
    seen: list[tuple[str, str, str]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def written(self) -> int:
        return sum(method == "POST" for method, path, token in self.seen)


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as made:
        made.reads, made.writes, made.seen = [], [], []
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("release"), "m")


@pytest.fixture
def stopped(server: Server, release: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Problem]:
    """Publishes to the server, which ends in a problem."""
    monkeypatch.setattr(web, "BACKOFF", 0)

    def publish(*writes: Reply, reads: tuple[Reply, ...] = ()) -> Problem:
        server.writes, server.reads = list(writes), list(reads)
        with pytest.raises(Stop) as caught:
            to_ckan(release, server.url, TOKEN, "", dry_run=False, say=lambda change: None)
        (problem,) = caught.value.problems
        for language in ("ja", "en"):
            assert TOKEN not in message(problem, language) + remedy(problem, language)
        return problem

    return publish


def says(status: int, body: object = b"", **headers: str) -> Reply:
    return lambda handler: handler.reply(status, body, **headers)


def cut(handler: Handler) -> None:
    """Half of an answer, then a reset."""
    handler.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"success": true, ')
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    handler.close_connection = True
    handler.connection.close()


def endless(handler: Handler) -> None:
    """5 GB, of which nobody takes more than is good."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000000\r\n\r\n")
    try:
        while True:
            handler.wfile.write(b" " * 65536)
    except OSError:
        handler.close_connection = True


def slow(handler: Handler) -> None:
    time.sleep(0.6)
    handler.close_connection = True


REFUSED = {"success": False, "error": {"__type": "Authorization Error", "message": f"Access denied: {TOKEN}"}}
INVALID = {"success": False, "error": {"__type": "Validation Error", "license_id": [f"{TOKEN} " + "x" * 5000]}}
CONFLICT = {"success": False, "error": {"__type": "Validation Error", "match": ["metadata_modified"]}}


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (401, REFUSED, "E-CKAN-REFUSED"),
        (403, REFUSED, "E-CKAN-REFUSED"),
        (403, b"<html>No, " + TOKEN.encode(), "E-CKAN-REFUSED"),
        (409, INVALID, "E-CKAN-INVALID"),
        (413, b"<html>413 Request Entity Too Large</html>", "E-CKAN-SIZE"),
        (400, "Bad request - Action name not known: package_create", "E-WEB-ANSWER"),
        (500, b"Internal Server Error " + TOKEN.encode(), "E-WEB-ANSWER"),
        (200, b"<html>Please log in</html>", "E-WEB-ANSWER"),
        (200, b"[" * 100_000, "E-WEB-ANSWER"),
        (200, {"success": True}, "E-WEB-ANSWER"),
        (200, {"success": True, "result": {"id": 1}}, "E-WEB-ANSWER"),
        (404, b"<html>Not here</html>", "E-WEB-ANSWER"),
    ],
)
def test_what_is_refused_is_said_and_not_tried_again(
    server: Server, stopped: Callable[..., Problem], status: int, body: object, code: str
) -> None:
    problem = stopped(says(status, body))

    assert problem.code == code
    assert server.written() == 1
    assert len(message(problem, "en")) < 500


@pytest.mark.parametrize("reply", [says(502), says(503, Retry_After="soon"), says(504), cut, says(409, CONFLICT)])
def test_what_may_pass_is_tried_again(server: Server, stopped: Callable[..., Problem], reply: Reply) -> None:
    made = {**DATASET, "extras": [{"key": "datapackage_id", "value": "https://opendata.example.jp/dataset/m"}]}
    first_create = says(200, {"success": True, "result": made})

    problem = stopped(reply, reply, first_create, says(403, REFUSED))

    assert problem.code == "E-CKAN-REFUSED"  # by the last of them
    assert server.written() == 4


def test_and_not_for_ever(server: Server, stopped: Callable[..., Problem]) -> None:
    assert stopped(*[says(503)] * 50).code == "E-WEB-BUSY"
    assert server.written() == web.TRIES
    assert stopped(*[cut] * 50).facts["reason"] == "the connection was cut"


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_it_waits_as_long_as_it_is_asked_to(server: Server, stopped: Callable[..., Problem], form: str) -> None:
    started = time.monotonic()
    wait = "2" if form == "seconds" else email.utils.formatdate(time.time() + 2.5, usegmt=True)

    assert stopped(says(429, Retry_After=wait), says(403, REFUSED)).code == "E-CKAN-REFUSED"

    assert 0.9 < time.monotonic() - started < 6


@pytest.mark.parametrize("wait", ["86400", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_but_not_for_a_day(server: Server, stopped: Callable[..., Problem], wait: str) -> None:
    started = time.monotonic()

    problem = stopped(*[says(429, Retry_After=wait)] * 9)

    assert problem.code == "E-WEB-BUSY"
    assert server.written() == (web.TRIES if len(wait) == 5000 else 1)
    assert time.monotonic() - started < 5


def test_a_file_that_changes_while_it_is_sent_is_told(server: Server, release: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(release, tmp_path / "release")
    made = {**DATASET, "extras": [{"key": "datapackage_id", "value": "https://opendata.example.jp/dataset/m"}]}

    def meanwhile(handler: Handler) -> None:
        for path in (path for path in folder.rglob("*") if path.is_file()):
            path.write_bytes(path.read_bytes() + b" ")
        handler.reply(200, {"success": True, "result": {"package": made}})

    server.writes = [says(200, {"success": True, "result": made}), meanwhile]
    server.reads = []
    with pytest.raises(Stop, match="E-HASH"):
        to_ckan(folder, server.url, TOKEN, "", dry_run=False, say=lambda change: None)
    assert server.written() == 2


def test_a_read_is_tried_again_too(server: Server, stopped: Callable[..., Problem]) -> None:
    busy = says(503)

    assert stopped(says(403, REFUSED), reads=(busy, cut, busy)).code == "E-CKAN-REFUSED"
    assert stopped(reads=(busy,) * 9).code == "E-WEB-BUSY"


def test_a_slow_answer_has_its_time(
    server: Server, stopped: Callable[..., Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "TIMEOUT", (1.0, 0.2))

    problem = stopped(*[slow] * 9)

    assert problem.facts["reason"] == "no answer within 0.2 seconds"


def test_an_answer_of_5_gb_is_left(
    server: Server, stopped: Callable[..., Problem], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "LIMIT", 1 << 20)

    assert stopped(endless).facts["reason"] == "longer than 1,048,576 bytes"
    assert stopped(reads=(endless,)).code == "E-WEB-ANSWER"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_shown_and_not_followed(server: Server, stopped: Callable[..., Problem], status: int) -> None:
    with Server(("127.0.0.1", 0), Handler) as other:
        other.reads, other.writes, other.seen = [], [], []
        threading.Thread(target=other.serve_forever, daemon=True).start()
        away = says(status, Location=f"{other.url}/{TOKEN}/api")

        assert stopped(away).code == "E-WEB-REDIRECT"
        assert stopped(reads=(away,)).cell == f"{other.url}/***/api"

        other.shutdown()
        assert other.seen == []


def test_a_netrc_does_not_take_the_place_of_the_token(
    server: Server, stopped: Callable[..., Problem], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n", "utf-8")
    monkeypatch.setenv("NETRC", str(netrc))

    stopped(says(403, REFUSED))

    assert {token for method, path, token in server.seen} == {TOKEN}


def test_the_token_is_in_no_output_and_no_log(
    server: Server, release: Path, opendata: Opendata, caplog: pytest.LogCaptureFixture, capfd: Any
) -> None:
    server.writes = [says(403, REFUSED), says(409, INVALID), says(302, Location=f"https://{TOKEN}.example.jp/")]
    command = ["publish", "--to", "ckan", "--url", server.url, str(release)]
    for more, code, status in ((["--json"], "E-CKAN-REFUSED", 4), ([], "E-CKAN-INVALID", 4), ([], "E-WEB-REDIRECT", 5)):
        done = opendata(*command, *more, OPENDATA_CKAN_TOKEN=TOKEN)
        assert done.returncode == status
        assert code in done.stdout + done.stderr
        assert TOKEN not in done.stdout + done.stderr
    assert json.loads(opendata(*command, "--json", OPENDATA_CKAN_TOKEN="").stdout)["exit"] == 2

    caplog.set_level(logging.DEBUG)
    server.writes = [says(403, REFUSED)]
    with pytest.raises(Stop) as caught:
        to_ckan(release, server.url, TOKEN, "", dry_run=False, say=lambda change: None)
    assert re.search(TOKEN, caplog.text + repr(caught.value) + "".join(capfd.readouterr())) is None


def test_a_dry_run_sends_nothing_but_reads(server: Server, release: Path) -> None:
    said: list[str] = []

    to_ckan(release, server.url, TOKEN, "", dry_run=True, say=lambda change: said.append(change.kind))

    assert said[0] == "create"
    assert {method for method, path, token in server.seen} == {"GET"}

"""Servers on loopback that behave as servers in the world do, well and badly."""

from __future__ import annotations

import contextlib
import json
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TABLE = "raw/goals.csv"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """A server that is running: where it is, what was asked of it (path and headers), and what it answers."""

    url: str
    answer: Answer
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextlib.contextmanager
def served(answer: Answer, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Server]:
    """A server for the time of a test."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.close_connection = True
            server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            with contextlib.suppress(OSError):  # the client may have had enough
                server.answer(self)

        def log_message(self, *arguments: object) -> None: ...

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *arguments: object) -> None: ...

    with Quiet(("127.0.0.1", 0), Handler) as http:
        if tls:
            http.socket = tls.wrap_socket(http.socket, server_side=True)
        port = http.server_address[1]
        server = Server(f"{'https' if tls else 'http'}://{host}:{port}", answer)
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


def sends(body: bytes, status: int = 200, **headers: str) -> Answer:
    """An answer with this body; header names with `_` for `-`."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        sent = {"Content_Length": str(len(body)), "Connection": "close"} | headers
        request.send_response(status)
        for name, value in sent.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def with_etag(body: bytes, etag: str) -> Answer:
    """An answer that is not sent again to who has it."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("If-None-Match") == etag:
            sends(b"", 304, ETag=etag)(request)
        else:
            sends(body, ETag=etag)(request)

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other, the last for ever."""
    left = list(answers)

    def answer(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


def redirect(location: str, status: int = 302) -> Answer:
    return sends(b"", status, Location=location)


def give_address(project: Path, url: str, table: str = "goals") -> None:
    """Puts the address of a raw table into the project's datapackage.json."""
    place = project / "datapackage.json"
    document = json.loads(place.read_text("utf-8"))
    resource = next(resource for resource in document["resources"] if resource["name"] == table)
    resource["origin"]["raw"]["url"] = url
    place.write_text(json.dumps(document, ensure_ascii=False), "utf-8")

"""Around every answer: the headers that keep a browser to what is here, and the names by which the server is asked."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipeline.http import headers
from pipeline.problem import Problem
from pipeline.serve.said import said


def guarded(app: ASGIApp, hosts: frozenset[str]) -> ASGIApp:
    """The application with the headers of `http.toml`, for requests to one of the hosts (to any where there are none):
    a page of someone else that has its name resolved to this machine is not answered."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                for name, value in headers().items():
                    own.setdefault(name, value)
            await send(message)

        request = Request(scope)
        host = _name(request.headers.get("host", ""))
        if hosts and host not in hosts:
            refused = said(request, Problem("E-REQUEST-HOST", cell=host))
            await refused(scope, receive, with_headers)
            return
        await app(scope, receive, with_headers)

    return answer


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""

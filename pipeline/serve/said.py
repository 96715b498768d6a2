"""Problems as answers: JSON in both languages (RFC 9457), or a page where a browser asks."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.errors import Stop
from pipeline.language import current
from pipeline.problem import Problem
from pipeline.report.bug import bug
from pipeline.report.catalogue import entry, message, remedy
from pipeline.report.templates import rendered
from pipeline.serve.negotiation import HTML, chosen, language

PROBLEM = "application/problem+json"
RETRY = {"E-QUERY-BUSY": "5"}
"""Seconds after which another try may do better."""


def said(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The problem as an answer; its status is that of the catalogue."""
    status = entry(problem.code).http
    more = {"Vary": "Accept", "Cache-Control": "no-store", **(headers or {})}
    if problem.code in RETRY:
        more["Retry-After"] = RETRY[problem.code]
    if chosen(request.headers.get("accept", ""), (PROBLEM, "application/json", HTML)) == HTML:
        wanted = language(request.headers.get("accept-language", ""))
        words = {"message": message(problem, wanted), "remedy": remedy(problem, wanted)}
        text = rendered(
            "pipeline.serve", "problem.html.j2", language=wanted, code=problem.code, root=root(request), **words
        )
        return HTMLResponse(text, status, headers=more)
    both = {
        key: {"ja": say(problem, "ja"), "en": say(problem, "en")}
        for key, say in (("message", message), ("remedy", remedy))
    }
    document = {"title": both["message"]["en"], "status": status, "code": problem.code, **both}
    return Response(json.dumps(document, ensure_ascii=False, indent=1) + "\n", status, more, PROBLEM)


def root(request: Request) -> str:
    """The way from the address that was asked for to the web root, so that a page works under any path."""
    return "../" * (request.url.path.count("/") - 1)


async def stopped(request: Request, error: Exception) -> Response:
    """The first problem of a Stop."""
    assert isinstance(error, Stop)
    return said(request, error.problems[0])


async def refused(request: Request, error: Exception) -> Response:
    """What the framework refuses: a method, or a path that is none."""
    assert isinstance(error, HTTPException)
    code = "E-REQUEST-METHOD" if error.status_code == 405 else "E-REQUEST-PATH"
    return said(request, Problem(code, cell=request.url.path), error.headers)


async def broken(request: Request, error: Exception) -> Response:
    """A bug: to the client no more than that, to who serves it where the report is."""
    problem = bug(error)
    click.echo(f"{problem.code}: {message(problem, current())}", err=True)
    return said(request, Problem("E-BUG", facts={"report": "-"}))

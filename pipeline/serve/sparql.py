"""/sparql: SPARQL 1.1 Protocol for queries, and a page of the answer for who has nothing but a browser."""

from __future__ import annotations

import asyncio
import json
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.report.catalogue import entry, message, remedy
from pipeline.report.templates import rendered
from pipeline.serve.description import NUMBERS, description
from pipeline.serve.keeper import SHOWN
from pipeline.serve.negotiation import HTML
from pipeline.serve.pool import Answer
from pipeline.serve.protocol import KINDS, Asked, asked, media_types, spoken
from pipeline.serve.released import Released
from pipeline.serve.said import root, said

HEADERS = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
FORMS = {"solutions": ("csv", "tsv", "json", "xml"), "boolean": ("json", "xml"), "graph": ("ttl", "nt", "jsonld")}
"""What a page of an answer links to."""


async def endpoint(released: Released, request: Request) -> Response:
    """The answer, the problem, or what the service says of itself."""
    question = await asked(request)
    if question is None:
        return _introduced(released, request)
    work = asyncio.ensure_future(released.pool.ask(question.query, question.forms(), released.package.prefixes))
    gone = asyncio.ensure_future(_gone(request))
    try:
        await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            return Response(status_code=499)  # nobody reads it
        return await asyncio.to_thread(_answered, released, request, question, work.result())
    except Stop as stop:
        if question.media["solutions"] == HTML:
            return _page(released, request, question, problem=stop.problems[0])
        return said(request, stop.problems[0])
    finally:
        work.cancel()
        gone.cancel()


async def _gone(request: Request) -> None:
    """Comes back when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _answered(released: Released, request: Request, question: Asked, answer: Answer) -> Response:
    if answer.form == "html":
        return _page(released, request, question, answer=answer)
    return _sent(answer.content, question.media[answer.kind])


def _sent(content: bytes, media: str) -> Response:
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Response(content, headers=HEADERS | {"Content-Type": media + charset})


def _introduced(released: Released, request: Request) -> Response:
    """Without a query: a form for people, the service description for programs."""
    media = media_types(request, request.query_params.get("format", ""))["graph"]
    if not media:
        raise Stop([Problem("E-REQUEST-FORM")])
    if media == HTML:
        nothing = Asked("", {}, spoken(request, request.query_params.get("lang", "")))
        return _page(released, request, nothing)
    address = str(request.url.replace(query=""))
    return _sent(description(address, released.pool.triples, KINDS["graph"][media]), media)


def _page(
    released: Released,
    request: Request,
    question: Asked,
    *,
    answer: Answer | None = None,
    problem: Problem | None = None,
) -> Response:
    """The query in its form, and below it what it has answered."""
    language = question.language
    forms = FORMS[answer.kind] if answer else ()
    words = problem and {
        "code": problem.code,
        "message": message(problem, language),
        "remedy": remedy(problem, language),
    }
    text = rendered(
        "pipeline.serve",
        "answer.html.j2",
        language=language,
        root=root(request),
        query=question.query,
        found=json.loads(answer.content) if answer else None,
        problem=words,
        base=released.package.descriptor.pipeline.base,
        links=[(form.upper(), "?" + urlencode({"query": question.query, "format": form})) for form in forms],
        shown=SHOWN,
        numbers=NUMBERS[language],
    )
    return HTMLResponse(text, entry(problem.code).http if problem else 200, HEADERS)

"""What an identifier answers: the one place where `id/…`, `dataset/…`, `observation/…`, `def/…` are looked up.

A thing is no document (httpRange-14): it answers 303, to its page or to the document `ADDRESS.ttl`, `.nt`, `.jsonld`
that describes it, live from the store. An address that is a page answers itself, and for RDF leads to its graph.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pipeline.http import media_type
from pipeline.problem import Problem
from pipeline.serve.described import is_cut, links_of, query_of, read, written
from pipeline.serve.identifiers import identifiers
from pipeline.serve.negotiation import chosen
from pipeline.serve.released import Link, Released
from pipeline.serve.said import said
from pipeline.site.rules import ITSELF, Rule, found

HTML = "text/html"
MEDIA = {HTML: "html", "text/turtle": "ttl", "application/ld+json": "jsonld", "application/n-triples": "nt"}
"""What an identifier can lead to; the first where a client has no wish."""


async def dereferenced(released: Released, request: Request) -> Response | None:
    """The answer of an identifier, or of the description of one; None for every other address, and for a page.

    It is asked before the files of the web root.
    """
    known, path = identifiers(released.folder), _requested(request)
    if gone := known.withdrawn(path):
        facts = {"version": gone.withdrawn, "reason_ja": gone.reason_ja, "reason_en": gone.reason_en}
        later = f"{known.base}{gone.successor}" if gone.successor else "–"
        headers = {"Link": Link(later, "successor-version").from_(path)} if gone.successor else {}
        return said(request, Problem("E-IDENTIFIER-GONE", cell=path, facts={**facts, "successor": later}), headers)
    stem, _, form = path.rpartition(".")
    described = found(known.rules, stem) if form in MEDIA.values() else None
    if described and (document := await _document(released, known.base, stem, form, described[1])):
        return document
    if matched := found(known.rules, path):
        rule, page = matched
        if rule.page == ITSELF or not rule.forms or await _is_described(released, known.base + path):
            return _led(request, path, rule, page)
    return None


def _requested(request: Request) -> str:
    """The path below the web root as it was sent: an encoded slash belongs to a key."""
    whole: str = request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
    return whole.removeprefix(quote(request.scope.get("root_path", ""))).removeprefix("/")


def _led(request: Request, path: str, rule: Rule, page: str) -> Response | None:
    media = chosen(request.headers.get("accept", ""), [*MEDIA])
    if media is None:
        return said(request, Problem("E-IDENTIFIER-FORM", cell=path))
    if rule.page == ITSELF:
        to = "" if media == HTML else f"rdf/{rule.graph}.{MEDIA[media]}"
    else:
        to = page if media == HTML else f"{path}.{MEDIA[media]}"
    if not to:
        return None
    documents = [] if rule.page == ITSELF else [*_alternates(path, page, "")]
    links = ", ".join(link.from_(path) for link in documents)
    response = RedirectResponse(
        Link(to, "").address(path), 303, {"Vary": "Accept"} | ({"Link": links} if links else {})
    )
    response.headers["Location"] = Link(to, "").address(path)  # as it was sent, with what it has encoded
    return response


async def _is_described(released: Released, address: str) -> bool:
    if query_of(address) is None:
        return False
    answer = await released.pool.ask(f"ASK {{ <{address}> ?property ?value }}", {"boolean": "json"}, {}, short=True)
    return bool(json.loads(answer.content)["boolean"])


async def _document(released: Released, base: str, path: str, form: str, page: str) -> Response | None:
    address = base + path
    query = query_of(address)
    if query is None:
        return None
    answer = await released.pool.ask(query, {"graph": "nt"}, {}, short=True)
    triples = await asyncio.to_thread(read, answer.content, address)
    if not triples:
        return None
    content = await asyncio.to_thread(written, triples, form, released.package.prefixes, base)
    here = f"{path}.{form}"
    links = [Link(address, "describes"), *_alternates(path, page, form)]
    if is_cut(triples, address):
        links.append(Link(f"sparql?query={quote(links_of(address))}", "related"))
    headers = {
        "Content-Type": media_type(here),
        "Link": ", ".join(link.from_(here) for link in links),
        "Cache-Control": "no-cache",
    }
    return Response(content, headers=headers)


def _alternates(path: str, page: str, but: str) -> Iterator[Link]:
    """The page and the documents of an identifier."""
    for media, form in MEDIA.items():
        if form != but:
            yield Link(page if form == "html" else f"{path}.{form}", "alternate", media)

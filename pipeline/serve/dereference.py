"""What an identifier answers: the one place where `id/…`, `dataset/…`, `observation/…`, `def/…` are looked up.

A thing is no document (httpRange-14): it answers 303, to its page or to the document `ADDRESS.ttl`, `.nt`, `.jsonld`
that describes it, live from the store. An address that is a page answers itself, and for RDF leads to its graph; to its
graph the catalogue leads too, which is what all of that is about.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from pipeline.files import regular_file
from pipeline.http import media_type
from pipeline.problem import Problem
from pipeline.serve.described import is_cut, links_of, query_of, read, written
from pipeline.serve.identifiers import Withdrawn
from pipeline.serve.links import Link
from pipeline.serve.negotiation import HTML, chosen, language
from pipeline.serve.released import Released
from pipeline.serve.said import PROBLEM, said
from pipeline.site.heads import tree
from pipeline.site.hosts.accept import RDF
from pipeline.site.page import FOLDER, INDEX
from pipeline.site.places import folder_of
from pipeline.site.rules import ITSELF, Rule, found

MEDIA = {HTML: "html", "text/turtle": "ttl", "application/ld+json": "jsonld", "application/n-triples": "nt"}
"""What an identifier can lead to; the first where a client has no wish."""
ASKED = MEDIA | {"application/xhtml+xml": "html", "application/x-turtle": "ttl", "application/json": "jsonld"}
"""The same, and what some clients call it."""


async def dereferenced(released: Released, request: Request) -> Response | None:
    """The answer of an identifier, or of the description of one; None for every other address, and for a page.

    It is asked before the files of the web root.
    """
    known, path = released.identifiers, _requested(request)
    if gone := known.withdrawn(path):
        return await _gone(released, request, known.base, gone)
    stem, _, form = path.rpartition(".")
    described = found(known.rules, stem) if form in MEDIA.values() else None
    if described and (document := await _document(released, known.base, stem, form, described[1])):
        return document
    if matched := found(known.rules, path):
        rule, page = matched
        if path == released.package.descriptor.pipeline.catalogue.catalog.address:
            return _led(request, path, rule, page, f"rdf/{rule.graph}")
        if rule.page == ITSELF or not rule.forms or await _is_described(released, known.base + path):
            return _led(request, path, rule, page, path)
    return None


def _requested(request: Request) -> str:
    """The path below the web root as it was sent: an encoded slash belongs to a key."""
    whole: str = request.scope.get("raw_path", b"").decode("ascii", "replace").partition("?")[0]
    return whole.removeprefix(quote(request.scope.get("root_path", ""))).removeprefix("/")


async def _gone(released: Released, request: Request, base: str, gone: Withdrawn) -> Response:
    """410: the page of the site that says so, for who reads pages; what the release still says of it, for who reads
    RDF; else the problem."""
    accept, spoken = (request.headers.get(name, "") for name in ("accept", "accept-language"))
    later = f"{base}{gone.successor}" if gone.successor else ""
    headers = {"Vary": "Accept, Accept-Language"}
    headers |= {"Link": Link(later, "successor-version").from_(gone.identifier)} if later else {}
    wanted = chosen(accept, (PROBLEM, "application/json", *MEDIA))
    if wanted in (*MEDIA,)[1:] and (content := await _described(released, base, gone.identifier, MEDIA[wanted])):
        return Response(content[0], 410, headers | {"Content-Type": media_type(f"x.{MEDIA[wanted]}")})
    place = FOLDER + tree(language(spoken)) + folder_of(gone.identifier) + INDEX
    page = regular_file(released.folder, place)
    if isinstance(page, Path) and chosen(accept, (PROBLEM, HTML)) == HTML:
        return Response(await asyncio.to_thread(page.read_bytes), 410, headers, HTML)
    facts = {"version": gone.withdrawn, "reason_ja": gone.reason_ja, "reason_en": gone.reason_en}
    problem = Problem("E-IDENTIFIER-GONE", cell=gone.identifier, facts=facts | {"successor": later or "–"})
    return said(request, problem, headers)


def _led(request: Request, path: str, rule: Rule, page: str, document: str) -> Response | None:
    """To the page, or to a form of the document that describes it."""
    accept = request.headers.get("accept", "")
    media = "text/turtle" if re.match(RDF, accept, re.I) else chosen(accept, [*ASKED])
    if media is None:
        return said(request, Problem("E-IDENTIFIER-FORM", cell=path))
    form = ASKED[media]
    headers = {"Vary": "Accept"}
    if rule.page == ITSELF:
        if form == "html":
            return None
        to = f"rdf/{rule.graph}.{form}"
    else:
        to = page if form == "html" else f"{document}.{form}"
        headers["Link"] = ", ".join(link.from_(path) for link in _alternates(document, page, ""))
    # as it was requested: what is encoded stays so
    return Response(status_code=303, headers=headers | {"Location": Link(to, "").address(path)})


async def _is_described(released: Released, address: str) -> bool:
    if query_of(address) is None:
        return False
    answer = await released.pool.ask(f"ASK {{ <{address}> ?property ?value }}", {"boolean": "json"}, {}, short=True)
    return bool(json.loads(answer.content)["boolean"])


async def _document(released: Released, base: str, path: str, form: str, page: str) -> Response | None:
    described = await _described(released, base, path, form)
    if described is None:
        return None
    content, cut = described
    address, here = base + path, f"{path}.{form}"
    links = [Link(address, "describes"), *_alternates(path, page, form)]
    if cut:
        links.append(Link(f"sparql?query={quote(links_of(address))}", "related"))
    headers = {
        "Content-Type": media_type(here),
        "Link": ", ".join(link.from_(here) for link in links),
        "Cache-Control": "no-cache",
    }
    return Response(content, headers=headers)


async def _described(released: Released, base: str, path: str, form: str) -> tuple[bytes, bool] | None:
    """What the store says of a thing, and whether more may point to it; None where it says nothing."""
    address = base + path
    query = query_of(address)
    if query is None:
        return None
    answer = await released.pool.ask(query, {"graph": "nt"}, {}, short=True)
    triples = await asyncio.to_thread(read, answer.content, address)
    if not triples:
        return None
    content = await asyncio.to_thread(written, triples, form, released.package.prefixes, base)
    return content, is_cut(triples, address)


def _alternates(path: str, page: str, but: str) -> Iterator[Link]:
    """The page and the documents of an identifier."""
    for media, form in MEDIA.items():
        if form != but:
            yield Link(page if form == "html" else f"{path}.{form}", "alternate", media)

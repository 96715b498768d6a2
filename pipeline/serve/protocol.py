"""A request to /sparql as SPARQL 1.1 Protocol has it: what is asked, and in which forms the answer can be."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from pipeline.errors import Stop
from pipeline.language import Language
from pipeline.problem import Problem
from pipeline.serve.negotiation import HTML, chosen, language
from pipeline.sparql import LONGEST, refused

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
SOLUTIONS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
    "application/json": "json",
    "application/xml": "xml",
    HTML: "html",
}
"""Media types of solutions, with the names that `format=` and the answering process have for them."""
BOOLEAN = {media: name for media, name in SOLUTIONS.items() if name not in ("csv", "tsv")}
GRAPH = {
    "text/turtle": "ttl",
    "application/n-triples": "nt",
    "application/ld+json": "jsonld",
    "application/rdf+xml": "xml",
    "application/json": "jsonld",
    "application/xml": "xml",
    HTML: "html",
}
KINDS = {"solutions": SOLUTIONS, "boolean": BOOLEAN, "graph": GRAPH}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and, by the kind of answer, the media type that the client would rather have ("" where it has none);
    and the language of a page."""

    query: str
    media: dict[str, str]
    language: Language

    def forms(self) -> dict[str, str]:
        """The same as names of forms."""
        return {kind: KINDS[kind].get(media, "") for kind, media in self.media.items()}


async def asked(request: Request) -> Asked | None:
    """What is asked; None where nothing is (a GET without a query, section 2 of SPARQL 1.1 Service Description).

    Raises Stop: E-REQUEST (not as the protocol has it), E-REQUEST-TYPE, E-QUERY-DATASET, and what `refused` says.
    """
    parameters = parse_qsl(request.url.query, keep_blank_values=True)
    if request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in (FORM, QUERY):
            raise Stop([Problem("E-REQUEST-TYPE", cell=kind, facts={"known": f"{FORM}, {QUERY}"})])
        text = await _text(request)
        if kind == FORM:
            parameters += parse_qsl(text, keep_blank_values=True)
        else:
            parameters.append(("query", text))
    names = [name for name, _ in parameters]
    if "update" in names:
        raise _wrong("it is an update, and nothing here can be changed")
    if {"default-graph-uri", "named-graph-uri"} & {*names}:
        raise Stop([Problem("E-QUERY-DATASET")])
    if names.count("query") > 1:
        raise _wrong("it has more than one query")
    given = dict(parameters)
    media = media_types(request, given.get("format", ""))
    if "query" not in given:
        if request.method == "POST":
            raise _wrong("it has no query")
        return None
    query = given["query"]
    if problem := refused(query):
        raise Stop([problem])
    return Asked(query, media, spoken(request, given.get("lang", "")))


def media_types(request: Request, form: str) -> dict[str, str]:
    """By the kind of answer, the media type by the Accept header, or by the name of a form that a link can carry."""
    accept = request.headers.get("accept", "")
    found = {}
    for kind, known in KINDS.items():
        named = next((media for media, name in known.items() if name == form), "")
        found[kind] = named if form else chosen(accept, [*known]) or ""
    return found


def spoken(request: Request, said: str) -> Language:
    """The language of a page: that of the page whose form was sent (`lang`), else that of the browser."""
    if said in ("ja", "en"):
        return "en" if said == "en" else "ja"
    return language(request.headers.get("accept-language", ""))


async def _text(request: Request) -> str:
    """The body, in UTF-8 (section 2.1.3), of no more than a form can take to hold the longest query."""
    _, said, charset = request.headers.get("content-type", "").lower().rpartition("charset=")
    if said and charset.strip(' "') not in ("utf-8", "utf8"):
        raise _wrong("it is not in UTF-8")
    content = bytearray()
    try:
        async for block in request.stream():
            content += block
            if len(content) > 4 * LONGEST:
                raise Stop([Problem("E-QUERY-LENGTH", facts={"limit": f"{LONGEST:,}"})])
        return content.decode()
    except (UnicodeDecodeError, ClientDisconnect) as error:
        raise _wrong("it is not in UTF-8") from error


def _wrong(reason: str) -> Stop:
    return Stop([Problem("E-REQUEST", facts={"reason": reason})])

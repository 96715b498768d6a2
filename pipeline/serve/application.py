"""Which address answers what: the routes of the server, in their order."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from pipeline.errors import Stop
from pipeline.serve import api, sparql, web_root
from pipeline.serve.guarded import guarded
from pipeline.serve.released import Released
from pipeline.serve.said import broken, refused, stopped

EXPOSED = ("Content-Range", "ETag", "Link", "Retry-After", "X-Total-Count")
"""Headers that scripts of other sites may read (all that is here is public)."""


def application(released: Released, hosts: frozenset[str]) -> Starlette:
    """The server of a release, to be asked by these host names (by any where there are none)."""
    routes: list[BaseRoute] = [
        Route("/sparql", partial(sparql.endpoint, released), methods=["GET", "POST"]),
        Route("/api", _api),
        Route("/api/", partial(api.tables, released)),
        Route("/api/openapi.json", partial(api.openapi, released)),
        Route("/api/{table}", partial(api.rows, released)),
        Route("/.well-known/void", _void),
        Route("/{path:path}", partial(web_root.answer, released)),
    ]
    if place := urlsplit(released.package.descriptor.pipeline.base).path.rstrip("/"):
        routes = [Mount(place, routes=routes), *routes]  # where it is on the web: links of 404.html lead there
    middleware = [
        Middleware(guarded, hosts),
        Middleware(
            CORSMiddleware,
            allow_origins=["*"],
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        ),
    ]
    handlers = {Stop: stopped, HTTPException: refused, Exception: broken}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers)


async def _void(request: Request) -> Response:
    """VoID, section 7.2: where the datasets of a server are described."""
    return RedirectResponse("../rdf/void.ttl", 303)


async def _api(request: Request) -> Response:
    return RedirectResponse("api/", 301)

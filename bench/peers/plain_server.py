"""What an endpoint costs at the least: pyoxigraph behind Starlette, without a limit to anything.

    python plain_server.py FOLDER_OF_A_RELEASE

Says its address once it answers, as `opendata serve` does.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import pyoxigraph as ox
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

STORE = ox.Store()


async def sparql(request: Request) -> Response:
    """The answer as CSV; of a graph as N-Triples."""
    return await asyncio.to_thread(answered, request.query_params["query"])


def answered(query: str) -> Response:
    results = STORE.query(query)
    if isinstance(results, ox.QueryTriples):
        return Response(ox.serialize(results, format=ox.RdfFormat.N_TRIPLES), media_type="application/n-triples")
    form = ox.QueryResultsFormat.CSV if isinstance(results, ox.QuerySolutions) else ox.QueryResultsFormat.JSON
    return Response(results.serialize(format=form), media_type="text/csv")


if __name__ == "__main__":
    for path in sorted(Path(sys.argv[1], "rdf").glob("*.nt")):
        STORE.load(path=str(path))
    bound = socket.create_server(("127.0.0.1", 0))
    print(f"http://127.0.0.1:{bound.getsockname()[1]}/", flush=True)
    config = uvicorn.Config(Starlette(routes=[Route("/sparql", sparql)]), log_config=None, access_log=False, http="h11")
    uvicorn.Server(config).run([bound])

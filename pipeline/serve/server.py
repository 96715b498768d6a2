"""`opendata serve`: the server as a process, from its socket to its end."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn

from pipeline.errors import Stop
from pipeline.package.release import load_release
from pipeline.problem import Problem
from pipeline.query import graphs
from pipeline.serve.application import application
from pipeline.serve.following import Following, Served
from pipeline.serve.identifiers import identifiers
from pipeline.serve.links import links
from pipeline.serve.pool import Limits, Pool
from pipeline.serve.released import Released

LOOPBACK = ("localhost", "127.0.0.1", "::1")
CONNECTIONS = 200
LONGEST = 512 << 10
"""Bytes of the head of a request: a query of the greatest length, percent-encoded, fits into an address."""


def serve(folder: Path, host: str, port: int, limits: Limits, say: Callable[[str], None], *, public: bool) -> None:
    """Answers until it is interrupted or terminated; `say` is given the address once it does. A port of 0 is any that
    is free.

    Raises Stop: what is wrong with the release, E-SERVE-PUBLIC (others could reach the address, and `public` does not
    say that they may), E-SERVE-ADDRESS.
    """
    if host not in LOOPBACK and not public:
        raise Stop([Problem("E-SERVE-PUBLIC", cell=host)])
    logging.getLogger("uvicorn").addHandler(logging.NullHandler())  # what goes wrong is said by `broken`
    logging.getLogger("uvicorn").propagate = False
    hosts = frozenset() if public else frozenset(LOOPBACK)
    served = Following(folder, lambda: opened(folder, limits, hosts), 2 * limits.seconds)
    try:
        bound = _bound(host, port)
        config = uvicorn.Config(
            served,
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=public,  # of a proxy on this machine
            limit_concurrency=CONNECTIONS,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=LONGEST,
        )
        name = f"[{host}]" if ":" in host else host
        say(f"http://{name}:{bound.getsockname()[1]}/")
        uvicorn.Server(config).run([bound])  # raises again the signal that has ended it
    finally:
        served.close()


def opened(folder: Path, limits: Limits, hosts: frozenset[str]) -> Served:
    """The server of the release in the folder, to be asked by these host names. Raises Stop: what is wrong with it."""
    package, files, known = load_release(folder), graphs(folder), identifiers(folder)
    pool = Pool(files, limits)
    return Served(application(Released(folder, package, pool, known, links(package)), hosts), pool)


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens: who is told the address can ask at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)
        return bound
    except (OSError, OverflowError, UnicodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise Stop([Problem("E-SERVE-ADDRESS", cell=f"{host}:{port}", facts={"reason": reason})]) from error

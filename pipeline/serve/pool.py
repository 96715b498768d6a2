"""Queries in processes that can be ended: how many at once, for how long, and what becomes of those that fall over."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import Stop
from pipeline.problem import Problem, no_release
from pipeline.serve import keeper
from pipeline.sparql import unread

QUEUE = 100
"""Queries that wait for their turn, as long as one may take: so many clients that ask worked queries are all answered.
More are sent away."""
SHORT = 4
"""Descriptions of things at once."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one query: seconds, bytes of its answer, bytes of memory beyond those of the store; and queries at once."""

    seconds: int = 10
    answer: int = 50_000_000
    memory: int = 1_000_000_000
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query has answered: `kind` is solutions, boolean or graph, `form` the name of its form."""

    kind: str
    form: str
    content: bytes


class Pool:
    """The process that holds the store, and the queries that it is asked. `triples` are those of the store."""

    def __init__(self, files: Sequence[Path], limits: Limits) -> None:
        """Raises Stop with E-RELEASE where a file is not RDF."""
        self.limits, self._files = limits, files
        self._numbers = itertools.count()
        self._turns, self._short = asyncio.Semaphore(limits.workers), asyncio.Semaphore(SHORT)
        self._waiting = 0
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair()
        given = json.dumps({"memory": self.limits.memory, "seconds": self.limits.seconds})
        command = [sys.executable, "-I", keeper.__file__, str(theirs.fileno()), given, *map(str, self._files)]
        null = subprocess.DEVNULL
        self._process = subprocess.Popen(  # noqa: S603  # our own script
            command, pass_fds=[theirs.fileno()], stdin=null, stdout=null, stderr=null
        )
        theirs.close()
        said = self._control.recv(1000)
        if said[:1] != keeper.READY:
            self.close()
            reason = said[1:].decode(errors="replace") or "rdf/*.nt"
            raise Stop([no_release(self._files[0].parent.parent, reason)])
        self.triples: int = keeper.ORDER.unpack(said[1:])[0]

    def close(self) -> None:
        """Ends the process and all queries."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    async def ask(
        self, query: str, forms: Mapping[str, str], prefixes: Mapping[str, str], *, short: bool = False
    ) -> Answer:
        """The answer in the form for its kind (`solutions`, `boolean`, `graph`; empty where there is none). One of our
        own that is `short` does not wait for those of others.

        Raises Stop: E-QUERY, E-REQUEST-FORM (none for this kind), E-QUERY-TIME, E-QUERY-SIZE, E-QUERY-RESOURCES (it
        took more memory or stack than it may, and fell over), E-QUERY-BUSY. Where the caller is cancelled, the query
        ends.
        """
        turns = self._short if short else self._turns
        if self._waiting >= QUEUE and not short:
            raise Stop([Problem("E-QUERY-BUSY")])
        self._waiting += not short
        try:
            async with asyncio.timeout(self.limits.seconds):
                await turns.acquire()
        except TimeoutError as error:
            raise Stop([Problem("E-QUERY-BUSY")]) from error
        finally:
            self._waiting -= not short
        asked = {"query": query, "limit": self.limits.answer, "prefixes": dict(prefixes), **forms}
        try:
            return _answer(query, *await self._asked(asked))
        finally:
            turns.release()

    async def _asked(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        if self._process.poll() is not None:  # the system may have ended it for want of memory
            self.close()
            self._start()
        number, (ours, theirs) = next(self._numbers), socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [keeper.ORDER.pack(number)], [theirs.fileno()])
        reader, writer = await asyncio.open_connection(sock=ours)
        try:
            async with asyncio.timeout(self.limits.seconds):
                writer.write(json.dumps(asked).encode() + b"\n")
                head: dict[str, Any] = json.loads(await reader.readline())
                return head, await reader.readexactly(head["size"])
        except TimeoutError as error:
            raise Stop([Problem("E-QUERY-TIME", facts={"limit": str(self.limits.seconds)})]) from error
        except (ValueError, OSError, asyncio.IncompleteReadError) as error:  # it has fallen over
            raise Stop([Problem("E-QUERY-RESOURCES")]) from error
        finally:
            writer.close()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                self._control.send(keeper.ORDER.pack(number))


def _answer(query: str, head: dict[str, Any], content: bytes) -> Answer:
    match head.get("refused"):
        case None:
            return Answer(head["kind"], head["form"], content)
        case "query":
            raise Stop([unread(query, head["reason"])])
        case "form":
            raise Stop([Problem("E-REQUEST-FORM")])
        case "size":
            raise Stop([Problem("E-QUERY-SIZE")])
        case _:
            raise Stop([Problem("E-QUERY-RESOURCES")])

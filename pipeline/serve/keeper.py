"""The RDF of a release in memory, in a process apart, and a fork of it for each query: it can be ended at any time,
what it takes is limited, and nothing of it is left for the next.

Run as a script, apart from the rest of the program: `python -I keeper.py CONTROL LIMITS FILE...`. Orders come by the
socket CONTROL: a number and a socket (a query is asked there), or a number alone (that one ends). When the other end
closes, all end.
"""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import json
import os
import re
import resource
import signal
import socket
import struct
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

ORDER = struct.Struct("!Q")
READY, FAILED = b"+", b"-"
SHOWN = 500
"""Rows that a page for people shows."""
RESULTS = {
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "xml": ox.RdfFormat.RDF_XML,
}


Digits = dict[tuple[str, str, str], str]
"""Of each decimal whose text in the files is not the shortest: subject, predicate and that, to the text."""
_DECIMAL = re.compile(
    rb'<([^<>]*)> <([^<>]*)> "([+-]?[0-9]*\.?[0-9]*)"\^\^<http://www\.w3\.org/2001/XMLSchema#decimal> \.\s*'
)
_NAME = re.compile(rb"(?:^|[\s(^])([A-Za-z][\w-]*):", re.M)
"""The prefix of a name in Turtle, and what looks like one in a text."""


class Full(Exception):
    """The answer is longer than an answer may be."""


class Sink(io.BytesIO):
    """What an answer is written into, up to its limit in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit

    def write(self, content: Any) -> int:
        """Takes bytes, and gives how many. Raises Full where they would be too many."""
        if self.tell() + len(content) > self._limit:
            raise Full
        return super().write(content)


def digits(paths: Sequence[str]) -> Digits:
    """Those of N-Triples. A store of Oxigraph keeps the number alone: of 40.0 it gives back 40."""
    found: Digits = {}
    for path in paths:
        with open(path, "rb") as file:
            for line in file:
                if b"#decimal>" in line and (match := _DECIMAL.fullmatch(line)):
                    subject, predicate, text = (part.decode() for part in match.groups())
                    if (short := shortest(text)) != text:
                        found[subject, sys.intern(predicate), short] = text
    return found


def shortest(text: str) -> str:
    """A decimal as XML Schema 1.1 has it canonical.

    >>> shortest("160.00"), shortest("-0.50"), shortest("+.0")
    ('160', '-0.5', '0')
    """
    whole, _, part = text.lstrip("+-").partition(".")
    number = ".".join(filter(None, (whole.lstrip("0") or "0", part.rstrip("0"))))
    return f"-{number}" if text.startswith("-") and number != "0" else number


def printed(triples: Iterable[ox.Triple], known: Digits) -> Iterator[ox.Triple]:
    """The triples of a graph; those that the files have say their number as it stands there."""
    for triple in triples:
        target = triple.object
        if isinstance(target, ox.Literal) and isinstance(triple.subject, ox.NamedNode):
            text = known.get((triple.subject.value, triple.predicate.value, target.value))
            if text is not None and target.datatype.value.endswith("#decimal"):
                triple = ox.Triple(triple.subject, triple.predicate, ox.Literal(text, datatype=target.datatype))
        yield triple


def main() -> None:
    """Loads the files, says so, and does what is ordered."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; who ends us is the server
    control = socket.socket(fileno=int(sys.argv[1]))
    limits: dict[str, int] = json.loads(sys.argv[2])
    store = ox.Store()
    try:
        for path in sys.argv[3:]:
            store.load(path=path)
        known = digits(sys.argv[3:])
    except (SyntaxError, ValueError, OSError) as error:
        control.sendall(FAILED + f"{path}: {error}"[:500].encode())
        return
    # what a fork loads at its first answer is loaded before
    answered(store, {"query": "SELECT * {}", "solutions": "html", "limit": 1000, "prefixes": {}}, known)
    gc.collect()
    gc.freeze()  # objects that stay are not touched, so that forks share their pages
    control.sendall(READY + ORDER.pack(len(store)))
    obey(control, store, known, limits)


def obey(control: socket.socket, store: ox.Store, known: Digits, limits: dict[str, int]) -> None:
    """Forks and ends forks until the other end closes."""
    workers: dict[int, int] = {}
    while order := _received(control):
        number, channels = order
        if not channels:
            if number in workers:
                _end(workers.pop(number))
            continue
        with contextlib.suppress(BlockingIOError, MemoryError), socket.socket(fileno=channels[0]) as channel:
            memory = _size() + limits["memory"]  # a fork would take longer to find it than for many a query
            process = os.fork()  # where the system has no more of them, the other end finds the channel closed
            if not process:
                control.close()
                work(channel, store, known, memory, limits["seconds"])
                os._exit(0)
            workers[number] = process
    for process in workers.values():
        _end(process)


def _received(control: socket.socket) -> tuple[int, list[int]] | None:
    content, channels, _, _ = socket.recv_fds(control, ORDER.size, 1)
    return (*ORDER.unpack(content), channels) if len(content) == ORDER.size else None


def _end(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)


def work(channel: socket.socket, store: ox.Store, known: Digits, memory: int, seconds: int) -> None:
    """Answers one query, in so many bytes of address space. Whatever it does, it opens no file and no connection: it
    may have none."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    signal.alarm(seconds + 2)  # should nobody be left to end it
    file = channel.makefile("rwb")
    head, body = answered(store, json.loads(file.readline()), known)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        file.write(json.dumps(head | {"size": len(body)}).encode() + b"\n")
        file.write(body)
        file.flush()


def answered(store: ox.Store, asked: dict[str, Any], known: Digits) -> tuple[dict[str, object], bytes]:
    """What an answer is, and its bytes, in the form that was asked for its kind (`solutions`, `boolean`, `graph`); or
    why it is `refused`: query, form, size, memory."""
    sink = Sink(asked["limit"])
    try:
        results = store.query(asked["query"])
        kind = _kind(results)
        form = asked[kind]
        if not form:
            return {"refused": "form", "kind": kind}, b""
        if form == "html":
            sink.write(json.dumps(_page(results, known), ensure_ascii=False).encode())
        elif isinstance(results, ox.QueryTriples):
            ox.serialize(printed(results, known), sink, format=GRAPHS[form], prefixes=asked["prefixes"])
        else:
            results.serialize(sink, format=RESULTS[form])
    except Full:
        return {"refused": "size"}, b""
    except MemoryError:
        return {"refused": "memory"}, b""
    except (SyntaxError, ValueError, OSError, RuntimeError) as error:
        return {"refused": "query", "reason": (str(error).splitlines() or [""])[0][:500]}, b""
    content = sink.getvalue()
    return {"kind": kind, "form": form}, _trimmed(content) if form == "ttl" else content


def _trimmed(turtle: bytes) -> bytes:
    """Without the prefixes that no name has."""
    head = list(itertools.takewhile(lambda line: line.startswith(b"@prefix "), turtle.splitlines(keepends=True)))
    body = turtle[sum(map(len, head)) :]
    used = {match[1] for match in _NAME.finditer(body)}
    return b"".join(line for line in head if line[8:].partition(b":")[0] in used) + body


def _kind(results: object) -> str:
    if isinstance(results, ox.QueryTriples):
        return "graph"
    return "boolean" if isinstance(results, ox.QueryBoolean) else "solutions"


def _page(results: Any, known: Digits) -> dict[str, Any]:
    """The first rows as a page shows them: each cell a term, or None."""
    if isinstance(results, ox.QueryBoolean):
        return {"boolean": bool(results)}
    graph = isinstance(results, ox.QueryTriples)
    names = ["subject", "predicate", "object"] if graph else [variable.value for variable in results.variables]
    rows: list[list[dict[str, str] | None]] = []
    for row in printed(results, known) if graph else results:
        if len(rows) == SHOWN:
            return {"names": names, "rows": rows, "more": True}
        rows.append([_term(term) for term in row])
    return {"names": names, "rows": rows, "more": False}


def _term(term: Any) -> dict[str, str] | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return {"text": term.value, "language": term.language or ""}
    return {"address": term.value} if isinstance(term, ox.NamedNode) else {"text": str(term), "language": ""}


def _size() -> int:
    """Bytes of address space that this process has already."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0 if sys.platform == "linux" else 1 << 40


if __name__ == "__main__":
    main()

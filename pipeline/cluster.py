"""Work on the parts of a table by the workers of a Dask cluster, results in the order of the parts.

A part is sent with its content, so that workers need no files, and what one did that died is done again by another.
"""

from __future__ import annotations

import contextlib
import functools
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.engine import Engine, Item, Made, under_way
from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.program import program

WAIT = 30
"""Seconds for a first worker to come."""


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Engine]:
    """The engine of the cluster whose scheduler has this address; without one, of one that is started on this machine.

    Raises Stop with E-CLUSTER where there is none, where its workers have another program, or where they are lost for
    good.
    """
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.comm import CommClosedError

    with contextlib.ExitStack() as closing:
        try:
            client = _connected(address, closing)
        except (OSError, TimeoutError, ImportError, ValueError) as error:
            raise _lost(address, error) from error
        try:
            yield functools.partial(_in_order, client)
        except (KilledWorker, CommClosedError, CancelledError) as error:
            raise _lost(address, error) from error


def _connected(address: str, closing: contextlib.ExitStack) -> Any:
    import dask
    from distributed import Client, LocalCluster

    closing.enter_context(dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}))
    cluster = {"threads_per_worker": 1, "dashboard_address": None, "silence_logs": logging.CRITICAL}
    there = address or closing.enter_context(LocalCluster(**cluster))
    client = closing.enter_context(Client(there, timeout=WAIT))
    client.wait_for_workers(1, timeout=WAIT)
    there = {str(digest) for digest in client.run(program).values()}
    if there != {program()}:
        raise ValueError(f"opendata {', '.join(text[:8] for text in sorted(there))} there, {program()[:8]} here")
    return client


def _lost(address: str, error: Exception) -> Stop:
    reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return Stop([Problem("E-CLUSTER", cell=address, facts={"reason": reason})])


def _in_order(client: Any, work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]:
    """What is asked of each part goes to the cluster once: as a task, which is done again where its worker dies."""
    asked = client.submit(_same, work, pure=False)
    submitted = (client.submit(_done, asked, part, pure=False) for part in parts)
    yield from under_way(submitted, lambda: 2 * max(1, sum(client.nthreads().values())))


def _same(work: Callable[[Item], Made]) -> Callable[[Item], Made]:
    return work


def _done(work: Callable[[Item], Made], part: Item) -> Made:
    return work(part)

"""Work on the parts of a table, results in the order of the parts: by the threads of this machine, if nothing else is
said. `cluster.py` has it done elsewhere."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


class Engine(Protocol):
    """Does `work` of each part, and gives the results in their order, with a few parts under way at a time.

    `work` is a function of a module, or one with some of its arguments given (functools.partial), and says all that it
    knows by what it returns: it can be done in another process, and twice.
    """

    def __call__(self, work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]: ...


def in_order(work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]:
    """`work` of each part. No more parts are under way than there are processors, so that memory is bounded."""
    rest = iter(parts)
    few = list(itertools.islice(rest, 2))
    if len(few) < 2:
        yield from map(work, few)
        return
    workers = os.cpu_count() or 1
    with ThreadPoolExecutor(workers) as pool:
        yield from under_way((pool.submit(work, part) for part in itertools.chain(few, rest)), lambda: workers)


def under_way(asked: Iterable[Future[Made]], most: Callable[[], int]) -> Iterator[Made]:
    """The results of what is asked, in its order, while no more than so many are waited for."""
    waiting: deque[Future[Made]] = deque()
    for one in asked:
        waiting.append(one)
        if len(waiting) > most():
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()

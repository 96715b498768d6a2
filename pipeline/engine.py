"""Work on the parts of a table: by the threads of this machine, results in the order of the parts."""

from __future__ import annotations

import itertools
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Made = TypeVar("Made")


def in_order(work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]:
    """`work` of each part. No more parts are under way than there are processors, so that memory is bounded."""
    rest = iter(parts)
    few = list(itertools.islice(rest, 2))
    if len(few) < 2:
        yield from map(work, few)
        return
    workers = os.cpu_count() or 1
    waiting: deque[Future[Made]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for part in itertools.chain(few, rest):
            waiting.append(pool.submit(work, part))
            if len(waiting) > workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

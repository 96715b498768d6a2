"""The server of a folder in which a release may be made anew: once it is loaded, the new one answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from starlette.types import ASGIApp, Receive, Scope, Send

from pipeline.errors import Stop
from pipeline.files import mark
from pipeline.serve.pool import Pool
from pipeline.signature import SIGNED


class Served(NamedTuple):
    """The server of one release, and what answers its queries."""

    answer: ASGIApp
    pool: Pool


class Following:
    """The application of the release that is in the folder. `opened` gives that of now; what a former one was asked
    has `grace` seconds to be answered."""

    def __init__(self, folder: Path, opened: Callable[[], Served], grace: float) -> None:
        """Raises Stop as `opened` does."""
        self._last, self._opened, self._grace = folder / SIGNED, opened, grace  # the file that is written last
        self._known, self._served = mark(self._last), opened()
        self._changes: set[asyncio.Task[None]] = set()
        self._one_by_one = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request, of the release that is loaded."""
        found = mark(self._last)
        if found and found != self._known:  # none is there between two releases
            self._known = found
            change = asyncio.create_task(self._change())
            self._changes.add(change)
            change.add_done_callback(self._changes.discard)
        await self._served.answer(scope, receive, send)

    async def _change(self) -> None:
        async with self._one_by_one:
            try:
                served = await asyncio.to_thread(self._opened)
            except Stop:  # it is being copied, or is none: the one before goes on until it changes again
                return
            former, self._served = self._served, served
        await asyncio.sleep(self._grace)
        await asyncio.to_thread(former.pool.close)

    def close(self) -> None:
        """Ends all queries."""
        self._served.pool.close()

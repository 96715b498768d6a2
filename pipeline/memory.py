"""What was made before of the same bytes by the same program, so that it need not be made again.

A result is kept by the digest of all that it was made of, never by a name or a time. It is kept in the user's own cache
folder, not in the project: what comes with a project from elsewhere is not believed.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from pipeline.engine import Engine, Item, Made
from pipeline.program import program

Kept = Any
"""What can be pickled, but not None."""
_HEAD = 40
"""Bytes before what is kept: its size as a number of 8, and the SHA-256 of what follows."""


def digest(*things: object) -> str:
    """The same text for things that are equal, and made by the same program."""
    hashed = hashlib.sha256(program().encode())
    pickler = pickle.Pickler(SimpleNamespace(write=hashed.update), 5)
    pickler.fast = True  # without it, what is equal but not the same thing would be told apart
    pickler.dump(things)
    return hashed.hexdigest()


class Memory:
    """Results by the digest of what they were made of, in the files of a folder; without a folder, none."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._used: set[str] = set()
        if folder:
            with contextlib.suppress(OSError):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def __bool__(self) -> bool:
        return self._folder is not None

    def recall(self, key: str) -> Kept:
        """What was kept, or nothing where there is nothing, or it is damaged."""
        self._used.add(key)
        with contextlib.suppress(OSError, ValueError, EOFError, pickle.UnpicklingError):
            content = self._place(key).read_bytes() if self._folder else b""
            if hashlib.sha256(content[_HEAD:]).digest() == content[8:_HEAD]:
                size = int.from_bytes(content[:8])
                return pickle.loads(pa.Codec("zstd").decompress(content[_HEAD:], size))  # noqa: S301
        return None

    def keep(self, key: str, made: Kept) -> None:
        """For another time. Where it cannot be written it is not kept."""
        self._used.add(key)
        if self._folder:
            pickled = pickle.dumps(made, 5)
            packed = pa.Codec("zstd").compress(pickled, asbytes=True)
            content = len(pickled).to_bytes(8) + hashlib.sha256(packed).digest() + packed
            with contextlib.suppress(OSError):
                self._place(key).write_bytes(content)  # one that is half written is not recalled

    def once(self, work: Callable[[], Made], *made_of: object) -> Made:
        """What the work makes of these things, if it did not make it before."""
        key = digest(*made_of) if self else ""
        made: Made | None = self.recall(key)
        if made is None:
            made = work()
            self.keep(key, made)
        return made

    def forget_the_rest(self) -> None:
        """All that was neither recalled nor kept since."""
        with contextlib.suppress(OSError):
            for place in self._folder.iterdir() if self._folder else ():
                if place.name not in self._used:
                    place.unlink()

    def _place(self, key: str) -> Path:
        assert self._folder
        return self._folder / key

    def engine(self, engine: Engine) -> Engine:
        """The engine, which is asked only for what was not made before."""

        def in_order(work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]:
            asked = digest(work)
            judged = ((key, self.recall(key), part) for part in parts for key in [digest(asked, part)])
            for known, run in itertools.groupby(judged, lambda one: one[1] is not None):
                if known:
                    yield from (made for _, made, _ in run)
                else:
                    yield from self._anew(engine, work, run)

        return in_order if self._folder else engine

    def _anew(
        self, engine: Engine, work: Callable[[Item], Made], run: Iterable[tuple[str, object, Item]]
    ) -> Iterator[Made]:
        keys = deque[str]()

        def parts() -> Iterator[Item]:
            for key, _, part in run:
                keys.append(key)
                yield part

        for made in engine(work, parts()):
            self.keep(keys.popleft(), made)
            yield made


FORGETFUL = Memory()
"""The one that keeps nothing."""

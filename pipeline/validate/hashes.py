"""Keys of many rows as numbers of 64 bits, in memory or on disk: which occur twice, and which are not among others.
Those of few rows stay texts, so that a small project does without the database that makes numbers.

Two keys with one number are compared as texts before anything is said of them. That a missing key has the number of
one that is there has a chance of 1 in 10^5 between ten million keys and ten million others.
"""

from __future__ import annotations

import functools
import os
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.arrays import pc
from pipeline.engine import in_order

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.uint64]]
    Numbers = Array | pa.Table  # of part of a table: a number a row; of few rows, their texts

FEW = 10_000
"""Rows whose keys stay texts: fewer than a tenth of a second is worth, which is what a database takes to start."""
IN_MEMORY = 4_000_000
"""Numbers of one key that are kept in memory; more of them go to a file, and are sorted by shares of that many."""
NOT_COUNTED = 0
"""The number of a row whose key does not count, for parts of it are missing."""


def are_few(rows: int) -> bool:
    """Whether the keys of that many rows stay texts."""
    return rows <= FEW


class Hashes:
    """The numbers of one key, part by part of its table, one a row; while they are few, its texts."""

    def __init__(self) -> None:
        self._texts: list[pa.Table] | None = []
        self._parts: list[Array] = []
        self._sizes: list[int] = []
        self._file: IO[bytes] | None = None

    def append(self, keys: Numbers) -> None:
        """Takes the keys of the next part, one a row."""
        if self._texts is not None and isinstance(keys, pa.Table):
            self._texts.append(keys)
            if not are_few(sum(part.num_rows for part in self._texts)):
                self._settle()
        else:
            self._settle()
            self._add(_numbers(keys))

    def few(self) -> list[tuple[str | None, ...]] | None:
        """All keys that count as texts, while they are few."""
        if self._texts is None:
            return None
        keys = (key for part in self._texts for key in zip(*(c.to_pylist() for c in part.columns), strict=True))
        return [key for key in keys if any(text is not None for text in key)]

    def _settle(self) -> None:
        texts, self._texts = self._texts, None
        for part in texts or ():
            self._add(_numbers(part))

    def _add(self, numbers: Array) -> None:
        self._sizes.append(len(numbers))
        if self._file is None:
            self._parts.append(numbers)
            if sum(self._sizes) > IN_MEMORY:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115
                weakref.finalize(self, self._file.close)
                self._file.writelines(part.tobytes() for part in self._parts)
                self._parts = []
        else:
            self._file.write(numbers.tobytes())

    def __iter__(self) -> Iterator[Array]:
        self._settle()
        if self._file is None:
            yield from self._parts
            return
        import numpy as np

        self._file.flush()
        begin = 0
        for size in self._sizes:
            yield np.frombuffer(os.pread(self._file.fileno(), 8 * size, begin), np.uint64)
            begin += 8 * size

    def shares(self) -> Iterator[Array]:
        """All that count, sorted, by their remainder."""
        import numpy as np

        self._settle()
        count = -(-sum(self._sizes) // IN_MEMORY)
        for share in range(count):
            some = [numbers if count == 1 else numbers[numbers % np.uint64(count) == share] for numbers in self]
            numbers = np.sort(np.concatenate(some))
            yield numbers[np.searchsorted(numbers, NOT_COUNTED, "right") :]


def repeated(hashes: Hashes) -> Array:
    """The numbers that occur more than once."""
    import numpy as np

    few = hashes.few()
    if few is not None and len(set(few)) == len(few):
        return np.empty(0, np.uint64)
    found = [share[1:][share[1:] == share[:-1]] for share in hashes.shares()]
    return np.unique(np.concatenate(found)) if found else np.empty(0, np.uint64)


def absent(hashes: Hashes, known: Hashes | None) -> Array:
    """The numbers that are not among the known ones."""
    import numpy as np

    few, theirs = hashes.few(), known.few() if known else []
    if few is not None and theirs is not None and set(few) <= set(theirs):
        return np.empty(0, np.uint64)
    left: Array = np.unique(np.concatenate([*in_order(np.unique, hashes), np.empty(0, np.uint64)]))
    left = left[left != NOT_COUNTED]
    for share in known.shares() if known else ():
        left = left[~among(left, share)]
    return left


def among(numbers: Array, known: Array) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Which of the numbers are among the known ones, which are sorted."""
    import numpy as np

    place = np.minimum(np.searchsorted(known, numbers), len(known) - 1)
    return known[place] == numbers if len(known) else np.zeros(len(numbers), bool)


def _numbers(keys: Numbers) -> Array:
    if not isinstance(keys, pa.Table):
        return keys
    columns: dict[str, Any] = {name: keys.column(name).combine_chunks() for name in keys.column_names}
    return counting(
        hashed(columns, [keys.column_names])[0], functools.reduce(pc.or_, map(pc.is_valid, columns.values()))
    )


def counting(numbers: Array, counted: Any) -> Array:
    """The numbers, with that of none in the rows that are not in the boolean array."""
    import numpy as np

    return np.where(counted.to_numpy(zero_copy_only=False), numbers, np.uint64(NOT_COUNTED))


def hashed(columns: Mapping[str, Any], keys: Sequence[Sequence[str]]) -> list[Array]:
    """Of each key (the names of its columns) a number for each row of the string arrays; a null counts as a value."""
    names = sorted({name for key in keys for name in key})
    rows = pa.Table.from_arrays([columns[name] for name in names], names=[f"c{at}" for at in range(len(names))])
    terms = (", ".join(f"c{names.index(name)}" for name in key) for key in keys)
    selected = ", ".join(f"hash({term}) AS k{number}" for number, term in enumerate(terms))
    found = _database().execute(f"SELECT {selected} FROM rows").fetchnumpy()  # noqa: S608
    assert len(rows) == len(found["k0"])
    return [found[f"k{number}"] for number in range(len(keys))]


_LOCAL = threading.local()


def _database() -> Any:
    """DuckDB, one for each thread."""
    if not hasattr(_LOCAL, "database"):
        import duckdb

        _LOCAL.database = duckdb.connect(config={"threads": 1})
        _LOCAL.database.execute("PRAGMA disable_optimizer")  # there is nothing to optimise: half its time
    return _LOCAL.database

"""The lines of a file as they are shown beside a problem, however large it is."""

from __future__ import annotations

import bisect
import functools
import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.encodings import CODECS, candidates

Lines = Callable[[str], Sequence[str]]
"""The lines of a file as text; empty where it cannot be shown."""
_LARGE, _BLOCK = 8 << 20, 1 << 20


def line_reader(root: Path, encodings: Mapping[str, str]) -> Lines:
    """Lines of the project's files of text, in their declared encodings; none where there is none."""

    @functools.cache
    def lines(path: str) -> Sequence[str]:
        try:
            if (root / path).stat().st_size > _LARGE:
                return _LargeFile(root / path, CODECS[(encodings.get(path) or "utf-8").lower()])
            data = (root / path).read_bytes()
            encoding = encodings.get(path) or next(iter(candidates(data)), "utf-8")
            text = data.decode(CODECS.get(encoding.lower(), encoding), "replace")
        except (OSError, LookupError):
            return ()
        if data.startswith(b"PK"):  # a workbook
            return ()
        return re.split("\r\n?|\n", text.removeprefix("\ufeff"))

    return lines


class _LargeFile(Sequence[str]):
    """Lines of a file that is not read into memory, by how many end before each megabyte of it; as far as asked for."""

    def __init__(self, path: Path, codec: str) -> None:
        self._path, self._codec, self._counts = path, codec, [0]

    def _count(self, number: float) -> None:
        """Counts on, until there are more than that, or to the end."""
        if self._counts[-1] > number:
            return
        with self._path.open("rb") as file:
            file.seek((len(self._counts) - 1) * _BLOCK)
            while self._counts[-1] <= number and (block := file.read(_BLOCK)):
                self._counts.append(self._counts[-1] + block.count(b"\n"))

    def __len__(self) -> int:
        self._count(math.inf)
        return self._counts[-1] + 1

    def __getitem__(self, number: Any) -> Any:
        self._count(number)
        if number > self._counts[-1]:
            raise IndexError(number)
        block = max(bisect.bisect_left(self._counts, number) - 1, 0)  # the one with the line end before it
        with self._path.open("rb") as file:
            file.seek(block * _BLOCK)
            line = next(itertools.islice(file, number - self._counts[block], None), b"")
        return line.rstrip(b"\r\n").decode(self._codec, "replace")

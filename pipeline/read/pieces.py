"""A CSV file as pieces of whole records, so that each can be read on its own, at once with others, and again."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.package.descriptor import Dialect

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, np.dtype[np.int64]]

SIZE = 4 << 20
MAX_RECORD = 64 << 20
MANY = 200_000
"""Lines of a piece, about: what is made of a row takes memory even where it is empty."""
_STEP, _FEW = 1 << 14, 1_000
_LONE_CR = re.compile(rb"\r(?!\n)")

Read = Callable[[int, int], bytes]
"""The bytes of a file from an offset on, as many as asked for; fewer only at its end."""


@dataclass(frozen=True, slots=True)
class Piece:
    """`size` bytes from `offset` on that are whole records, the first of which begins in `line` of the file, and which
    have so many `lines`; `content` is these bytes, as long as they are at hand. `file` is the number of the file, where
    a table has several.

    A `plain` one is RFC 4180 to the letter: a quote opens or closes a cell or is doubled inside one, and lines
    end in LF or CRLF. In another, quotes and line ends are what Python's csv makes of them.
    """

    offset: int
    size: int
    line: int
    plain: bool
    lines: int = 0
    content: bytes = b""
    file: int = 0


def split(read: Read, offset: int, line: int, dialect: Dialect, first: int = 0) -> Iterator[Piece]:
    """The records from `offset` on. After one that cannot be read (it never ends, or is over 64 MB), nothing
    follows: whoever reads the piece says so. The `first` piece may be of another size than the others."""
    size = first or SIZE
    while content := read(offset, size):
        last = len(content) < size
        end = plain_size(content, dialect, last=last)
        whole = True
        if end:
            lines = line_ends(memoryview(content)[:end]) + (content[end - 1] != 10)
            if lines > MANY and size > _STEP:
                size = max(_STEP, size * MANY // (2 * lines))
                continue
            yield Piece(offset, end, line, True, lines, content[:end])
            line += lines
            size = 4 * _STEP if end < len(content) // 2 else min(SIZE, 2 * size)  # something not plain comes next
        else:
            end, lines, whole = _records(read, offset, dialect)
            yield Piece(offset, end, line, False, lines, read(offset, end))
            line += lines
            size = 4 * _STEP
        if not whole:
            return
        offset += end


def line_ends(content: bytes | memoryview) -> int:
    """How many there are, in a quarter of the time that bytes.count takes."""
    import numpy as np

    return int(np.count_nonzero(np.frombuffer(content, np.uint8) == ord("\n")))


def plain_size(content: bytes, dialect: Dialect, *, last: bool) -> int:
    """How many bytes from the beginning are whole plain records; 0 where not even the first one is. `last`: the file
    ends here."""
    delimiter, quote = dialect.delimiter.encode(), dialect.quote_char.encode()
    lone = _LONE_CR.search(content) if b"\r" in content else None
    limit = lone.start() if lone else len(content)
    whole = last and not lone
    if len(delimiter) > 1 or len(quote) > 1:
        return 0
    quotes = quotes_in(content, quote, limit)
    if not quotes.size:
        return limit if whole else content.rfind(b"\n", 0, limit) + 1
    import numpy as np

    text, opening, closing = np.frombuffer(content, np.uint8), quotes[0::2], quotes[1::2]
    preceding, following = text[opening - 1], text[np.minimum(closing + 1, limit - 1)]
    right = np.empty(quotes.size, bool)
    right[0::2] = np.isin(preceding, [delimiter[0], 10, quote[0]]) | (opening == 0)  # or they go on after one
    right[1::2] = np.isin(following, [delimiter[0], 10, 13, quote[0]]) | (closing == limit - 1)
    if not right.all():
        first = int(np.argmin(right))
        limit, quotes, whole = int(quotes[first]), quotes[:first], False
    if whole and quotes.size % 2 == 0:
        return limit
    end = content.rfind(b"\n", 0, limit)
    while end >= 0 and (before := int(np.searchsorted(quotes, end))) % 2:  # a line end inside a cell
        end = content.rfind(b"\n", 0, int(quotes[before - 1]))
    return end + 1


def quotes_in(content: bytes, quote: bytes, limit: int) -> Array:
    """Where the quotes are in so many bytes: a few are found in a tenth of the time that a look at each byte takes."""
    import numpy as np

    found, at = list[int](), content.find(quote, 0, limit)
    while at >= 0 and len(found) < _FEW:
        found.append(at)
        at = content.find(quote, at + 1, limit)
    return np.flatnonzero(np.frombuffer(content, np.uint8, limit) == quote[0]) if at >= 0 else np.array(found, np.int64)


def _records(read: Read, offset: int, dialect: Dialect) -> tuple[int, int, bool]:
    """Bytes and lines of the next records, some 16 kB of them, and whether the last one is whole."""
    stream = io.TextIOWrapper(io.BufferedReader(_Stream(read, offset)), "utf-8", "surrogateescape", newline="")
    size = record = 0
    cut = False

    def lines() -> Iterator[str]:
        nonlocal size, record, cut
        while line := stream.readline(MAX_RECORD):
            length = len(line.encode("utf-8", "surrogateescape"))
            size, record = size + length, record + length
            cut = len(line) == MAX_RECORD
            yield line
            if record > MAX_RECORD:
                return

    reader = strict_reader(lines(), dialect)
    try:
        for _ in reader:
            record = 0
            if size >= _STEP:
                break
    except csv.Error:
        return size, reader.line_num, False
    return size, reader.line_num, not cut


def strict_reader(lines: Iterable[str], dialect: Dialect) -> Any:
    """Python's reader of CSV, which raises csv.Error where a quote is not as RFC 4180 has it."""
    return csv.reader(lines, strict=True, delimiter=dialect.delimiter, quotechar=dialect.quote_char)


def is_cut(piece: Piece, content: bytes) -> bool:
    """Whether a piece is the beginning of a line over 64 MB, which is not read to its end."""
    return not piece.plain and piece.size >= MAX_RECORD and not content.endswith(b"\n")


class _Stream(io.RawIOBase):
    """A file from an offset on, as Python's streams have it."""

    def __init__(self, read: Read, offset: int) -> None:
        self._read, self._offset = read, offset

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        content = self._read(self._offset, len(buffer))
        buffer[: len(content)] = content
        self._offset += len(content)
        return len(content)

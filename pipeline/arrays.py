"""Columns of text as Arrow arrays."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow
import pyarrow.compute
from pyarrow.lib import StringBuilder

pc: Any = pyarrow.compute
"""Arrow's functions of arrays; their published types refuse much that they take."""


def strings(texts: Sequence[str | None]) -> Any:
    """A string array."""
    builder = StringBuilder()  # pa.array would import pandas, which takes as long as all the rest of a validation
    builder.append_values(texts)
    return builder.finish()


def replaced(cells: Any, rows: Any, change: Callable[[str], str | None]) -> Any:
    """The string array with `change` of the cells in the rows of the boolean array, once a distinct text."""
    if rows is None or not pc.any(rows).as_py():
        return cells
    encoded = cells.filter(rows).dictionary_encode()
    changed = strings([None if text is None else change(text) for text in encoded.dictionary.to_pylist()])
    return pc.replace_with_mask(cells, rows, changed.take(encoded.indices))


def matching(cells: Any, pattern: str) -> Any:
    """The rows in which the pattern of single characters occurs; nothing where there are none, which is seen at once of
    all texts together. The array has no nulls."""
    if len(cells) == 0 or not pc.match_substring_regex(_together(cells), pattern)[0].as_py():
        return None
    return pc.match_substring_regex(cells, pattern)


def having(cells: Any, characters: str) -> Any:
    """The rows in which one of the characters occurs; nothing where there are none. The array has no nulls."""
    if not any(contains(cells, character) for character in characters):
        return None
    return pc.match_substring_regex(cells, f"[{re.escape(characters)}]")


def contains(cells: Any, character: str) -> bool:
    """Whether a character occurs in any of the cells."""
    return len(cells) > 0 and bool(pc.match_substring(_together(cells), character)[0].as_py())


def _together(cells: Any) -> Any:
    """All texts of a string array as one, which is not copied."""
    offsets = memoryview(cells.buffers()[1]).cast("i")[cells.offset : cells.offset + len(cells) + 1]
    texts = pyarrow.py_buffer(memoryview(cells.buffers()[2] or b"")[offsets[0] : offsets[-1]])
    ends = pyarrow.py_buffer(array("i", [0, offsets[-1] - offsets[0]]))
    return pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, ends, texts])

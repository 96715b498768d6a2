"""Columns of text as Arrow arrays."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pyarrow
import pyarrow.compute

pc: Any = pyarrow.compute
"""Arrow's functions of arrays; their published types refuse much that they take."""
_ZERO = pyarrow.scalar(0, pyarrow.int32())
"""Made once: what is made of a Python number takes three times as long as a comparison of few rows."""


def strings(texts: Sequence[str | None]) -> Any:
    """A string array."""
    return pyarrow.array(texts, pyarrow.string())


def integers(numbers: Any) -> Any:
    """An array of the 64-bit numbers of a numpy array, which it shares."""
    buffers = [None, pyarrow.py_buffer(numbers)]  # pa.array would import numpy.ma
    return pyarrow.Array.from_buffers(pyarrow.int64(), len(numbers), buffers)


def filled(cells: Any, value: object) -> Any:
    """The array with a value in the place of nulls."""
    return pc.fill_null(cells, value) if cells.null_count else cells


def is_empty(cells: Any) -> Any:
    """The rows of a string array whose text is empty; null where there is none."""
    return pc.equal(pc.binary_length(cells), _ZERO)  # a comparison of texts takes longer


def empty_as_null(cells: Any) -> Any:
    """The string array with null in the place of an empty text."""
    return pc.if_else(is_empty(cells), None, cells)


def key_texts(columns: Iterable[Any]) -> Any:
    """The key of each row as one text, like `Schema.key_of`, from the columns of its fields."""
    return pc.binary_join_element_wise(*columns, "/", null_handling="replace", null_replacement="")


def everywhere(masks: Iterable[Any]) -> Any:
    """The rows in which all boolean arrays are true; None where there are none, or no arrays. Those after the last such
    row is gone are not asked for."""
    rows: Any = None
    for mask in masks:
        rows = mask if rows is None else pc.and_(rows, mask)
        if not pc.any(rows).as_py():
            return None
    return rows


def replaced(cells: Any, rows: Any, change: Callable[[str], str | None]) -> Any:
    """The string array with `change` of the cells in the rows of the boolean array, once a distinct text."""
    if rows is None or not rows.true_count:
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
    texts = _texts(cells)
    if not any(character.encode() in texts for character in characters):
        return None
    return pc.match_substring_regex(cells, f"[{re.escape(characters)}]")


def _texts(cells: Any) -> bytes:
    """All texts of a string array, one after the other."""
    if len(cells) == 0:
        return b""
    offsets = memoryview(cells.buffers()[1]).cast("i")
    return bytes(memoryview(cells.buffers()[2] or b"")[offsets[cells.offset] : offsets[cells.offset + len(cells)]])


def _together(cells: Any) -> Any:
    """All texts of a string array as one, which is not copied."""
    offsets = memoryview(cells.buffers()[1]).cast("i")[cells.offset : cells.offset + len(cells) + 1]
    texts = pyarrow.py_buffer(memoryview(cells.buffers()[2] or b"")[offsets[0] : offsets[-1]])
    ends = pyarrow.py_buffer(array("i", [0, offsets[-1] - offsets[0]]))
    return pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, ends, texts])

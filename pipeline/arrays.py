"""Columns of text as Arrow arrays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

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
    if not pc.any(rows).as_py():
        return cells
    encoded = cells.filter(rows).dictionary_encode()
    changed = strings([None if text is None else change(text) for text in encoded.dictionary.to_pylist()])
    return pc.replace_with_mask(cells, rows, changed.take(encoded.indices))

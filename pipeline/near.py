"""Names that a mistyped one may be meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Collection

_MOST = 5


def near(name: str, known: Collection[str]) -> list[str]:
    """Up to five of the known names that look like it, the likeliest first; all where none does."""
    return difflib.get_close_matches(name, known, _MOST) or [*known]

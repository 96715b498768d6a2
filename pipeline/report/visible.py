"""Text of the data as it may be shown."""

from __future__ import annotations

_SPACE = "\u3000"


def visible(text: str, kept: str = "") -> str:
    """Characters without a form made visible, but for those that are `kept`, so that data can neither steer a terminal
    nor hide or turn round what is read.

    >>> visible("a\\x1b[2Jb")
    'a\\\\u001b[2Jb'
    """
    hidden = {c for c in set(text) if not (c.isprintable() or c == _SPACE or c in kept)}
    return text.translate({ord(c): f"\\u{ord(c):04x}" for c in hidden}) if hidden else text

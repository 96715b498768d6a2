"""Text and addresses of the data as they may stand in a page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from pipeline.report.visible import visible

_ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def shown(text: str) -> Markup:
    """A text, escaped, with nothing in it that cannot be seen.

    >>> shown("a < b \\u202e")
    Markup('a &lt; b \\\\u202e')
    """
    return escape(text if text.isprintable() else visible(text, "\n\t"))


def followed(address: str) -> str:
    """An address that a link may lead to; of one that would run something, nothing is left.

    >>> followed("https://x.jp/"), followed("javascript:alert(1)")
    ('https://x.jp/', '')
    """
    return address if _ADDRESS.match(address) else ""

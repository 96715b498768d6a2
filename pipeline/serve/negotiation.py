"""Which of the forms that there are a client would rather have (RFC 9110, 12.5)."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.language import Language

HTML = "text/html"


def chosen(accept: str, offered: Sequence[str]) -> str | None:
    """The media type with the highest quality in an Accept header; of equals the first that is offered. None where
    none is acceptable.

    >>> chosen("text/turtle;q=0.5, */*;q=0.1", ["text/html", "text/turtle"])
    'text/turtle'
    >>> chosen("", ["text/html"]), chosen("text/*, text/html;q=0", ["text/html"])
    ('text/html', None)
    """
    ranges = [parsed for part in accept.split(",") if (parsed := _range(part))]
    if not ranges:
        return offered[0]
    best = max(offered, key=lambda media: _quality(media, ranges))
    return best if _quality(best, ranges) > 0 else None


def language(accept: str) -> Language:
    """ja or en, by an Accept-Language header; Japanese where it says neither.

    >>> language("en-GB,en;q=0.9,ja;q=0.1"), language("fr"), language("")
    ('en', 'ja', 'ja')
    """
    ranges = [parsed for part in accept.split(",") if (parsed := _range(part))]
    qualities = {code: max((q for name, q in ranges if name.startswith(code)), default=0.0) for code in ("ja", "en")}
    return "en" if qualities["en"] > qualities["ja"] else "ja"


def _range(part: str) -> tuple[str, float] | None:
    """The name and the quality of one entry; None where it is none."""
    name, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = next((parameter[2:] for parameter in parameters if parameter.startswith("q=")), "1")
    try:
        return (name, min(max(float(quality), 0.0), 1.0)) if name else None
    except ValueError:
        return name, 0.0


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """Of the most specific range that fits."""
    for wanted in (media, media.partition("/")[0] + "/*", "*/*"):
        for name, quality in ranges:
            if name == wanted:
                return quality
    return 0.0

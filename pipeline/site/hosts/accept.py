"""What a client wants, by its Accept header (RFC 9110, 12.5.1), as regular expressions for servers that cannot count.

Qualities are told apart to one decimal; of two that are alike the first of `MEDIA` is meant. Nothing, and anything, is
a page.
"""

from __future__ import annotations

from collections.abc import Iterator

MEDIA = {
    "html": r"text/html|application/xhtml\+xml|text/\*|\*/\*",
    "ttl": r"text/turtle|application/x-turtle",
    "jsonld": r"application/ld\+json|application/json|application/\*",
    "nt": "application/n-triples",
}

RDF = r"^(?!.*(?:text/html|text/turtle|ld\+json|n-triples)).*application/rdf\+xml.*\*/\*"
"""Clients that would rather have RDF/XML, which there is none of, but take anything: they mean RDF, and get Turtle."""


def patterns() -> Iterator[tuple[str, str]]:
    """Patterns (PCRE, without regard to case), the most wanted first, each with what it asks for."""
    yield RDF, "ttl"
    for tier in range(10, 0, -1):
        for form, media in MEDIA.items():
            named = rf"(?:^|,)\s*(?:{media})\s*"
            if tier == 10:
                yield rf"{named}(?=[;,]|$)(?![^,]*;\s*q=0)", form
            else:
                yield rf"{named};(?:[^,]*;)?\s*q=0\.{tier}", form

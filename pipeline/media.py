"""What is in a file, by the end of its name, as HTTP says it (media types of IANA)."""

from __future__ import annotations

from pathlib import PurePosixPath

TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "md": "text/markdown; charset=utf-8",
    "nt": "application/n-triples",
    "parquet": "application/vnd.apache.parquet",
    "png": "image/png",
    "rq": "application/sparql-query",
    "svg": "image/svg+xml",
    "ttl": "text/turtle; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
    "woff2": "font/woff2",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "xml": "application/xml",
}
TEXT = TYPES["txt"]


def media_type(path: str) -> str:
    """That of a file; text where its name does not say.

    >>> media_type("data/kpis.csv"), media_type("manifest")
    ('text/csv; charset=utf-8', 'text/plain; charset=utf-8')
    """
    return TYPES.get(PurePosixPath(path).suffix.removeprefix("."), TEXT)

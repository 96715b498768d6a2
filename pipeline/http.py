"""What is said of a file over HTTP, by `http.toml`."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from importlib import resources

OTHER = "application/octet-stream"


@functools.cache
def _said() -> Mapping[str, Mapping[str, str]]:
    said: dict[str, dict[str, str]] = tomllib.loads(
        resources.files("pipeline").joinpath("http.toml").read_text("utf-8")
    )
    return said


def headers() -> Mapping[str, str]:
    """The headers of every answer."""
    return _said()["headers"]


def media_types() -> Mapping[str, str]:
    """The media type of files by the end of their names; the first that fits."""
    return _said()["media_types"]


def media_type(path: str) -> str:
    """The media type of a file by its name. Of a raw table it is not said in which encoding it came.

    >>> media_type("data/x.csv"), media_type("raw/x.csv"), media_type("data/x.csv-metadata.json")
    ('text/csv; charset=utf-8', 'text/csv', 'application/csvm+json')
    """
    found = next((media for end, media in media_types().items() if path.endswith(end)), OTHER)
    return found.partition(";")[0] if path.startswith("raw/") else found

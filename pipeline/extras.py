"""What is installed only where it is asked for: the libraries of an extra, and what is said where one is not there.

`pip install 'opendata-pipeline[serve]'` installs the extra `serve`. A verb imports what it needs, and knows nothing of
extras: where the import finds nothing, this names the extra.
"""

from __future__ import annotations

from importlib.util import find_spec
from types import MappingProxyType

from pipeline.errors import Missing

EXTRAS = MappingProxyType(
    {
        "starlette": "serve",
        "uvicorn": "serve",
        "openpyxl": "excel",
        "dask": "dask",
        "distributed": "dask",
        "upath": "dask",
        "fsspec": "s3",
        "s3fs": "s3",
        "requests": "web",
        "requests_toolbelt": "web",
        "urllib3": "web",
        "minisign": "sign",
    }
)
"""The extra that brings each module that a verb, or an option of one, cannot do without. Others can do without:
frictionless (`verify`), pyrudof (`fast`); and `frames` is for users of the library."""


class Finder:
    """The last of `sys.meta_path`: asked only for what none before it has found. Raises Missing for what an extra
    brings, which others who can do without it take for the ImportError that it is."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name in EXTRAS:
            raise Missing(name, EXTRAS[name])


def needed(module: str) -> None:
    """Raises Missing where the module is not installed: for one that another process will import, or a library of
    others by its name, or that work would be lost without."""
    try:
        found = find_spec(module)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise Missing(module, EXTRAS[module])

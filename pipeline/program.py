"""Which program this is: by its bytes, and by the versions of what it stands on."""

from __future__ import annotations

import functools
import hashlib
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

DISTRIBUTION = "opendata-pipeline"


@functools.cache
def program() -> str:
    """The same text for the same program on the same libraries, anywhere."""
    from importlib import metadata

    hashed = hashlib.sha256(sys.version.encode())
    for path in sorted(_files()):
        hashed.update(f"{path.relative_to(_FOLDER).as_posix()}\0{path.stat().st_size}\0".encode())
        hashed.update(path.read_bytes())
    for name in sorted(_libraries(metadata.requires(DISTRIBUTION) or ())):
        hashed.update(f"{name}\0{metadata.version(name)}\0".encode())
    return hashed.hexdigest()


_FOLDER = Path(__file__).parent


def _files() -> Iterator[Path]:
    return (path for path in _FOLDER.rglob("*") if path.is_file() and path.suffix != ".pyc")


def _libraries(requirements: Iterable[str]) -> Iterator[str]:
    """Those that it needs; not those of an extra, which change nothing of what is made."""
    for requirement in requirements:
        if "extra ==" not in requirement:
            yield re.split(r"[^\w.-]", requirement, maxsplit=1)[0]

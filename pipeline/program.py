"""Which program this is: by its bytes, and by the versions of what it stands on."""

from __future__ import annotations

import functools
import hashlib
import os
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

DISTRIBUTION = "opendata_pipeline"


@functools.cache
def program() -> str:
    """The same text for the same program on the same libraries, anywhere."""
    hashed = hashlib.sha256(sys.version.encode())
    folder = os.path.dirname(__file__)
    for path in sorted(_files(folder)):
        content = Path(path).read_bytes()
        hashed.update(f"{path.removeprefix(folder)}\0{len(content)}\0".encode())
        hashed.update(content)
    hashed.update("\0".join(sorted(_libraries(_installed()))).encode())
    return hashed.hexdigest()


def _files(folder: str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _files(entry.path)
        elif not entry.name.endswith(".pyc"):
            yield entry.path


def _installed() -> dict[str, str]:
    """The folder that says what is installed, of each distribution by its name as folders spell it (PEP 427): its name
    holds the version. importlib.metadata would know them too, but takes longer than all the rest of this."""
    found: dict[str, str] = {}
    for folder in sys.path:
        for name in os.listdir(folder or ".") if os.path.isdir(folder or ".") else ():
            if name.endswith(".dist-info"):
                found.setdefault(name.partition("-")[0].lower(), os.path.join(folder, name))
    return found


def _libraries(installed: dict[str, str]) -> Iterable[str]:
    """Those that it needs, with their versions; of the extras only `excel`: no other changes what is made."""
    declared = Path(installed[DISTRIBUTION], "METADATA").read_text("utf-8")
    for name, rest in re.findall(r"^Requires-Dist: ([\w.-]+)(.*)$", declared, re.MULTILINE):
        if "extra ==" not in rest or "extra == 'excel'" in rest:
            yield os.path.basename(installed.get(re.sub(r"[-_.]+", "_", name).lower(), ""))

"""The inputs that are kept: an archive for each target, in `corpora/`; `seeds.py` makes them."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

CORPORA = Path(__file__).parent / "corpora"


def inputs(target: str) -> dict[str, bytes]:
    """Those of a target, by the beginning of their SHA-256."""
    with zipfile.ZipFile(CORPORA / f"{target}.zip") as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


def kept(target: str, contents: Iterable[bytes]) -> Path:
    """The same inputs give the same archive."""
    named = {hashlib.sha256(content).hexdigest()[:16]: content for content in contents}
    place = CORPORA / f"{target}.zip"
    place.parent.mkdir(exist_ok=True)
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(named):
            archive.writestr(zipfile.ZipInfo(name), named[name], zipfile.ZIP_DEFLATED, 9)
    return place

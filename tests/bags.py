"""A folder as a bag (RFC 8493), for tests that make or change a release by hand."""

from __future__ import annotations

import hashlib
from pathlib import Path

MANIFEST, TAGMANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"


def seal(folder: Path) -> Path:
    """Says in the manifests what the folder holds now."""
    for name in (MANIFEST, TAGMANIFEST, "bag-info.txt"):
        (folder / name).unlink(missing_ok=True)
    (folder / "bagit.txt").write_text("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n", "utf-8")
    payload = [path for path in (folder / "data").rglob("*") if path.is_file()]
    oxum = f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    (folder / "bag-info.txt").write_text(f"Payload-Oxum: {oxum}\n", "utf-8")
    (folder / MANIFEST).write_text(_lines(folder, payload), "utf-8")
    tags = [path for path in folder.rglob("*") if path.is_file() and path not in payload]
    (folder / TAGMANIFEST).write_text(_lines(folder, tags), "utf-8")
    return folder


def hashes(folder: Path) -> dict[str, str]:
    """What the manifests say of each file."""
    lines = [line for name in (MANIFEST, TAGMANIFEST) for line in (folder / name).read_text("utf-8").splitlines()]
    return {path: digest for digest, path in (line.split("  ", 1) for line in lines)}


def _lines(folder: Path, files: list[Path]) -> str:
    named = sorted((path.relative_to(folder).as_posix(), path) for path in files)
    return "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {name}\n" for name, path in named)

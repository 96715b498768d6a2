"""Files of the project, and only those: a path from a descriptor never leads outside its folder."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path
from typing import NamedTuple

from pipeline.problem import Problem, system_problem


class Mark(NamedTuple):
    """By what a file is known while a run reads it: where it is on the disk, its bytes, when it was written."""

    device: int
    number: int
    size: int
    written: int


def inside(root: Path, path: str) -> Path | None:
    """The file `path` under `root`, or None where the path (or a link on it) leads outside."""
    if not path or path.startswith(("/", "~")) or "\\" in path or "%" in path or ":" in path:
        return None
    try:
        resolved = (root / path).resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links, or a character that no path can have
        return None
    return resolved if resolved.is_relative_to(root.resolve()) else None


def regular_file(root: Path, path: str) -> Path | Problem:
    """A regular file inside `root` that can be read, or E-PATH, E-FILE."""
    place = inside(root, path)
    if place is None:
        return Problem("E-PATH", file=path, cell=path)
    try:
        if not stat.S_ISREG(place.stat().st_mode):  # a FIFO would wait for ever
            return Problem("E-FILE", file=path, facts={"reason": "not a regular file"})
        with place.open("rb"):
            return place
    except OSError as error:
        return system_problem("E-FILE", path, error)


def writable(root: Path, path: str, folder: str) -> Path | Problem:
    """Where a file of the project may be written: below `folder` in `root`, with no link on the way, nor one that it
    would replace; or E-PATH."""
    place, home = inside(root, path), root.resolve() / folder
    if place is None or place == home or not place.is_relative_to(home) or place != root.resolve() / path:
        return Problem("E-PATH", file=path, cell=path)
    return place


def is_folder(path: str) -> bool:
    """Whether a path is that of a folder, whose files are one table."""
    return path.endswith("/")


def belongs(file: str, path: str) -> bool:
    """Whether a file is at a path, or in the folder there."""
    return file == path or (is_folder(path) and file.startswith(path))


def files_of(root: Path, folder: str) -> list[str] | Problem:
    """The paths of the files in a folder inside `root`, in the order of their names; not those whose name begins with
    `.` or `_`, by which programs mark what is no data. E-PATH, E-FILE, E-FOLDER (there is none)."""
    place = inside(root, folder)
    if place is None:
        return Problem("E-PATH", file=folder, cell=folder)
    try:
        names = sorted(entry.name for entry in place.iterdir())
    except OSError as error:
        return system_problem("E-FILE", folder, error)
    found = [folder + name for name in names if not name.startswith((".", "_"))]
    return found or Problem("E-FOLDER", file=folder)


def read_bytes(root: Path, path: str, limit: int) -> bytes | Problem:
    """The content of a regular file inside `root`, or E-PATH, E-FILE, E-FILE-SIZE (over `limit` bytes)."""
    place = regular_file(root, path)
    if isinstance(place, Problem):
        return place
    try:
        size = place.stat().st_size
        if size > limit:
            return Problem("E-FILE-SIZE", file=path, facts={"size": f"{size:,}", "limit": f"{limit:,}"})
        return place.read_bytes()
    except OSError as error:
        return system_problem("E-FILE", path, error)


def mark(place: Path) -> Mark | None:
    """What another content of a file, or another file in its place, does not leave as it is; None where there is no
    file."""
    try:
        found = place.stat()
    except (OSError, ValueError):
        return None
    return Mark(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def is_still(place: Path, known: Mark | None) -> bool:
    """Whether a file is the one that is known."""
    return known is not None and mark(place) == known


def sha256_of(place: Path) -> str:
    """The SHA-256 of a file. Raises OSError."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_at(path: Path, offset: int, size: int) -> bytes:
    """`size` bytes of a file from `offset` on; fewer where it ends."""
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)

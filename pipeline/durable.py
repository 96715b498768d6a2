"""What is written is on the disk before anything is built on it, so that a power cut undoes nothing of it."""

from __future__ import annotations

import ctypes
import functools
import os
import re
from collections.abc import Callable
from pathlib import Path


def replace_file(place: Path, part: Path) -> None:
    """Puts a file that was written beside another in its place, so that it is the one or the other after a power cut.
    Raises OSError."""
    flush(part)
    part.replace(place)
    flush(place.parent)


def rewrite(file: Path, content: bytes) -> None:
    """The file with other content, whole, whatever fails. Raises OSError."""
    beside = file.with_name(f".{file.name}.new")
    beside.unlink(missing_ok=True)  # what was killed left, or a link that leads elsewhere
    try:
        with beside.open("xb") as sink:
            sink.write(content)
        replace_file(file, beside)
    finally:
        beside.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """A file or a folder to disk. Raises OSError."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: Path) -> None:
    """Every file and folder in it to disk. Raises OSError."""
    if whole := _flush_of_disk():
        handle = os.open(folder, os.O_RDONLY)
        try:
            if whole(handle):
                raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(folder))
        finally:
            os.close(handle)
        return

    def refused(error: OSError) -> None:
        raise error

    for directory, _, names in os.walk(folder, onerror=refused):
        for name in names:
            flush(Path(directory, name))
        flush(Path(directory))


@functools.cache
def _flush_of_disk() -> Callable[[int], int] | None:
    """syncfs(2), a hundred times as fast as a flush of each file; from Linux 5.8 on it says what failed."""
    numbers = [int(number) for number in re.findall(r"\d+", os.uname().release)]
    return getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None) if numbers[:2] >= [5, 8] else None

"""The one place that writes: a folder of files, staged beside its target and exchanged in one step.

A reader of the target sees the old release or the new one, whole, whatever fails or is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.durable import flush, flush_all
from pipeline.emit.releases import File
from pipeline.errors import Stop
from pipeline.lock import locked
from pipeline.problem import Problem, system_problem

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # renameat2(2), Linux 3.15
_STAGING = ".opendata/staging"


class Stage:
    """A folder in which a release is made, to take the place of another one. `files` are those in it so far, by their
    path. What is made beside it is removed with it."""

    def __init__(self, folder: Path, release: Path) -> None:
        self.folder = folder
        self._release = release
        self._hashes: dict[str, Any] = {}
        self._sizes: dict[str, int] = {}
        self._folders: set[str] = set()

    @property
    def files(self) -> dict[str, File]:
        return {path: self.file(path) for path in self._hashes}

    def file(self, path: str) -> File:
        """A file in it as it is so far."""
        return File(self._sizes[path], self._hashes[path].hexdigest())

    def write(self, path: str, content: bytes | pa.Buffer) -> None:
        """Adds to a file, or makes it."""
        place = os.path.join(self.folder, path)
        if path not in self._hashes:
            self._make(os.path.dirname(place))
            self._hashes[path], self._sizes[path] = hashlib.sha256(), 0
        with open(place, "ab") as file:
            file.write(content)
        self._hashes[path].update(content)
        self._sizes[path] += len(content)

    def _make(self, folder: str) -> None:
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)

    def reuse(self, files: Mapping[str, File]) -> bool:
        """Takes all these files from the release before, if it has them to the byte, or none of them."""
        found: dict[str, Any] = {}
        for path, expected in files.items():
            place = self._release / path
            try:
                if place.is_symlink() or place.stat().st_size != expected.size:
                    return False
                with place.open("rb") as file:
                    found[path] = hashlib.file_digest(file, "sha256")
            except OSError:
                return False
            if found[path].hexdigest() != expected.sha256:
                return False
        for path, hashed in found.items():
            self._make(os.path.dirname(os.path.join(self.folder, path)))
            _linked(self._release / path, self.folder / path)
            self._hashes[path], self._sizes[path] = hashed, files[path].size
        return True

    def flush(self) -> None:
        """Every file and folder to disk."""
        flush_all(self.folder)


@contextlib.contextmanager
def staged(root: Path, release: str = "") -> Iterator[Stage]:
    """A folder under `root` for a release that will take the place of `release` there, removed afterwards.

    One build at a time: raises Stop with E-LOCKED while another one has the project, E-DISK when
    writing fails.
    """
    with locked(root):
        folder = root / _STAGING
        try:
            _remove(folder)  # what a killed build left
            for made in (folder, folder / "output"):
                made.mkdir()
            yield Stage(folder / "output", root / release)
        except OSError as error:
            raise Stop([system_problem("E-DISK", error.filename or folder, error)]) from error
        finally:
            _remove(folder)


def swap(folder: Path, target: Path) -> None:
    """Puts the staged folder in the place of the target, in one step; the old one is left in staging.

    Raises Stop: E-SWAP where the file system cannot, E-DISK where it fails, and the target is as it was;
    E-DURABLE where it is exchanged, but the disk does not confirm that this would survive a power loss.
    """
    try:
        if target.is_symlink() or (target.exists() and not target.is_dir()):
            raise Stop([Problem("E-SWAP", file=str(target), facts={"reason": "not a folder of its own"})])
        if target.exists():
            _exchange(folder, target)
        else:
            folder.rename(target)
    except OSError as error:
        code = "E-SWAP" if error.errno in (errno.EINVAL, errno.ENOSYS, errno.EXDEV) else "E-DISK"
        raise Stop([system_problem(code, target, error)]) from error
    try:
        flush(target.parent)
    except OSError as error:
        raise Stop([system_problem("E-DURABLE", target, error)]) from error


def renamed(folder: Path, place: Path) -> None:
    """The folder at a place where nothing is yet, in one step that the disk confirms."""
    folder.rename(place)
    flush(place.parent)


def _exchange(one: Path, other: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "renameat2"):
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))
    if libc.renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _remove(folder: Path) -> None:
    """The folder with all in it; of a link, the link. Who is interrupted on the way finishes first."""
    try:
        _removed(folder)
    except (KeyboardInterrupt, SystemExit):
        _removed(folder)
        raise


def _removed(folder: Path) -> None:
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


def _linked(file: Path, place: Path) -> None:
    """The same file at another place; a copy, where the file system has no links."""
    try:
        place.hardlink_to(file)
    except OSError:
        shutil.copyfile(file, place)

"""A folder of a web server as a place: each file is written beside, flushed, and renamed."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from pipeline.deliver.contents import LATEST, Content
from pipeline.durable import flush, replace_file
from pipeline.files import sha256_of

_PART = ".part"
_NO_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS)


class Folder:
    """A folder of this machine, made where it is not there."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def files(self, folder: str) -> set[str]:
        found = (self.root / folder).rglob("*")
        paths = {path.relative_to(self.root).as_posix() for path in found if path.is_symlink() or not path.is_dir()}
        return {path for path in paths if not _is_part(path)}  # what was stopped on the way was never there

    def same(self, path: str, content: Content) -> bool:
        place = self.root / path
        return not place.is_symlink() and place.is_file() and sha256_of(place) == content.sha256

    def write(self, path: str, content: Content) -> None:
        place = self.root / path
        part = _beside(place)
        for folder in reversed([place.parent, *place.parent.parents]):
            if not folder.exists():
                folder.mkdir(exist_ok=True)
                flush(folder.parent)
        part.unlink(missing_ok=True)
        try:
            with content.open() as source, part.open("xb") as sink:
                shutil.copyfileobj(source, sink, 1 << 20)
            replace_file(place, part)
        finally:
            part.unlink(missing_ok=True)

    def settle(self, folder: str) -> None:
        place = self.root / folder
        inside = (path for path in place.rglob("*") if path.is_dir() and not path.is_symlink())
        for path in (self.root, place, *inside):
            flush(path)

    def read(self, path: str) -> bytes | None:
        try:
            return (self.root / path).read_bytes()
        except FileNotFoundError:
            return None

    def point(self, version: str) -> None:
        """A link `latest`, replaced in one step, where the file system has links. Raises OSError, also where the name
        is that of something else."""
        link = self.root / LATEST
        if link.is_symlink() and link.readlink() == Path(version):
            return
        if link.exists() and not link.is_symlink():
            raise OSError(f"{LATEST} is not a link")
        part = _beside(link)
        part.unlink(missing_ok=True)
        try:
            part.symlink_to(version)
        except OSError as error:
            if error.errno in _NO_LINKS:
                return
            raise
        part.rename(link)
        flush(self.root)


def _beside(place: Path) -> Path:
    return place.with_name(f".{place.name}{_PART}")


def _is_part(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith(".") and name.endswith(_PART)

"""A disk that keeps only what it was told to keep: what of the calls of a run a power cut would undo.

Content of a file is kept once the file is flushed, a name in a folder once the folder is (fsync(2), POSIX.1-2017). What
readers can see must be kept before they see it, be exchanged as a whole, and stay in the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tests.hardening.tracing import Call

_WRITES = ("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "ftruncate", "truncate", "fallocate")
_MODES = ("chmod", "fchmod", "fchmodat")
_LINKS = ("link", "linkat", "symlink", "symlinkat", "mkdir", "mkdirat")
_HIDDEN = re.compile(r"/\.[^/]+\.(part|new)(/|$)")


@dataclass
class Disk:
    """`there`: the paths of files and folders; `unkept`: those whose content, or entries, a power cut would undo; and
    what was wrong on the way. `seen` are the folders and files that others read."""

    seen: Sequence[str]
    there: set[str]
    unkept: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def do(self, call: Call) -> None:
        if not call.done:
            return
        places = _places(call)
        if call.changes and call.name in ("open", "openat", "creat"):
            if places[-1] not in self.there:
                self._enter(places[-1])
            if "O_TRUNC" in call.arguments:
                self._write(places[-1])
        elif call.name in _WRITES:
            self._write(places[0])
        elif call.name == "copy_file_range":
            self._write(places[1])
        elif call.name in _MODES:
            self.unkept.add(places[0])
        elif call.name in _LINKS:
            self._enter(places[-1])
        elif call.name in ("unlink", "unlinkat", "rmdir"):
            self.wrong += [f"{places[0]} is taken away where it is read"] if self._is_seen(places[0]) else []
            self._leave(places[0])
        elif call.name.startswith("rename"):
            self._rename(places[0], places[1], exchange="RENAME_EXCHANGE" in call.arguments)
        elif call.name in ("fsync", "fdatasync"):
            self.unkept.discard(places[0])
        elif call.name == "syncfs":
            self.unkept.clear()

    def end(self) -> list[str]:
        """All that was wrong, now that the run has ended."""
        lost = sorted(path for path in self.unkept if self._is_seen(path) or self._is_around(path))
        return self.wrong + [f"{path} can be lost in the end" for path in lost]

    def _write(self, path: str) -> None:
        self.unkept.add(path)
        if self._is_seen(path):
            self.wrong.append(f"{path} is written where it is read")

    def _enter(self, path: str) -> None:
        self.there.add(path)
        self.unkept.add(_folder(path))

    def _leave(self, path: str) -> None:
        gone = set(self._below(path))
        self.there -= gone
        self.unkept -= gone
        self.unkept.add(_folder(path))

    def _rename(self, old: str, new: str, *, exchange: bool) -> None:
        if self._is_seen(new):
            self.wrong += [f"{path} is shown before it is kept" for path in sorted(set(self._below(old)) & self.unkept)]
            if new in self.there:  # what it says must be there when it says so
                beside = {path for path in self.unkept if self._beside(path, new)}
                self.wrong += [f"{path} is not kept when {new} is switched" for path in sorted(beside)]
        moved = [(path, new + path.removeprefix(old)) for path in self._below(old)]
        back = [(path, old + path.removeprefix(new)) for path in self._below(new)] if exchange else []
        if not exchange:
            self._leave(new)
        for of in (self.there, self.unkept):
            found = [(path, to) for path, to in (*moved, *back) if path in of]
            of -= {path for path, _ in found}
            of |= {to for _, to in found}
        self.unkept |= {_folder(old), _folder(new)}

    def _below(self, path: str) -> Iterator[str]:
        known = self.there | self.unkept
        return (one for one in known if one == path or one.startswith(f"{path}/"))

    def _is_seen(self, path: str) -> bool:
        return any(path == one or path.startswith(f"{one}/") for one in self.seen) and not _HIDDEN.search(path)

    def _is_around(self, path: str) -> bool:
        """Whether it is the folder in which something that is read has its name."""
        return any(path == _folder(one) for one in self.seen)

    def _beside(self, path: str, switched: str) -> bool:
        """Whether both are in the same of the folders that others read, but are not the folder of the other."""
        of = next(one for one in self.seen if switched == one or switched.startswith(f"{one}/"))
        return path.startswith(f"{of}/") and self._is_seen(path) and path != _folder(switched)


def undone(calls: Sequence[Call], seen: Sequence[str], there: Set[str]) -> tuple[list[str], set[str]]:
    """What is wrong with the calls, from the paths that were there on; and what is there in the end."""
    disk = Disk(seen, set(there))
    for call in calls:
        disk.do(call)
    return disk.end(), disk.there


def _places(call: Call) -> list[str]:
    """Its paths, each with that of the open folder from which it is taken."""
    found: list[str] = []
    for path in call.paths:
        if path.startswith("/"):
            found.append(path)
        elif found:
            found[-1] = f"{found[-1]}/{path}"
    return found


def _folder(path: str) -> str:
    return str(PurePosixPath(path).parent)

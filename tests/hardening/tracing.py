"""Runs of a command under strace: what it asked of the system on certain paths, and what becomes of it where one of
these calls fails or is its last."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

STRACE = shutil.which("strace")
LASTING = (
    *("write", "pwrite64", "writev", "pwritev", "pwritev2", "sendfile", "copy_file_range"),
    *("ftruncate", "truncate", "fallocate", "fsync", "fdatasync", "sync_file_range", "syncfs", "flock"),
    *("open", "openat", "creat", "mkdir", "mkdirat", "rmdir", "unlink", "unlinkat", "link", "linkat", "symlink"),
    *("symlinkat", "rename", "renameat", "renameat2", "chmod", "fchmod", "fchmodat"),
)
"""The system calls by which something lasting can change; strace knows those of this machine."""
_OPENING = ("open", "openat", "creat")
_LINE = re.compile(r"(\d+) +(\w+)\((.*)\) += (-?\d+|\?)(?:<([^>]*)>)?(.*)")
_PATHS = re.compile(r'(?<![\w>])(\d+|AT_FDCWD)<([^>]*)>|"((?:[^"\\]|\\.)*)"')


class Call(NamedTuple):
    """A system call: its name, the thread, the paths among its arguments (those of open files too) and what it gave.
    `nth` it is, from 1, among those of its name in the thread that have its first path."""

    name: str
    thread: str
    paths: tuple[str, ...]
    nth: int
    arguments: str
    result: str
    opened: str

    @property
    def path(self) -> str:
        return self.paths[0]

    @property
    def done(self) -> bool:
        return not self.result.startswith("-")

    @property
    def changes(self) -> bool:
        """Whether it can change anything: a file may also be opened to be read."""
        return self.name not in _OPENING or re.search("O_CREAT|O_WRONLY|O_RDWR|O_TRUNC", self.arguments) is not None


class Ended(NamedTuple):
    """How a run ended, as a shell would tell it, and whether the fault was met."""

    status: int
    output: str
    met: bool


def traced(command: Sequence[str], folder: Path, env: Mapping[str, str]) -> list[Call]:
    """The calls of an undisturbed run on paths below a folder, in their order. Fails where the run does."""
    log = folder.with_name(f"{folder.name}.trace")
    strace = ["strace", "-f", "-y", "-s", "4096", "-o", str(log), "-e", f"trace={_asked(LASTING)}"]
    done = subprocess.run([*strace, *command], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return list(_calls(log.read_text("utf-8", "replace"), f"{folder}/"))


def faulted(command: Sequence[str], call: Call, fault: str, env: Mapping[str, str], log: Path) -> Ended:
    """A run in which one call is met by a fault: `signal=KILL`, `error=ENOSPC`, …"""
    inject = f"inject={call.name}:{fault}:when={call.nth}"
    strace = ["strace", "-f", "-o", str(log), "-P", call.path, "-e", f"trace={call.name}", "-e", inject]
    done = subprocess.run([*strace, *command], env=env, capture_output=True, text=True, check=False)
    met = re.search(r"\(INJECTED\)|killed by SIGKILL", log.read_text("utf-8", "replace")) is not None
    return Ended(done.returncode, done.stdout + done.stderr, met)


def _asked(names: Sequence[str]) -> str:
    return ",".join(f"?{name}" for name in names)  # those that this machine has


def _calls(log: str, below: str) -> Iterator[Call]:
    seen: Counter[tuple[str, str, str]] = Counter()
    for line in _whole(log):
        if not (found := _LINE.fullmatch(line)):
            continue
        thread, name, arguments, result, opened, _ = found.groups()
        named = _PATHS.findall(arguments)
        texts = name in ("write", "pwrite64", "writev", "pwritev", "pwritev2")  # what is written is no path
        paths = tuple(at or text for handle, at, text in named if handle != "AT_FDCWD" and (handle or not texts))
        paths = paths[1:] if name.startswith("symlink") else paths  # what the link says is no path of ours
        for path in dict.fromkeys(paths):
            seen[thread, name, path] += 1
        if any(f"{path}/".startswith(below) for path in paths):
            yield Call(name, thread, paths, seen[thread, name, paths[0]], arguments, result, opened or "")


def _whole(log: str) -> Iterator[str]:
    """The lines, each call in one: strace breaks those during which another thread said something."""
    begun: dict[str, str] = {}
    for line in log.splitlines():
        thread, _, rest = line.partition(" ")
        if rest.endswith("<unfinished ...>"):
            begun[thread] = line.removesuffix("<unfinished ...>").rstrip()
        elif resumed := re.match(r" *<\.\.\. \w+ resumed>(.*)", rest):
            yield begun.pop(thread, thread) + resumed.group(1)
        else:
            yield line

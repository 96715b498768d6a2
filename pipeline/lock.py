"""One at a time: who writes in a project has it to himself."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from pipeline.errors import Stop
from pipeline.problem import Problem, system_problem

LONGEST = 200
"""Letters of a command line that are shown."""


@contextlib.contextmanager
def locked(root: Path) -> Iterator[None]:
    """The project in `root`. Raises Stop: E-LOCKED (and which) while another process has it, E-PATH where its folder
    `.opendata` is a link, E-DISK where it cannot be made, or the file system has no locks."""
    ours = root / ".opendata"
    if ours.is_symlink() or (ours / "lock").is_symlink():  # what is written here must stay here
        raise Stop([Problem("E-PATH", file=str(ours), cell=str(ours))])
    with contextlib.ExitStack() as held:
        try:
            ours.mkdir(exist_ok=True)
            handle = held.enter_context((ours / "lock").open("w"))
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)  # let go by the system when we die
        except BlockingIOError as error:
            raise Stop([Problem("E-LOCKED", file=str(root), facts={"holder": _holder(handle.fileno())})]) from error
        except OSError as error:
            raise Stop([system_problem("E-DISK", error.filename or root, error)]) from error
        yield


def _holder(file: int) -> str:
    """The process that has the lock, as Linux tells it; ? where it does not (another system, or another machine)."""
    inode = str(os.fstat(file).st_ino)
    with contextlib.suppress(OSError):
        for line in Path("/proc/locks").read_text("ascii").splitlines():
            _, kind, *_, process, place, _, _ = line.split()
            if kind == "FLOCK" and place.rpartition(":")[2] == inode:
                command = Path(f"/proc/{process}/cmdline").read_bytes().decode("utf-8", "replace")
                return f"{' '.join(command.split(chr(0)))[:LONGEST].strip()} (pid {process})"
    return "?"

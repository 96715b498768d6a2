"""A disk that is full, one that cannot be written, and a folder that vanishes during the run."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hardening.conftest import Tally
from tests.hardening.test_faults import mixed
from tests.hardening.towns import Work, part

IN_FULL = "FAULTS" in os.environ
SIZES = 24 if IN_FULL else 2
ROOM = 6_000
"""kB that each of the commands needs at most, beside what is there."""
STAGING = Path("town/.opendata/staging")
root = pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="root mounts file systems")


@contextlib.contextmanager
def mounted(work: Work, more: int) -> Iterator[None]:
    """The place of a command, as it is before, on a file system with so many kB more than that takes."""
    work.begin()
    size = sum(-(-len(content) // 4096) * 4 for content in work.old.values()) + more
    shutil.rmtree(work.place)
    work.place.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}k", "tmpfs", work.place], check=True)
    except subprocess.CalledProcessError:
        pytest.skip("this machine mounts nothing")
    try:
        shutil.copytree(work.before, work.place, symlinks=True, dirs_exist_ok=True)
        yield
    finally:
        subprocess.run(["umount", work.place], check=True)


def remounted(work: Work, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", work.place], check=True)


@root
@pytest.mark.parametrize("name", ["build", "release", "publish"] if IN_FULL else ["release"])
def test_a_full_disk_is_said_and_leaves_what_was_there(town: dict[str, Work], name: str, tally: Tally) -> None:
    work = town[name]
    statuses = []
    for number in range(SIZES):
        with mounted(work, number * ROOM // (SIZES - 1)):
            done = work.run()
            statuses.append(done.returncode)
            assert not list(mixed(work, work.left()))
            assert not (work.place / STAGING).exists()
            if done.returncode:
                assert "No space left on device" in done.stderr
            remounted(work, "size=64m")
            assert work.run().returncode == 0
            assert part(work.left(), "town/") == part(work.new, "town/")
    tally(SIZES)
    assert (statuses[0], statuses[-1]) == (4, 0)
    assert set(statuses) == {0, 4}


@root
@pytest.mark.parametrize("name", ["first", "build", "release", "publish"] if IN_FULL else ["first", "publish"])
def test_a_disk_that_cannot_be_written_is_said(town: dict[str, Work], name: str) -> None:
    work = town[name]
    with mounted(work, ROOM):
        remounted(work, "ro")
        done = work.run()
        assert (done.returncode, "Read-only file system" in done.stderr) == (4, True)
        assert work.left() == work.old


VANISHING = """
import os, sys
from pipeline.cli import main
folder, call, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
real = getattr(os, call)
def vanishing(*arguments, **options):
    global left
    left -= 1
    if left == 0:
        os.rename(folder, folder + ".gone")
    return real(*arguments, **options)
setattr(os, call, vanishing)
main(sys.argv[4:])
"""


@pytest.mark.parametrize("count", [1, 20, 40, 60] if IN_FULL else [60])
@pytest.mark.parametrize(
    ("name", "folder", "call"),
    [
        ("build", "town", "makedirs"),
        ("build", "town/.opendata", "makedirs"),
        ("build", "town/.opendata/staging", "makedirs"),
        ("build", "town/.opendata/staging/output", "makedirs"),
        ("build", "town/output", "makedirs"),
        ("release", "town", "chmod"),
        ("release", "town/.opendata/staging/release", "chmod"),
        ("release", "town/releases", "chmod"),
        ("publish", "site", "fsync"),
        ("publish", "town/output", "fsync"),
    ],
)
def test_a_folder_that_vanishes_is_a_problem(
    town: dict[str, Work], name: str, folder: str, call: str, count: int, tally: Tally
) -> None:
    """While the files are written; of a release, when its folder is made."""
    work = town[name]
    work.begin()
    gone = str(work.place / folder)
    command = [sys.executable, "-c", VANISHING, gone, call, str(count), *work.command[3:]]
    done = subprocess.run(command, env=work.env, capture_output=True, text=True, check=False)
    assert Path(f"{gone}.gone").exists() or folder.startswith("town/.opendata/"), "it has vanished"
    assert done.returncode in (0, 1, 2, 4), done.stderr  # 2: what was to be checked is no release any more
    assert "Traceback" not in done.stderr
    assert ("error[E-" in done.stderr) == (done.returncode > 0)
    if folder.startswith("town/.opendata/"):
        assert not list(mixed(work, work.left()))
    tally(1)

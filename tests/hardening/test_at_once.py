"""Several at once: two builds of one project, a builder that dies, readers while releases are exchanged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline.emit.swap import staged, swap
from tests.hardening.conftest import Tally
from tests.hardening.test_faults import CACHE, without
from tests.hardening.towns import Work

RACES = 50 if "FAULTS" in os.environ else 2
SWAPS, FILES = 200, 20


def test_of_two_builds_at_once_one_wins_and_the_other_is_refused_or_waits(town: dict[str, Work], tally: Tally) -> None:
    work = town["warm"]
    refused = 0
    for race in range(RACES):
        work.begin()
        first, second = begun(work), begun(work, after=race % 10 / 20)
        said = [(text, one.returncode) for one in (first, second) for _, text in [one.communicate(timeout=60)]]
        assert 0 in [status for _, status in said]
        for text, status in said:
            assert status == 0 or (status == 4 and "error[E-LOCKED]" in text), text
            refused += status == 4
        assert without(work.left(), CACHE) == without(work.new, CACHE)
    tally(RACES)
    assert refused, "they were at it at the same time"


def begun(work: Work, *, after: float = 0) -> subprocess.Popen[str]:
    time.sleep(after)
    return subprocess.Popen(work.command, env=work.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)


def test_who_was_killed_holds_nothing(town: dict[str, Work]) -> None:
    work = town["build"]
    work.begin()
    holder = begun(work)
    while not (work.place / "town/.opendata/staging").exists():
        assert holder.poll() is None
    holder.send_signal(signal.SIGSTOP)
    assert "E-LOCKED" in work.run().stderr
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    assert (work.place / "town/.opendata/staging").exists()
    assert work.run().returncode == 0
    assert without(work.left(), CACHE) == without(work.new, CACHE)


READER = """
import os, sys
output, files = sys.argv[1], int(sys.argv[2])
by_path = by_handle = 0
seen = set()
print("reading", flush=True)
while not os.path.exists(output + ".done"):
    for number in range(files):  # a file is always there, whole
        with open(f"{output}/{number}") as file:
            said = file.read().split()
        assert len(said) == 1_000 and len(set(said)) == 1, said
        seen.add(said[0])
        by_path += 1
    handle = os.open(output, os.O_RDONLY)  # who has the folder reads one release
    try:
        found = set()
        for number in range(files):
            with open(os.open(str(number), os.O_RDONLY, dir_fd=handle)) as file:
                found.add(file.read().split()[0])
        assert len(found) == 1, found
        by_handle += 1
    except FileNotFoundError:
        pass  # it was exchanged and removed meanwhile
    finally:
        os.close(handle)
print(by_path, by_handle, len(seen))
"""


def test_a_reader_meets_whole_releases_only(tmp_path: Path, tally: Tally) -> None:
    output = tmp_path / "output"
    release(tmp_path, output, 0)
    command = [sys.executable, "-c", READER, str(output), str(FILES)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stderr
        reader.stdout.readline()
        for number in range(1, SWAPS + 1):
            release(tmp_path, output, number)
        (tmp_path / "output.done").touch()
        said, wrong = reader.communicate(timeout=60)
    assert (reader.returncode, wrong) == (0, "")
    tally(SWAPS)
    by_path, by_handle, seen = map(int, said.split())
    assert by_path > SWAPS
    assert by_handle > 5
    assert seen > 5


def release(project: Path, output: Path, number: int) -> None:
    with staged(project, "output") as stage:
        for file in range(FILES):
            stage.write(str(file), b"%d\n" % number * 1_000)
        stage.flush()
        swap(stage.folder, output)

"""What is published survives a power cut: each file is flushed before it is shown, each folder after it has changed.

A kill cannot show this, since the system still has what the disk has not. The calls of a run do.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

import pytest

from tests.hardening.conftest import Tally
from tests.hardening.disk import undone
from tests.hardening.towns import NAMES, Tree, Work
from tests.hardening.tracing import STRACE, faulted, traced

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is needed (Debian: apt-get install strace)")
CASES = int(os.environ.get("FAULTS", "1"))
FILE_BY_FILE = "import pipeline.durable as d; d._flush_of_disk = lambda: None; from pipeline.cli import main; main()"
"""The command on a system whose syncfs(2), which flushes what others wrote too, cannot be relied on."""


def paths(work: Work, tree: Tree) -> set[str]:
    return {str(work.place / path) for path in tree}


@pytest.mark.parametrize("name", NAMES)
def test_a_power_cut_undoes_nothing_that_was_shown(town: dict[str, Work], name: str) -> None:
    work = town[name]
    wrong, there = undone(work.calls, work.seen, paths(work, work.old))
    assert wrong == []
    assert there >= paths(work, work.new), "all that was made is in the trace"


@pytest.mark.parametrize(
    ("name", "folder"),
    [("opening", "site/www/data/1.0.0/data"), ("release", "town/releases"), ("publish", "site/www/data")],
)
def test_what_a_killed_run_did_not_flush_the_next_one_does(
    town: dict[str, Work], name: str, folder: str, tmp_path: Path, tally: Tally
) -> None:
    """Killed behind a rename, before the folder is flushed."""
    work = town[name]
    chosen = [at for at in flushes(work) if work.calls[at].path == str(work.place / folder)][-CASES:]
    assert chosen
    tally(len(chosen))
    for at in chosen:
        work.begin()
        assert faulted(work.command, work.calls[at], "signal=KILL", work.env, tmp_path / "log").met
        after = traced([sys.executable, "-c", FILE_BY_FILE, *work.command[3:]], work.place, work.env)
        wrong, _ = undone([*work.calls[:at], *after], work.seen, paths(work, work.old))
        assert wrong == [], work.calls[at]


def flushes(work: Work) -> list[int]:
    """The calls that flush the folder in which the one before has put something that others read."""
    changing = [at for at, call in enumerate(work.calls) if call.changes]
    return [
        at
        for before, at in itertools.pairwise(changing)
        if work.calls[before].name.startswith("rename")
        and work.calls[before].paths[-1].startswith(tuple(work.seen))
        and work.calls[at].name == "fsync"
    ]

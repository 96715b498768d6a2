"""Ctrl-C and SIGTERM: the exit status says so, and nothing of the run is left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.hardening.conftest import Tally
from tests.hardening.test_faults import CACHE, mixed, spread, without
from tests.hardening.towns import Work
from tests.hardening.tracing import STRACE, faulted

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is needed (Debian: apt-get install strace)")
TIMES = 20 if "FAULTS" in os.environ else 1


@pytest.mark.parametrize(("signal", "status"), [("TERM", 143), ("INT", 130)])
@pytest.mark.parametrize("name", ["build", "release"])
def test_a_run_that_is_interrupted_tidies_up(
    town: dict[str, Work], name: str, signal: str, status: int, tmp_path: Path, tally: Tally
) -> None:
    work = town[name]
    inside = [call for call in work.calls if call.changes and not call.path.startswith(str(work.place / CACHE))]
    begun = next(at for at, call in enumerate(inside) if call.name == "flock")
    for call in spread(inside[begun:], TIMES):
        work.begin()
        ended = faulted(work.command, call, f"signal={signal}", work.env, tmp_path / "log")
        left = work.left()
        assert (ended.status, "Traceback" in ended.output) == (status, False), call
        assert not list(mixed(work, left))
        assert {path for path in left if path.startswith("town/.opendata/")} <= {
            "town/.opendata/",
            "town/.opendata/lock",
        }, call
    tally(TIMES)
    assert work.run().returncode == 0
    assert without(work.left(), CACHE) == without(work.new, CACHE)

"""A build by the processes of a cluster makes the same release, whatever becomes of one of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from bench.tables import SPOILS
from bench.tables import project as seeded
from pipeline.build import build
from pipeline.cluster import cluster
from pipeline.engine import Engine, Item, Made
from pipeline.errors import Stop
from pipeline.examine import examine
from pipeline.package import load
from tests.conftest import ROOT, content, quiet
from tests.test_parts import in_small_parts

PARTS = 40


@pytest.fixture(scope="module")
def two() -> Iterator[LocalCluster]:
    """Two worker processes."""
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs="CRITICAL") as running:
        yield running


def killing(engine: Engine, running: LocalCluster, killed: list[int], after: int) -> Engine:
    """Kills a worker at once when so many parts have come back, and others are under way."""

    def engine_that_loses_one(work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]:
        for number, made in enumerate(engine(work, parts)):
            if number == after and not killed:
                with Client(running) as client:
                    pid = next(iter(client.run(os.getpid).values()))
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
            yield made

    return engine_that_loses_one


def in_parts(patch: pytest.MonkeyPatch, rows: int) -> None:
    patch.setattr("pipeline.read.pieces.SIZE", 84 * rows // PARTS)
    patch.setattr("pipeline.receive.ROWS", rows // PARTS)
    patch.setattr("pipeline.gather.WHOLE", 0)


def test_the_release_is_the_same_when_a_worker_is_killed(
    tmp_path: Path, two: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded(tmp_path / "p", 4_000, derived=True)
    in_parts(monkeypatch, 4_000)
    assert build(load(tmp_path / "p"), quiet).problems == []
    expected = content(tmp_path / "p/output")
    killed: list[int] = []
    with cluster(two.scheduler_address) as engine:
        assert build(load(tmp_path / "p"), quiet, killing(engine, two, killed, 10)).problems == []
    assert content(tmp_path / "p/output") == expected
    assert killed


def test_identities_hold_across_the_parts_of_a_cluster(
    project: Path, two: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_small_parts(monkeypatch)
    with cluster(two.scheduler_address) as engine:
        run = build(load(project), quiet, engine)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    assert content(project / "output") == content(ROOT / "output")


def test_the_same_is_wrong_when_a_worker_is_killed(
    tmp_path: Path, two: LocalCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = 500 * len(SPOILS)
    seeded(tmp_path / "p", rows, spoilt=True)
    in_parts(monkeypatch, rows)
    expected = examine(load(tmp_path / "p"), quiet).problems
    assert {"E-FOREIGN-KEY", "E-PRIMARY-KEY"} <= {problem.code for problem in expected}
    killed: list[int] = []
    with cluster(two.scheduler_address) as engine:
        assert examine(load(tmp_path / "p"), quiet, killing(engine, two, killed, 10)).problems == expected
    assert killed


def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cluster.WAIT", 0.5)
    with pytest.raises(Stop) as stopped, cluster("tcp://127.0.0.1:1"):
        pass
    [problem] = stopped.value.problems
    assert (problem.code, problem.cell) == ("E-CLUSTER", "tcp://127.0.0.1:1")


def test_a_cluster_with_another_program(two: LocalCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.cluster.program", lambda: str(os.getpid()))
    with pytest.raises(Stop) as stopped, cluster(two.scheduler_address):
        pass
    [problem] = stopped.value.problems
    assert (problem.code, f"{os.getpid()} here" in problem.facts["reason"]) == ("E-CLUSTER", True)


def test_a_mistake_of_ours_is_no_fault_of_the_cluster(two: LocalCluster) -> None:
    with pytest.raises(ZeroDivisionError), cluster(two.scheduler_address) as engine:
        list(engine(_divided, [1, 0]))


def _divided(number: int) -> float:
    return 1 / number

"""The processes that answer: what they may not do, and what becomes of those that end."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

import pipeline.serve.pool
from pipeline.errors import Stop
from pipeline.query import graphs
from pipeline.serve.keeper import Full, Sink
from pipeline.serve.pool import Limits, Pool
from tests.conftest import ROOT

FORMS = {"solutions": "csv", "boolean": "json", "graph": "ttl"}
QUICK = "SELECT (COUNT(*) AS ?n) { ?s a <http://purl.org/linked-data/cube#DataSet> }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
FILES = graphs(ROOT / "output")
Found = TypeVar("Found")


def with_pool(work: Callable[[Pool], Coroutine[Any, Any, Found]], **limits: int) -> Found:
    """What is found with a pool, of which nothing is left."""

    async def run() -> Found:
        pool = Pool(FILES, Limits(**limits))
        try:
            return await work(pool)
        finally:
            pool.close()
            assert not children(pool)

    return asyncio.run(run())


def children(pool: Pool) -> list[str]:
    """The processes that the one with the store has started and that live."""
    tasks = Path(f"/proc/{pool._process.pid}/task/{pool._process.pid}/children")
    return tasks.read_text("ascii").split() if tasks.exists() else []


def code(stop: pytest.ExceptionInfo[Stop]) -> str:
    return stop.value.problems[0].code


def test_a_query_that_passed_every_look_at_it_reaches_no_network_and_no_file() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        service = f"SELECT * {{ SERVICE <http://127.0.0.1:{listening.getsockname()[1]}/> {{ ?s ?p ?o }} }}"

        async def work(pool: Pool) -> None:
            with pytest.raises(Stop) as stop:
                await pool.ask(service, FORMS, {})
            assert code(stop) == "E-QUERY"
            assert "open files" in stop.value.problems[0].facts["reason"]
            silent = await pool.ask(service.replace("SERVICE", "SERVICE SILENT"), FORMS, {})
            assert silent.content.decode().splitlines()[1:] == [",,"]

        with_pool(work, seconds=2)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_an_answer_beyond_its_size_is_refused() -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(Stop) as stop:
            await pool.ask("SELECT * { ?s ?p ?o }", FORMS, {})
        assert code(stop) == "E-QUERY-SIZE"
        assert (await pool.ask(QUICK, FORMS, {})).content == b"n\r\n2\r\n"

    with_pool(work, answer=10_000)


def test_one_that_ends_leaves_no_process_and_the_next_is_answered() -> None:
    async def work(pool: Pool) -> None:
        for query, expected in ((SLOW, "E-QUERY-TIME"), (f"ASK {{ FILTER({'!' * 50_000}true) }}", "E-QUERY-RESOURCES")):
            with pytest.raises(Stop) as stop:
                await pool.ask(query, FORMS, {})
            assert code(stop) == expected
            assert int((await pool.ask(QUICK, FORMS, {})).content.split()[1]) > 0
        await asyncio.sleep(0.1)
        assert not children(pool)

    with_pool(work, seconds=1)


def test_memory_is_limited() -> None:
    async def work(pool: Pool) -> None:
        with pytest.raises(Stop) as stop:
            await pool.ask("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a", FORMS, {})
        assert code(stop) == "E-QUERY-RESOURCES"

    with_pool(work, seconds=10, memory=50_000_000)


def test_who_goes_away_frees_the_process() -> None:
    async def work(pool: Pool) -> None:
        asked = asyncio.ensure_future(pool.ask(SLOW, FORMS, {}))
        await asyncio.sleep(0.2)
        assert len(children(pool)) == 1
        asked.cancel()
        begun = time.monotonic()
        await pool.ask(QUICK, FORMS, {})
        assert time.monotonic() - begun < 1
        await asyncio.sleep(0.1)
        assert not children(pool)

    with_pool(work, seconds=20, workers=1)


def test_where_the_store_itself_is_ended_it_is_loaded_again() -> None:
    async def work(pool: Pool) -> None:
        before = (await pool.ask(QUICK, FORMS, {})).content
        os.kill(pool._process.pid, signal.SIGKILL)
        pool._process.wait()
        assert (await pool.ask(QUICK, FORMS, {})).content == before

    with_pool(work)


def test_a_query_takes_milliseconds_more_in_its_own_process() -> None:
    async def work(pool: Pool) -> float:
        begun = time.monotonic()
        for _ in range(20):
            await pool.ask("ASK {}", FORMS, {})
        return (time.monotonic() - begun) / 20

    assert with_pool(work) < 0.1


def test_a_file_that_is_not_rdf_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "rdf").mkdir()
    (tmp_path / "rdf" / "x.nt").write_text("no triple", "utf-8")
    with pytest.raises(Stop) as damaged:
        Pool(graphs(tmp_path), Limits())
    assert code(damaged) == "E-RELEASE"
    assert "x.nt" in damaged.value.problems[0].facts["reason"]


def test_an_answer_is_written_up_to_its_limit() -> None:
    sink = Sink(4)
    assert sink.write(b"1234") == 4
    with pytest.raises(Full):
        sink.write(b"5")
    assert sink.getvalue() == b"1234"


def test_where_all_places_are_taken_only_what_is_short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.serve.pool, "QUEUE", 0)

    async def work(pool: Pool) -> None:
        assert (await pool.ask(QUICK, FORMS, {}, short=True)).content
        with pytest.raises(Stop) as stop:
            await pool.ask(QUICK, FORMS, {})
        assert code(stop) == "E-QUERY-BUSY"

    with_pool(work)

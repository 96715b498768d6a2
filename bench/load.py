"""Many clients at once, beside plain pyoxigraph: `make load`. Writes bench/load.md.

`opendata serve` and the plain server take turns, so that what slows the machine slows both. Each client keeps its
connection, and asks again as soon as it has its answer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import random
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from tests.serve.test_hostile import HOSTILE

HERE = Path(__file__).parent
ROOT = HERE.parent
RELEASE = ROOT / "output"
QUERIES = ["sparql?" + urlencode({"query": path.read_text("utf-8")}) for path in sorted(ROOT.glob("queries/*.rq"))]
PAGES = ["", "en/", "id/kpi/kpi08", "dataset/kpis", "data/kpis.csv", "rdf/kpis.ttl"]
PAGES += ["api/", "api/kpis", "api/kpi_observations?kpi=kpi08", "api/municipalities?_limit=10", "api/budget"]
MEAN = ["sparql?" + urlencode({"query": query}) for query in HOSTILE.values() if len(query) < 5_000]
HEADERS = {"Accept": "text/csv, application/n-triples;q=0.9, */*;q=0.5"}
ROUNDS = 3
OURS, PLAIN = ("-m", "pipeline", "serve", RELEASE, "--port", "0"), (HERE / "peers/plain_server.py", RELEASE)
PATIENCE = aiohttp.ClientTimeout(total=60)


@dataclass(slots=True)
class Taken:
    """Seconds of each request that was answered, how often there was each status, and how long it went on."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    during: float = 0

    def row(self, asked: str, who: str, beside: str = "") -> str:
        """Of the table of results."""
        cuts = statistics.quantiles(self.seconds, n=100)
        times = " | ".join(f"{1000 * cuts[at - 1]:,.0f}" for at in (50, 95, 99))
        failed = [f"{count} × {status}" for status, count in sorted(self.statuses.items()) if status >= 300]
        rate = len(self.seconds) / self.during
        return f"| {asked} | {who} | {times} | {rate:,.0f} | {', '.join(failed) or 'none'} | {beside} |"

    def p99(self) -> float:
        return statistics.quantiles(self.seconds, n=100)[98]


@contextlib.contextmanager
def server(*command: str | Path) -> Iterator[tuple[str, int]]:
    """The address at which it answers, and its process."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, *map(str, command)], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            assert process.stdout
            address = re.search(r"http://[\d.:]+/", process.stdout.readline())
            assert address, "it does not answer"
            yield address[0], process.pid
            assert process.poll() is None, "the server has not survived"
        finally:
            process.terminate()


def megabytes(process: int) -> float:
    """Memory of a process and of all that it has started, shared pages counted once."""
    rest, total = [process], 0
    while rest:
        with contextlib.suppress(OSError):  # it has just ended
            found = Path(f"/proc/{rest[0]}/smaps_rollup").read_text("ascii")
            total += int(re.search(r"^Pss:\s+(\d+)", found, re.M)[1])  # type: ignore[index]
            rest += map(int, Path(f"/proc/{rest[0]}/task/{rest[0]}/children").read_text("ascii").split())
        rest.pop(0)
    return total / 1024


async def asked(address: str, paths: Sequence[str], clients: int, seconds: float, taken: Taken) -> None:
    """So many clients, each with the paths in an order of its own."""
    begin = time.monotonic()

    async def client(number: int) -> None:
        order = random.Random(number).sample(paths, len(paths))  # noqa: S311  # no secret
        async with aiohttp.ClientSession(headers=HEADERS, timeout=PATIENCE) as session:
            for path in itertools.cycle(order):
                if time.monotonic() >= begin + seconds:
                    return
                sent = time.monotonic()
                async with session.get(address + path) as answer:
                    await answer.read()
                    taken.statuses[answer.status] += 1
                    if answer.status < 300:  # to be sent away takes no time
                        taken.seconds.append(time.monotonic() - sent)

    await asyncio.gather(*map(client, range(clients)))
    taken.during += time.monotonic() - begin


@contextlib.asynccontextmanager
async def enemy(address: str, taken: Taken) -> AsyncIterator[None]:
    """One who sends one hostile query after the other meanwhile."""
    task = asyncio.ensure_future(asked(address, MEAN, 1, 10**9, taken))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def measure(ours: str, plain: str, clients: int, seconds: float) -> list[Taken]:
    """The worked queries, ours and theirs; all that can be asked of us, in peace and beside an enemy; and the enemy."""
    queries, theirs, mixed, disturbed, hostile = Taken(), Taken(), Taken(), Taken(), Taken()
    for _ in range(ROUNDS):
        await asked(ours, QUERIES, clients, seconds / ROUNDS, queries)
        await asked(plain, QUERIES, clients, seconds / ROUNDS, theirs)
        await asked(ours, QUERIES + PAGES, clients, seconds / ROUNDS, mixed)
    async with enemy(ours, hostile):
        await asked(ours, QUERIES + PAGES, clients, seconds, disturbed)
    return [queries, theirs, mixed, disturbed, hostile]


def table(found: list[Taken]) -> str:
    """What was found, a row each."""
    queries, theirs, mixed, disturbed, hostile = found
    ratio = f"{queries.p99() / theirs.p99():.1f} times the p99 of pyoxigraph"
    refused = ", ".join(f"{count} × {status}" for status, count in sorted(hostile.statuses.items()))
    head = "| asked | who | p50 ms | p95 ms | p99 ms | requests/s | not answered | beside |"
    rows = [
        queries.row("worked queries", "opendata", ratio),
        theirs.row("worked queries", "plain pyoxigraph"),
        mixed.row("queries, API, pages", "opendata"),
        disturbed.row("the same, beside a hostile client", "opendata", f"the hostile one: {refused}"),
    ]
    return "\n".join([head, "|---|---|--:|--:|--:|--:|---|---|", *rows])


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--clients", type=int, default=50)
    options.add_argument("--seconds", type=float, default=60)
    options.add_argument("--write", action="store_true", help="bench/load.md")
    given = options.parse_args()
    with server(*OURS) as (ours, process), server(*PLAIN) as (plain, _):
        before = megabytes(process)
        found = asyncio.run(measure(ours, plain, given.clients, given.seconds))
        after = megabytes(process)
    text = (
        (HERE / "about-load.md")
        .read_text("utf-8")
        .format(
            clients=given.clients,
            seconds=f"{given.seconds:g}",
            rounds=ROUNDS,
            table=table(found),
            queries=len(QUERIES),
            hostile=len(MEAN),
            before=f"{before:.0f}",
            after=f"{after:.0f}",
        )
    )
    print(text)
    if given.write:
        (HERE / "load.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()

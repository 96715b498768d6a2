"""What it costs to start, and each stage of a build: part of `make bench`. Writes bench/start.md.

Whole processes, one after the other in each round; seconds of processor time, which other work disturbs less than it
does those of a clock. Cold: a project as it is cloned, and no cache.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.run import OURS, PEERS, ROOT, frictionless, machine, project, spent

HERE = Path(__file__).parent
INPUTS = ("datapackage.json", "raw", "schemas", "queries", "output")
BESIDE = "python -c 'import pandas'"
COLD = "opendata build, cold"
PAGES = "Site: files"
REST = "Imports, the descriptor, putting in place"
THEN = {"frictionless validate, a million rows": 27.7, "rdflib, triples of 100,000 rows": 20.6}
"""What peers took, in seconds of a clock, where the goal for a cold build was set: how fast that machine was."""
TOLD = "import time; time.perf_counter = time.process_time; from pipeline.cli import main; main()"
"""`opendata`, whose progress tells the time of the processor instead of that of the clock."""


def processes(copy: Path) -> dict[str, Sequence[str | Path]]:
    """What is measured, by what it is called; the first build is a cold one."""
    opendata = OURS / "opendata"
    at = ("--quiet", "--project", copy)
    return {
        COLD: (OURS / "python", "-c", TOLD, "build", "--lang", "en", "--project", copy),
        "opendata build, nothing changed": (opendata, "build", *at),
        "opendata validate": (opendata, "validate", *at),
        "opendata verify": (opendata, "verify", copy / "output"),
        "opendata --version": (opendata, "--version"),
        "frictionless validate output/datapackage.json": (OURS / "frictionless", "validate", "output/datapackage.json"),
        BESIDE: (PEERS / "python", "-c", "import pandas"),
    }


def peers(work: Path) -> dict[str, Sequence[str | Path]]:
    """Those of `THEN`."""
    table, triples = project(work, "good", 100_000) / "raw/records.csv", work / "start.nt"
    rdflib = (OURS / "python", HERE / "peers/triples_rdflib.py", table, triples)
    return dict(zip(THEN, (frictionless(project(work, "good", 1_000_000)), rdflib), strict=True))


def fresh(folder: Path) -> tuple[Path, dict[str, str]]:
    """A new copy of the prefecture's project, and an environment whose cache is empty."""
    copy = folder / "project"
    copy.mkdir(parents=True)
    for name in INPUTS:
        copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copied(ROOT / name, copy / name)
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return copy, env | {"XDG_CACHE_HOME": str(folder / "cache")}


def stages(said: str) -> dict[str, float]:
    """Processor seconds of each stage of a build, of what it tells of its progress."""
    told = re.findall(r"^  (\w+): [\d,]+ (.+)  ([\d.]+)s$", said, re.M)
    return {f"{stage}: {what}": float(seconds) for stage, what, seconds in told}


def table(taken: dict[str, list[float]]) -> str:
    peer = statistics.median(taken[BESIDE])
    lines = ["| process | processor seconds: median | least | beside `import pandas` |", "|---|--:|--:|--:|"]
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        lines.append(f"| `{name}` | {middle:.2f} | {min(seconds):.2f} | {middle / peer:.2f} |")
    return "\n".join(lines)


def then_table(taken: dict[str, list[float]], cold: float, bare: float) -> str:
    lines = ["| peer | there | here | a cold build there, by that | without its pages |", "|---|--:|--:|--:|--:|"]
    for name, seconds in taken.items():
        here = statistics.median(seconds)
        there = f"{cold * THEN[name] / here:.2f} | {bare * THEN[name] / here:.2f}"
        lines.append(f"| `{name}` | {THEN[name]:.1f} | {here:.1f} | {there} |")
    return "\n".join(lines)


def stage_table(rounds: Sequence[dict[str, float]]) -> str:
    middle = {stage: statistics.median(one[stage] for one in rounds) for stage in rounds[0]}
    lines = ["| part of a cold build | processor seconds (median) | share |", "|---|--:|--:|"]
    for stage, seconds in middle.items():
        lines.append(f"| {stage} | {seconds:.2f} | {seconds / sum(middle.values()):.0%} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--work", type=Path, default=HERE / "work")
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    rounds, beside = given.rounds, peers(given.work)
    taken: dict[str, list[float]] = {}
    others: dict[str, list[float]] = {}
    parts: list[dict[str, float]] = []
    with tempfile.TemporaryDirectory() as work:
        for number in range(rounds):
            copy, env = fresh(Path(work, str(number)))
            for name, command in processes(copy).items():
                found = spent(command, copy, env=env)
                taken.setdefault(name, []).append(found.processor)
                print(f"{number + 1}/{rounds} {name:48} {taken[name][-1]:6.2f} s", flush=True)
                if name == COLD:
                    known = stages(found.said)
                    parts.append({REST: found.processor - sum(known.values()), **known})
            for name, command in beside.items():
                others.setdefault(name, []).append(spent(command, HERE / "peers").clock)
                print(f"{number + 1}/{rounds} {name:48} {others[name][-1]:6.2f} s", flush=True)
    text = (HERE / "about-start.md").read_text("utf-8")
    told = {"rounds": rounds, "table": table(taken), "stages": stage_table(parts), "machine": machine()}
    bare = statistics.median(sum(one.values()) - one[PAGES] for one in parts)
    told["then"] = then_table(others, statistics.median(taken[COLD]), bare)
    (HERE / "start.md").write_text(text.format_map(told), "utf-8")


if __name__ == "__main__":
    main()

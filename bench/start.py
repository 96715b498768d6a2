"""What it costs to start, and each stage of a build: part of `make bench`. Writes bench/start.md.

Whole processes, one after the other in each round; seconds of processor time, which other work disturbs less than it
does those of a clock. Cold: a project as it is cloned, and no cache. The parts are those of a process of their own.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.run import OURS, PEERS, ROOT, frictionless, machine, project, spent

HERE = Path(__file__).parent
INPUTS = ("datapackage.json", "raw", "schemas", "queries", "output")
BESIDE = "python -c 'import pandas'"
COLD = "opendata build, cold"
MILLION = "frictionless validate, a million rows"
WANTED = 2.0 / 27.7
"""Where the goal of two seconds was set, frictionless took 27.7 for a million rows: so much of that a cold build may
take on any machine."""
TOLD = "import time; time.perf_counter = time.process_time; from pipeline.cli import main; main()"
"""`opendata`, whose progress tells the time of the processor instead of that of the clock."""


def processes(copy: Path, million: Path) -> dict[str, Sequence[str | Path]]:
    """What is measured, by what it is called; the first build is a cold one. `million`: a project of as many rows."""
    opendata = OURS / "opendata"
    at = ("--quiet", "--project", copy)
    return {
        COLD: (opendata, "build", *at),
        "opendata build, nothing changed": (opendata, "build", *at),
        "opendata validate": (opendata, "validate", *at),
        "opendata verify": (opendata, "verify", copy / "output"),
        "opendata --version": (opendata, "--version"),
        "frictionless validate output/datapackage.json": (OURS / "frictionless", "validate", "output/datapackage.json"),
        MILLION: frictionless(million),
        BESIDE: (PEERS / "python", "-c", "import pandas"),
    }


@contextlib.contextmanager
def fresh() -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of the prefecture's project, and an environment whose cache is empty."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "project")
        copy.mkdir()
        for name in INPUTS:
            copied = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copied(ROOT / name, copy / name)
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield copy, env | {"XDG_CACHE_HOME": str(Path(folder, "cache"))}


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


def stage_table(rounds: Sequence[dict[str, float]]) -> str:
    middle = {stage: statistics.median(one[stage] for one in rounds) for stage in rounds[0]}
    lines = ["| part of a cold build | processor seconds (median) | share |", "|---|--:|--:|"]
    for stage, seconds in middle.items():
        lines.append(f"| {stage} | {seconds:.2f} | {seconds / sum(middle.values()):.0%} |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--work", type=Path, default=HERE / "work")
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    rounds, million = given.rounds, project(given.work, "good", 1_000_000)
    taken: dict[str, list[float]] = {}
    parts: list[dict[str, float]] = []
    for number in range(rounds):
        with fresh() as (copy, env):
            for name, command in processes(copy, million).items():
                seconds = spent(command, copy, env=env).processor
                taken.setdefault(name, []).append(seconds)
                print(f"{number + 1}/{rounds} {name:48} {seconds:6.2f} s", flush=True)
        with fresh() as (copy, env):
            found = spent([OURS / "python", "-c", TOLD, "build", "--lang", "en"], copy, env=env)
            known = stages(found.said)
            parts.append({"Imports, the descriptor, putting in place": found.processor - sum(known.values()), **known})
    text = (HERE / "about-start.md").read_text("utf-8")
    share = statistics.median(cold / million for cold, million in zip(taken[COLD], taken[MILLION], strict=True))
    told = {"rounds": rounds, "table": table(taken), "stages": stage_table(parts), "machine": machine()}
    told |= {"share": f"{share:.1%}", "wanted": f"{WANTED:.1%}"}
    (HERE / "start.md").write_text(text.format_map(told), "utf-8")


if __name__ == "__main__":
    main()

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
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.run import OURS, PEERS, ROOT, machine

HERE = Path(__file__).parent
INPUTS = ("datapackage.json", "raw", "schemas", "queries", "output")
BESIDE = "python -c 'import pandas'"
TOLD = "import time; time.perf_counter = time.process_time; from pipeline.cli import main; main()"
"""`opendata`, whose progress tells the time of the processor instead of that of the clock."""


def processes(project: Path) -> dict[str, Sequence[str | Path]]:
    """What is measured, by what it is called; the first build is a cold one."""
    opendata = OURS / "opendata"
    at = ("--quiet", "--project", project)
    return {
        "opendata build, cold": (opendata, "build", *at),
        "opendata build, nothing changed": (opendata, "build", *at),
        "opendata validate": (opendata, "validate", *at),
        "opendata verify": (opendata, "verify", project / "output"),
        "opendata --version": (opendata, "--version"),
        "frictionless validate output/datapackage.json": (OURS / "frictionless", "validate", "output/datapackage.json"),
        BESIDE: (PEERS / "python", "-c", "import pandas"),
    }


def cpu(command: Sequence[str | Path], place: Path, env: dict[str, str]) -> tuple[float, str]:
    """Processor seconds of a process, and what it said. Raises RuntimeError where it fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(part) for part in command], stdout=said, stderr=said, cwd=place, env=env)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read().decode()
    if process.returncode:
        raise RuntimeError(f"{command}: exit {process.returncode}\n{text}")
    return used.ru_utime + used.ru_stime, text


@contextlib.contextmanager
def fresh() -> Iterator[tuple[Path, dict[str, str]]]:
    """A copy of the project, and an environment whose cache is empty."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder, "project")
        project.mkdir()
        for name in INPUTS:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, project / name)
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        yield project, env | {"XDG_CACHE_HOME": str(Path(folder, "cache"))}


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
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    taken: dict[str, list[float]] = {}
    parts: list[dict[str, float]] = []
    for number in range(rounds):
        with fresh() as (project, env):
            for name, command in processes(project).items():
                seconds, _ = cpu(command, project, env)
                taken.setdefault(name, []).append(seconds)
                print(f"{number + 1}/{rounds} {name:48} {seconds:6.2f} s", flush=True)
        with fresh() as (project, env):
            seconds, said = cpu([OURS / "python", "-c", TOLD, "build", "--lang", "en"], project, env)
            known = stages(said)
            parts.append({"Imports, the descriptor, putting in place": seconds - sum(known.values()), **known})
    text = (HERE / "about-start.md").read_text("utf-8")
    told = {"rounds": rounds, "table": table(taken), "stages": stage_table(parts), "machine": machine()}
    (HERE / "start.md").write_text(text.format_map(told), "utf-8")


if __name__ == "__main__":
    main()

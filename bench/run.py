"""Whole processes side by side, interleaved: `make bench`. Writes bench/README.md, results.json and growth.svg.

Every figure is a median of its rounds, taken with all others in one run; what counts are the ratios. Memory is the
peak of the process (ru_maxrss).
"""

from __future__ import annotations

import argparse
import filecmp
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
OURS = ROOT / ".venv/bin"
PEERS = HERE / ".venv/bin"
TRIPLES = (
    ("rdflib", 100_000, OURS),
    ("pyoxigraph", 1_000_000, OURS),
    ("morph-kgc", 1_000_000, PEERS),
    ("maplib", 1_000_000, PEERS),
)
"""Who makes triples, up to how many rows, and by which Python."""
END = 100_000
"""Bytes of what a process says that are kept."""


@dataclass(frozen=True, slots=True)
class Case:
    """A process to measure: who, at what, with how many rows, how often, its right exit, and the file that it makes."""

    task: str
    who: str
    rows: int
    command: Sequence[str | Path]
    rounds: int
    good: tuple[int, ...] = (0,)
    made: Path | None = None


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of each round, and the most megabytes that any took."""

    task: str
    who: str
    rows: int
    seconds: list[float]
    megabytes: int

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took: seconds of the clock, those of the processor, kilobytes at most; and the end of what it
    said."""

    clock: float
    processor: float
    memory: int
    said: str


def spent(
    command: Sequence[str | Path], place: Path, *, good: Sequence[int] = (0,), env: Mapping[str, str] | None = None
) -> Spent:
    """A whole process, from its start to its end. Raises RuntimeError where its exit is not a good one."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=output, stderr=output, cwd=place, env=env)  # noqa: S603
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        output.seek(max(0, output.seek(0, os.SEEK_END) - END))
        said = output.read().decode(errors="replace")
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in good:
        raise RuntimeError(f"{command}: exit {process.returncode}\n{said[-2000:]}")
    return Spent(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss, said)


def measure(case: Case) -> Spent:
    """One process of a case, whose file is not there before. Raises RuntimeError where it fails."""
    if case.made:
        case.made.unlink(missing_ok=True)
    found = spent(case.command, HERE / "peers", good=case.good)
    if case.made and case.rows > 1_000_000:
        case.made.unlink()  # as large as all the rest
    return found


def frictionless(folder: Path) -> list[str | Path]:
    """It validates a project that `project` has made, and is given no limit of errors."""
    command = [OURS / "frictionless", "validate", folder / "peer.json", "--type", "package"]
    return [*command, "--limit-errors", "1000000"]


def cases(work: Path, sizes: Sequence[int], rounds: int) -> list[Case]:
    """What is measured, in order of size."""
    found: list[Case] = []
    for rows in sizes:
        for spoilt in (False, True):
            folder = work / f"{'spoilt' if spoilt else 'good'}-{rows}"
            task, wrong = ("validate, spoilt", (1,)) if spoilt else ("validate", (0,))
            validate = [OURS / "opendata", "validate", "--quiet", "--project", folder]
            found.append(Case(task, "opendata", rows, validate, rounds, wrong))
            few = rounds if rows <= 1_000_000 else 1
            found.append(Case(task, "frictionless", rows, frictionless(folder), few, wrong))
            if not spoilt and rows <= 1_000_000:
                found.append(Case(task, "pandera", rows, [PEERS / "python", "validate_pandera.py", folder], rounds))
        good, nt = work / f"good-{rows}", work / "triples.nt"
        table = good / "output/data/records.csv"
        export = [OURS / "opendata", "export", "records", "--project", good, "--output", nt]
        found.append(Case("triples", "opendata", rows, export, rounds, made=nt))
        copy, kept = work / "copy.nt", work / f"triples-{rows}.nt"
        cat = ["sh", "-c", f"cat {kept} > {copy}"]
        found.append(Case("triples", "cat", rows, cat, rounds, made=copy))
        for who, most, python in TRIPLES:
            if rows <= most:
                peer = work / f"{who}-{rows}.nt"
                script = f"triples_{who.replace('-', '_')}.py"
                command = [python / "python", script, table, peer]
                found.append(Case("triples", who, rows, command, rounds, made=peer))
        derived = work / f"derived-{rows}"
        build = [OURS / "opendata", "build", "--fresh", "--quiet", "--project", derived]
        found.append(Case("build: validate, derive, CSV, N-Triples, check", "opendata", rows, build, 1))
    return found


def project(work: Path, kind: str, rows: int) -> Path:
    """The folder of a seeded project of that many rows, made where there is none."""
    folder = work / f"{kind}-{rows}"
    if not folder.exists():
        options = [] if kind == "good" else [f"--{kind}"]
        tables = [OURS / "python", HERE / "tables.py", folder, rows, *options]
        subprocess.run([str(part) for part in tables], check=True)  # noqa: S603
        _for_frictionless(folder)
    return folder


def prepare(work: Path, sizes: Sequence[int]) -> None:
    """The projects, what frictionless is given, and a release to export from."""
    for rows in sizes:
        for kind in ("good", "spoilt", "derived"):
            project(work, kind, rows)
        release = work / f"good-{rows}/output/data"
        release.mkdir(parents=True, exist_ok=True)
        shutil.copy(work / f"good-{rows}/raw/records.csv", release)  # as it is published: nothing in it changes
        kept = work / f"triples-{rows}.nt"
        command = [OURS / "opendata", "export", "records", "--project", work / f"good-{rows}", "--output", kept]
        subprocess.run([str(part) for part in command], check=True)  # noqa: S603


def _for_frictionless(folder: Path) -> None:
    """The same tables and schemas as a package that it reads, with nothing left for it to guess."""
    resources = []
    for name in ("areas", "records"):
        schema = json.loads((folder / f"schemas/raw/{name}.json").read_text("utf-8"))
        for declared in schema["fields"]:
            declared.pop("titles"), declared.pop("descriptions")
        dialect = {"header": True, "headerRows": [1], "csv": {"delimiter": ",", "quoteChar": '"'}}
        resource: dict[str, Any] = {"name": name, "type": "table", "path": f"raw/{name}.csv", "encoding": "utf-8"}
        resources.append(resource | {"schema": schema, "dialect": dialect})
    (folder / "peer.json").write_text(json.dumps({"name": "bench", "resources": resources}), "utf-8")


def run(work: Path, sizes: Sequence[int], rounds: int) -> Iterator[list[Measured]]:
    """Every case, round by round, so that what slows the machine slows all; after each round, what is known."""
    listed = cases(work, sizes, rounds)
    taken: dict[tuple[str, str, int], list[tuple[float, int]]] = {}
    for number in range(rounds):
        for case in listed:
            if number < case.rounds:
                found = measure(case)
                taken.setdefault((case.task, case.who, case.rows), []).append((found.clock, found.memory))
                said = f"{number + 1}/{case.rounds} {case.task:20} {case.who:14} {case.rows:>10,} {found.clock:8.2f} s"
                print(said, flush=True)
        if number == 0:
            _same_triples(work, min(sizes))
        yield [Measured(*key, [s for s, _ in those], max(k for _, k in those) // 1024) for key, those in taken.items()]


def _same_triples(work: Path, rows: int) -> None:
    """All of the smallest table say the same triples, whatever their order."""
    ours = work / "ours.sorted"
    _sorted(work / f"triples-{rows}.nt", ours)
    for who, most, _ in TRIPLES:
        if rows <= most:
            _sorted(work / f"{who}-{rows}.nt", work / "peer.sorted")
            if not filecmp.cmp(ours, work / "peer.sorted", shallow=False):
                raise RuntimeError(f"{who} says other triples")


def _sorted(path: Path, target: Path) -> None:
    subprocess.run(["sort", "-o", str(target), str(path)], check=True, env={**os.environ, "LC_ALL": "C"})  # noqa: S603, S607


def report(measured: Sequence[Measured], floor: int) -> str:
    """The table of all figures, and the ratios that count. A process is born with the `floor` of this one as its peak
    of memory (exec keeps it): one that has no more is known to have taken no more."""
    lines = ["| task | rows | who | seconds (median) | memory | beside opendata |", "|---|--:|---|--:|--:|--:|"]
    ours = {(m.task, m.rows): m.median for m in measured if m.who == "opendata"}
    for m in sorted(measured, key=lambda m: (m.task, m.rows, m.median)):
        beside = "" if m.who == "opendata" else f"{m.median / ours[m.task, m.rows]:.1f} times as long"
        memory = f"{m.megabytes:,}" if m.megabytes > floor else f"at most {floor}"
        lines.append(f"| {m.task} | {m.rows:,} | {m.who} | {m.median:.2f} | {memory} MB | {beside} |")
    return "\n".join(lines)


def per_row(measured: Sequence[Measured]) -> str:
    """What a triple-maker takes for a row of its largest table, in terms of ours of a million (or our largest)."""
    largest: dict[str, Measured] = {}
    for m in measured:
        if m.task == "triples" and m.rows <= 1_000_000 and m.rows >= largest.get(m.who, m).rows:
            largest[m.who] = m
    ours = largest.pop("opendata")
    times = {who: m.median / m.rows / (ours.median / ours.rows) for who, m in largest.items()}
    return ", ".join(f"{who} {ratio:.1f}" for who, ratio in sorted(times.items(), key=lambda pair: pair[1]))


def machine() -> str:
    """Where it was measured, and with what."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**30
    computer = f"{os.cpu_count()} processors ({model}), {memory} GiB, {platform.system()}"
    versions = [*_versions(OURS, "pyarrow duckdb frictionless pyoxigraph rdflib")]
    versions += _versions(PEERS, "pandera pandas morph-kgc maplib")
    return f"{computer}, Python {platform.python_version()}; {', '.join(versions)}"


def _versions(python: Path, names: str) -> list[str]:
    code = f"import importlib.metadata as m; print(*(f'{{n}} {{m.version(n)}}' for n in {names.split()}), sep='\\n')"
    asked = subprocess.run([str(python / "python"), "-c", code], check=True, capture_output=True, text=True)  # noqa: S603
    return asked.stdout.splitlines()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--work", type=Path, default=HERE / "work")
    options.add_argument("--sizes", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000])
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    prepare(given.work, given.sizes)
    for number, measured in enumerate(run(given.work, given.sizes, given.rounds), 1):
        write(measured, number)
    print((HERE / "README.md").read_text("utf-8"))


def write(measured: Sequence[Measured], rounds: int) -> None:
    """The results as a page, as JSON and as a chart."""
    (HERE / "results.json").write_text(json.dumps([asdict(m) for m in measured], indent=1) + "\n")
    subprocess.run([str(PEERS / "python"), str(HERE / "chart.py")], check=True)  # noqa: S603
    text = (HERE / "about.md").read_text("utf-8")
    table = report(measured, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    (HERE / "README.md").write_text(
        text.format(machine=machine(), table=table, rounds=rounds, per_row=per_row(measured)), "utf-8"
    )


if __name__ == "__main__":
    sys.exit(main())

"""Each bad input gives its problem, soon and in little memory, and changes nothing."""

from __future__ import annotations

import json
import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline import verbs
from pipeline.fetch import fetch
from pipeline.fetch.download import Limits
from pipeline.package import DESCRIPTOR, load
from pipeline.report.catalogue import catalogue
from tests.fetch.servers import give_address, served
from tests.hardening.bad import descriptors, encodings, files, keys, tables, values
from tests.hardening.bad.case import Bad
from tests.hardening.bad.network import ADDRESSES, ANSWERS, INNER, Answered
from tests.hardening.bad.project import RAW
from tests.package.spoiling import told

SECONDS, BYTES = 10, 1 << 30
LEVELS = {
    "files": files.CASES,
    "encodings": encodings.CASES,
    "tables": tables.CASES,
    "values": values.CASES,
    "descriptors": descriptors.CASES,
    "keys": keys.CASES,
}
CASES = [pytest.param(case, id=f"{level}: {case.name}"[:100]) for level, cases in LEVELS.items() for case in cases]
Tree = dict[str, tuple[int, int, int, str]]
HERE = Limits(http=True, private=True, pauses=(), seconds=5)


def tree(folder: Path) -> Tree:
    """Every entry with its kind, size, time and where it leads; of a folder only its kind. Nothing is opened."""
    found: Tree = {}
    for parent, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(parent, name)
            status, link = path.lstat(), str(path.readlink()) if path.is_symlink() else ""
            size, time = (0, 0) if name in folders else (status.st_size, status.st_mtime_ns)
            found[str(path.relative_to(folder))] = (status.st_mode, size, time, link)
    return found


@contextmanager
def limited() -> Iterator[None]:
    """What takes longer, or more memory than there was, fails. (Memory: the most that this process ever had.)"""

    def late(*_: object) -> None:
        raise TimeoutError(f"longer than {SECONDS} seconds")

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < BYTES


@pytest.mark.parametrize("case", CASES)
def test_a_bad_input_has_its_problem(case: Bad, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = place / "project"
    case.spoil(project)
    before = tree(place)
    with limited():
        status = verbs.run(
            *("build", project, ()),
            report=None,
            engine="threads",
            scheduler="",
            storage="",
            as_json=True,
            quiet=True,
            color="never",
        )
    assert {name: entry for name, entry in tree(place).items() if not own(name)} == before
    printed = capsys.readouterr()
    assert printed.err == ""
    problems = json.loads(printed.out)["problems"]
    said = [(p["code"], p["file"], p["row"], p["field"]) for p in problems]
    wanted = (case.code, case.file, case.row, case.field)
    assert [one for one in said if all(b is None or a == b for a, b in zip(one, wanted, strict=True))], said[:5]
    assert status == max(catalogue()[p["code"]].exit for p in problems) > 0
    for problem in problems:
        for text in (*problem["message"].values(), *problem["remedy"].values()):
            assert text
            assert "secret" not in text  # of a canary
            assert "Traceback" not in text


def own(name: str) -> bool:
    """What a run may leave: its lock, and what it remembers in the cache folder of the user."""
    return name.startswith(("project/.opendata", "cache/opendata"))


@pytest.mark.parametrize("case", ANSWERS, ids=[case.name for case in ANSWERS])
def test_a_bad_answer_has_its_problem_and_the_file_is_as_it_was(case: Answered, place: Path) -> None:
    project = place / "project"
    with served(case.answer) as server:
        give_address(project, server.url + "/t.csv", "t")
        before = tree(place)
        with limited():
            outcomes, problems = fetch(load(project), {RAW}, HERE)
    assert ([problem.code for problem in problems], outcomes) == ([case.code], [])
    assert {name: entry for name, entry in tree(place).items() if not own(name)} == before


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_no_address_of_a_file_is_told_before_anything_is_asked(address: str, place: Path) -> None:
    give_address(place / "project", address, "t")
    assert told(place / "project")[0][:3] == ("E-DESCRIPTOR", DESCRIPTOR, "resources[t].origin.raw.url")


@pytest.mark.parametrize("address", INNER)
def test_the_own_machine_and_what_is_behind_it_are_not_asked(address: str, place: Path) -> None:
    give_address(place / "project", address, "t")
    with limited():
        _, problems = fetch(load(place / "project"), {RAW}, Limits(seconds=5))
    assert [problem.code for problem in problems] == ["E-FETCH-REFUSED"]


def test_there_are_as_many_as_promised() -> None:
    cases = [case.name for cases in LEVELS.values() for case in cases]
    assert len(cases) + len(ANSWERS) + len(ADDRESSES) + len(INNER) >= 200
    assert {level: len(cases) >= 30 for level, cases in LEVELS.items()} == dict.fromkeys(LEVELS, True)

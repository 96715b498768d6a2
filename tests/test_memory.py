"""What is remembered is never stale: a build with a memory is to the byte one without, whichever input changes, and
makes again what depends on it and no more."""

from __future__ import annotations

import itertools
import json
import math
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline.build import build
from pipeline.engine import Item, Made, in_order
from pipeline.examine import examine
from pipeline.memory import Memory, digest
from pipeline.package import load
from pipeline.package.reports import REPORTS
from tests.conftest import ROOT, content, quiet, sources, without_site

Done = set[tuple[str, str]]
"""What was done of which table: receive, publish, check."""
RAW = sorted(f"raw/{path.name}" for path in (ROOT / "raw").iterdir())
RAW_SCHEMAS = sorted(path.name for path in (ROOT / "schemas/raw").iterdir())
SCHEMAS = sorted(path.name for path in (ROOT / "schemas/published").iterdir())


def mixtures(paths: Sequence[str]) -> list[list[str]]:
    """So that for any two paths one has the first and not the second; there are no fewer that do (Sperner's theorem).
    What is made again of the one must not be because of the other."""
    count = next(n for n in itertools.count() if math.comb(n, n // 2) >= len(paths))
    chosen = dict(zip(paths, itertools.combinations(range(count), count // 2), strict=False))
    return [[path for path in paths if number in chosen[path]] for number in range(count)]


class Spy:
    """An engine that remembers what it was asked for."""

    def __init__(self) -> None:
        self.done: Done = set()

    def __call__(self, work: Callable[[Item], Made], parts: Iterable[Item]) -> Iterator[Made]:
        asked: Any = work
        step = asked.args[0]
        stage = {"pipeline.receive.handle": "receive", "pipeline.publish": "publish"}.get(
            asked.func.__module__, "check"
        )
        name = step.received.name if stage == "receive" else step.layout.name if stage == "publish" else step.name

        def noted() -> Iterator[Item]:
            for part in parts:
                self.done.add((stage, name))
                yield part

        return in_order(work, noted())

    def of(self, stage: str) -> set[str]:
        return {name for at, name in self.done if at == stage}


def again(project: Path, memory: Path) -> Spy:
    """A build with the memory, which must be sound."""
    spy = Spy()
    run = build(load(project), quiet, spy, Memory(memory))
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    return spy


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a project, its release, and the memory of the build, which another process made: with another order
    of its sets."""
    folder = tmp_path_factory.mktemp("built")
    sources(folder / "project")
    code = (
        "import sys; from pathlib import Path; from pipeline import build, memory, package\n"
        "build.build(package.load(Path(sys.argv[1])), lambda *_: None, memory=memory.Memory(Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", code, str(folder / "project"), str(folder / "memory")]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"PYTHONHASHSEED": "1"}, check=True)
    shutil.rmtree(folder / "project" / "output" / "site")  # most of the files
    shutil.copytree(folder, folder / "kept")
    return folder


@pytest.fixture
def project(built: Path) -> Path:
    """The project as it was built, at the same place."""
    for name in ("project", "memory"):
        shutil.rmtree(built / name)
        shutil.copytree(built / "kept" / name, built / name)
    return built / "project"


@pytest.fixture
def pageless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the pages, of which nothing is remembered."""
    monkeypatch.setattr("pipeline.build.site", lambda *_: None)


@pytest.fixture
def unchecked(pageless: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the check either, most of which is made anew each time."""
    monkeypatch.setattr("pipeline.build.verify", lambda *_, **given: [])


def test_nothing_is_made_again_of_the_same_bytes(project: Path, built: Path) -> None:
    for path in project.rglob("*"):
        os.utime(path, (0, 0))  # nor does the time matter
    assert again(project, built / "memory").done == set()
    assert content(project / "output") == content(ROOT / "output")


@pytest.mark.usefixtures("pageless")
def test_all_is_made_again_by_another_program(project: Path, built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = set(load(project).published)
    monkeypatch.setattr("pipeline.memory.program", lambda: "another")
    spy = again(project, built / "memory")
    assert spy.of("publish") == spy.of("check") == names
    assert spy.of("receive") == names - {*REPORTS} - {"kpi_achievement"}


def moved(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """The tables of which a file with their rows is another one."""
    paths = {path for path in before | after if before.get(path) != after.get(path)}
    names = {Path(path).stem for path in before if path.startswith("data/") and path.endswith(".csv")}
    return {Path(path).stem for path in paths if path.startswith(("data/", "excel/", "rdf/"))} & names


def remade(project: Path, built: Path, clean: Path) -> tuple[Spy, set[str]]:
    """What is made again, and what moves; the release must be that of a build without a memory."""
    before = content(project / "output")
    spy = again(project, built / "memory")
    after = content(project / "output")
    sources(clean, project)
    if (project / "corrections.csv").exists():
        shutil.copy(project / "corrections.csv", clean)
    build(load(clean), quiet)
    assert after == content(clean / "output")
    return spy, moved(before, after)


@pytest.fixture(scope="module")
def letters(built: Path) -> dict[str, bytes]:
    """Each raw table with another last letter or digit, of those by which nothing becomes wrong."""
    sources(built / "spoilt")
    return {path: one_letter(built / "spoilt", path) for path in RAW}


def one_letter(project: Path, path: str) -> bytes:
    original = (project / path).read_bytes()
    for place in range(len(original) - 1, 0, -1):
        if (old := original[place : place + 1]).isalnum():
            other = (b"2" if old != b"2" else b"3") if old.isdigit() else (b"k" if old != b"k" else b"t")
            changed = original[:place] + other + original[place + 1 :]
            (project / path).write_bytes(changed)
            problems = examine(load(project), quiet).problems
            (project / path).write_bytes(original)
            if [problem.code for problem in problems] == ["W-ROUNDING"]:
                return changed
    raise AssertionError(path)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("paths", mixtures(RAW), ids=" ".join)
def test_a_byte_of_raw_tables(
    paths: list[str], letters: dict[str, bytes], project: Path, built: Path, tmp_path: Path
) -> None:
    names = {name for name, source in load(project).raw_sources().items() if source.path in paths}
    for path in paths:
        (project / path).write_bytes(letters[path])
    spy, tables = remade(project, built, tmp_path / "clean")
    assert len(names) == len(paths)
    assert spy.of("receive") == names
    assert spy.of("publish") == tables
    assert names <= tables


def another_title(schema: Path) -> None:
    document = json.loads(schema.read_text("utf-8"))
    document["fields"][0]["titles"]["en"] += "s"
    schema.write_text(json.dumps(document, ensure_ascii=False), "utf-8")


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("files", mixtures(RAW_SCHEMAS), ids=" ".join)
def test_a_byte_of_schemas_of_raw_tables(files: list[str], project: Path, built: Path, tmp_path: Path) -> None:
    names = {name for name, source in load(project).raw_sources().items() if Path(source.schema).name in files}
    for file in files:
        another_title(project / "schemas/raw" / file)
    spy, tables = remade(project, built, tmp_path / "clean")
    assert len(names) == len(files)
    assert spy.of("receive") == names
    assert spy.of("publish") == tables == set()


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("files", mixtures(SCHEMAS), ids=" ".join)
def test_a_byte_of_schemas(files: list[str], project: Path, built: Path, tmp_path: Path) -> None:
    names, package = {Path(file).stem for file in files}, load(project)
    for file in files:
        another_title(project / "schemas/published" / file)
    spy, tables = remade(project, built, tmp_path / "clean")
    assert spy.of("receive") == names & set(package.raw)
    assert spy.of("publish") == names | {"dictionary"}
    assert tables == {"dictionary"}


@pytest.mark.usefixtures("unchecked")
def test_a_byte_of_the_corrections(project: Path, built: Path, tmp_path: Path) -> None:
    said = "resource,key,field,expected,value,reason_ja,reason_en,confirmed_by,date\n"
    said += "goals,local,name,D for Local,D for Locale,誤植,misprint,somebody,2025-01-01\n"
    (project / "corrections.csv").write_text(said, "utf-8")
    again(project, built / "memory")
    (project / "corrections.csv").write_text(said.replace("Locale", "Locals"), "utf-8")
    spy, tables = remade(project, built, tmp_path / "clean")
    assert spy.of("receive") == {"goals"}
    assert spy.of("publish") == tables == {"goals", "audit"}


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    ("keys", "value", "receive", "publish"),
    [
        (["titles", "en"], "Another title", set(), {"releases"}),
        (["resources", 0, "titles", "en"], "Another title", set(), set()),
        (["resources", 0, "formats"], ["csv", "nt"], set(), {0}),
        (["pipeline", "base"], "https://opendata.example.jp/other/", set(), None),
        (["pipeline", "identities", 0, "titles", "en"], "Another", {"budget"}, {"reconciliation"}),
    ],
)
def test_a_word_of_the_descriptor(
    keys: list[str | int],
    value: object,
    receive: set[str],
    publish: set[str | int] | None,
    project: Path,
    built: Path,
    tmp_path: Path,
) -> None:
    place = project / "datapackage.json"
    document = json.loads(place.read_text("utf-8"))
    inner = document
    for key in keys[:-1]:
        inner = inner[key]
    inner[keys[-1]] = value
    place.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    spy, tables = remade(project, built, tmp_path / "clean")
    names = [resource["name"] for resource in document["resources"]]
    expected = set(names) if publish is None else {names[n] if isinstance(n, int) else n for n in publish}
    assert spy.of("receive") == receive
    assert spy.of("publish") == expected
    assert tables <= expected | {"context"}


@pytest.mark.usefixtures("pageless")
def test_a_release_that_was_changed_is_not_believed(project: Path, built: Path, tmp_path: Path) -> None:
    place = project / "output/data/goals.csv"
    place.write_bytes(place.read_bytes().replace(b"Citizen", b"Zitizen"))
    assert again(project, built / "memory").of("publish") == {"goals"}
    assert content(project / "output") == content(without_site(tmp_path / "whole"))


@pytest.mark.usefixtures("pageless")
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-1], lambda data: b"", lambda data: data[:50] + b"x" + data[51:]]
)
def test_a_memory_that_is_damaged_is_not_believed(
    damage: Callable[[bytes], bytes], project: Path, built: Path, tmp_path: Path
) -> None:
    for place in (built / "memory").iterdir():
        place.write_bytes(damage(place.read_bytes()))
    assert again(project, built / "memory").of("receive") == set(load(project).raw)
    assert content(project / "output") == content(without_site(tmp_path / "whole"))


@pytest.mark.usefixtures("pageless")
def test_what_is_not_used_any_more_is_forgotten(project: Path, built: Path) -> None:
    (built / "memory" / digest("something")).write_bytes(b"")
    kept = {place.name for place in (built / "kept/memory").iterdir()}
    again(project, built / "memory")
    assert {place.name for place in (built / "memory").iterdir()} == kept


@pytest.mark.usefixtures("pageless")
def test_a_build_that_fails_forgets_nothing(project: Path, built: Path) -> None:
    place = project / "raw/guidelines.csv"
    place.write_bytes(place.read_bytes().replace(b",citizen,", b",citizez,"))
    assert build(load(project), quiet, memory=Memory(built / "memory")).failed
    kept = {place.name for place in (built / "kept/memory").iterdir()}
    assert kept <= {place.name for place in (built / "memory").iterdir()}
    place.write_bytes(place.read_bytes().replace(b",citizez,", b",citizen,"))
    assert again(project, built / "memory").done == set()


@pytest.mark.usefixtures("pageless")
def test_a_memory_that_cannot_be_written_does_not_matter(project: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    again(project, tmp_path / "file" / "memory")


def test_equal_things_have_one_digest() -> None:
    one, other = ["a", "b"], "".join(["a", "b"])
    assert digest([other, other]) == digest(["".join(one), "".join(one)])
    assert digest("ab") != digest(["ab"])

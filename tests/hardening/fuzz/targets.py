"""What is fuzzed. A target is given bytes as a reader of the program would find them, and gives the problems that the
reader has found; it fails where what was accepted is not what stands there."""

from __future__ import annotations

import csv
import functools
import io
import json
import shutil
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.build import build
from pipeline.check.hashes import digests_in, hash_problems
from pipeline.check.manifests import MANIFEST, TAGMANIFEST
from pipeline.check.release import open_release
from pipeline.deliver.contents import release_in
from pipeline.deliver.wanted import wanted
from pipeline.errors import Stop
from pipeline.examine import examine
from pipeline.interpret.notations import NOTATIONS, Options, read
from pipeline.interpret.numbers import MAX_DIGITS, number
from pipeline.interpret.quantities import Unread
from pipeline.interpret.units import units
from pipeline.package import DESCRIPTOR, load
from pipeline.package.descriptor import Dialect, Raw, Unpivot
from pipeline.package.release import load_release
from pipeline.problem import Problem
from pipeline.query import answer
from pipeline.read import read_source
from pipeline.read.excel import sheet_said
from pipeline.read.sheet import table_of
from pipeline.read.workbook import answer as workbook_answer
from pipeline.release.sides import opened
from pipeline.signature import SIGNATURE, signed
from tests.bags import seal
from tests.conftest import ROOT
from tests.hardening.fuzz import words
from tests.hardening.fuzz.held import SECONDS
from tests.hardening.fuzz.mutating import Mutate, anywhere, in_file, in_zip

Run = Callable[[bytes], Iterable[Problem]]
KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
ENCODINGS = ("utf-8", "", "cp932", "euc-jp", "iso-2022-jp", "utf-16")
DIALECTS = (
    Dialect(),
    Dialect(delimiter="\t"),
    Dialect(delimiter=";", quote_char="'"),
    Dialect(range="B2:D"),
    Dialect(header_rows=[1, 2], comment_rows=[3]),
    Dialect(range="A1:C3"),
)
TABLES = {
    "goals",
    "kpis",
    "kpi_observations",
    "kpi_achievement",
    "kpi_reported_rates",
    "notes",
    "units",
    "statuses",
    "audit",
    "reconciliation",
}
FEW = {"goals", "units", "statuses"}
"""Of these a project is read in a sixth of the time."""
UNPIVOT = Unpivot(keep=["a"], name="year", value="printed")


class Target(NamedTuple):
    """`prepare` is given an empty folder, `mutate` knows the form; `longest` is the size of an input, `seconds` the
    processor time that it may take."""

    prepare: Callable[[Path], Run]
    mutate: Mutate
    longest: int = 4_096
    seconds: float = SECONDS


def csv_reader(home: Path) -> Run:
    """The first byte chooses encoding, dialect and unpivoting; the rest is the file."""

    def run(data: bytes) -> list[Problem]:
        choice, content = (data or b"\0")[0], data[1:]
        (home / "t.csv").write_bytes(content)
        encoding, dialect = ENCODINGS[choice % 6], DIALECTS[choice // 6 % 6]
        source = Raw(
            path="t.csv", schema="", encoding=encoding, dialect=dialect, unpivot=UNPIVOT if choice > 127 else None
        )
        table, problems = read_source(home, "t", source)
        if not any(problem.severity == "error" for problem in problems):
            assert len(table.lines) == table.frame.num_rows
            if encoding == "utf-8" and dialect == DIALECTS[0] and not source.unpivot:
                text = content.decode("utf-8-sig")
                rows = [list(row.values()) for row in table.frame.to_pylist()]
                found = [table.ragged.get(index, row) if table.ragged else row for index, row in enumerate(rows)]
                assert [list(table.labels), *found] == list(csv.reader(io.StringIO(text, newline=""), strict=True))
        return problems

    return run


def workbook(home: Path) -> Run:
    """The first byte chooses the dialect; the rest is the workbook. Without the process around it."""

    def run(data: bytes) -> list[Problem]:
        choice, content = (data or b"\0")[0], data[1:]
        said = json.loads(json.dumps(workbook_answer(content, "data" if choice > 127 else "")))
        sheet = sheet_said(said, "t.xlsx", "")
        return [sheet] if isinstance(sheet, Problem) else table_of(sheet, "t", "t.xlsx", DIALECTS[choice % 6])[1]

    return run


def notation(home: Path) -> Run:
    """A cell in every notation; what is read of a number must be read again from its canonical form."""
    known = units({"件": "case", "人": "person", "人日／年": "person-day", "%": "percent", "円": "yen"}, ["case"])
    every = [Options(known, {"－": "none"}, "", unit, optional) for unit in ("", "case") for optional in (True, False)]

    def run(data: bytes) -> Iterator[Problem]:
        text = data.decode("utf-8", "replace")
        for kind in NOTATIONS:
            for options in every:
                got = read(kind, text, options)
                if isinstance(got, Unread):
                    yield Problem(got.code, cell=text, facts=got.facts)
                    continue
                for value in filter(None, (reading.parts.get("value") for reading in got)):
                    if sum(map(str.isdigit, value)) > MAX_DIGITS:
                        continue  # 万 to 兆 add digits to those that are printed
                    again = number(value)
                    assert again, value
                    assert again.value == Decimal(value), value

    return run


def project_in(home: Path, tables: Set[str] = TABLES) -> Path:
    """Of the project these tables, by default those in which every notation, kind of derivation and key is."""
    made = home / "project"
    document = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
    document["resources"] = [of | {"formats": ["csv", "nt"]} for of in document["resources"] if of["name"] in tables]
    document["pipeline"].pop("site", None)  # it shows tables that are not here
    document["pipeline"]["identities"] = [
        of for of in document["pipeline"]["identities"] if {of["table"], of.get("of") or of["table"]} <= tables
    ]
    files = [path for of in document["resources"] for path in (of["schema"], *_raw(of))]
    for path in files:
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, made / path)
    (made / "datapackage.json").write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    return made


def _raw(resource: dict[str, Any]) -> list[str]:
    raw = resource["origin"].get("raw")
    return [raw["path"], raw["schema"]] if raw else []


@functools.cache
def _paths(folder: Path) -> frozenset[bytes]:
    return frozenset(of.relative_to(folder).as_posix().encode() for of in folder.rglob("*") if of.is_file())


def _with(folder: Path, data: bytes, read_again: Callable[[Path], Iterable[Problem]]) -> list[Problem]:
    """What is found where one file of the folder (the first line) has another content (the rest)."""
    path, _, content = data.partition(b"\n")
    place = folder / path.decode("utf-8", "replace")
    if path not in _paths(folder):
        return []
    before = place.read_bytes()
    place.write_bytes(content)
    try:
        return list(read_again(folder))
    except Stop as stop:
        return list(stop.problems)
    finally:
        place.write_bytes(before)


def descriptor(home: Path) -> Run:
    """A file of a small project (first line) with another content; the descriptors are read."""
    project = project_in(home, FEW)

    def problems(folder: Path) -> Iterator[Problem]:
        load(folder)
        yield from ()

    return lambda data: _with(project, data, problems)


def project(home: Path) -> Run:
    """The same, validated by all stages up to the published tables."""
    made = project_in(home)
    return lambda data: _with(made, data, lambda folder: examine(load(folder), lambda stage, count: None).problems)


def manifests(home: Path) -> Run:
    """A file of a bag (first line) with another content; the files are held against the manifests."""
    for path in ("data/a.csv", "data/ん b.csv", "rdf/x.nt"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text(path, "utf-8")
    seal(home)
    return lambda data: _with(home, data, lambda folder: hash_problems(folder, digests_in(folder)))


def release_in_folder(home: Path) -> Path:
    """A release of few and small files."""
    made = project_in(home)
    run = build(load(made), lambda stage, count: None)
    assert run.published, run.problems
    folder = home / "release"
    kept = [DESCRIPTOR, "rdf/catalogue.nt", *(f"data/{name}.csv" for name in sorted(TABLES))]
    for path in (*kept, *(of.relative_to(made / "output").as_posix() for of in (made / "output" / "raw").iterdir())):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made / "output" / path, folder / path)
    catalogue = folder / "rdf" / "catalogue.nt"  # so much of it as delivering asks for
    lines = [line for line in catalogue.read_text("utf-8").splitlines(True) if "dcat#d" in line]
    whole = [line for line in lines if "dcat#downloadURL" not in line or line.endswith(f"{DESCRIPTOR}> .\n")]
    catalogue.write_text("".join(whole), "utf-8")
    (folder / "corrections.csv").write_text("resource,key,field,reason_ja,reason_en\nunits,case,unit,a,b\n", "utf-8")
    return seal(folder)


def release(home: Path) -> Run:
    """A file of a release (first line) with another content, and manifests that agree: all that open a release."""
    made = release_in_folder(home)

    def problems(folder: Path) -> Iterator[Problem]:
        seal(folder)
        changed = b"".join((folder / path).read_bytes()[:1_000] for path in (MANIFEST, TAGMANIFEST))
        readers[zlib.crc32(changed) % len(readers)](folder)  # all of them would take four times as long
        yield from ()

    readers: tuple[Callable[[Path], object], ...] = (_rows, load_release, _delivered, open_release)
    return lambda data: _with(made, data, problems)


def _rows(folder: Path) -> None:
    side = opened(folder)
    for table in side.documents:
        for _ in side.rows(table):
            pass


def _delivered(folder: Path) -> None:
    wanted(release_in(folder), {})


def signature(home: Path) -> Run:
    """A signature beside a tag manifest."""
    (home / TAGMANIFEST).write_text("test", "utf-8")

    def run(data: bytes) -> list[Problem]:
        (home / SIGNATURE).write_bytes(data)
        found = signed(home, KEY)
        return [found] if isinstance(found, Problem) else []

    return run


def query(home: Path) -> Run:
    """The first byte chooses the form of the answer; the rest is the query."""
    (home / "rdf").mkdir()
    lines = [f'<https://example.com/{n}> <https://example.com/p> "{n}"@ja .' for n in range(3)]
    (home / "rdf" / "a.nt").write_text("\n".join(lines) + "\n", "utf-8")

    def run(data: bytes) -> list[Problem]:
        try:
            answer(home, data[1:].decode("utf-8", "replace"), ("table", "csv", "json")[(data or b"\0")[0] % 3])
        except Stop as stop:
            return list(stop.problems)
        return []

    return run


TARGETS: Mapping[str, Target] = {
    "csv": Target(csv_reader, anywhere(words.CSV)),
    "workbook": Target(workbook, in_zip(words.XML), 20_000),
    "notation": Target(notation, anywhere(words.NOTATION), 200),
    "descriptor": Target(descriptor, in_file(words.JSON), 60_000),
    "project": Target(project, in_file([*words.JSON, *words.CSV, *words.NOTATION]), 60_000),
    "manifests": Target(manifests, in_file(words.MANIFEST)),
    "release": Target(release, in_file([*words.JSON, *words.CSV]), 200_000),
    "signature": Target(signature, anywhere(words.SIGNATURE), 1_000),
    "query": Target(
        query, anywhere(words.SPARQL), 2_000, 10.0
    ),  # what the server lets one take; hundreds of joins take three
}
"""By what `python -m tests.hardening.fuzz` calls them."""

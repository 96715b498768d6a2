"""What a spreadsheet would run is a text in the copy for Excel, is said, and stands as it is in the canonical CSV."""

from __future__ import annotations

import csv
import io
import itertools
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.build import build
from pipeline.emit.csv import CRLF, LF, lines, neutralised
from pipeline.package import DESCRIPTOR, load
from pipeline.package.models import Field, Schema, Words
from pipeline.table import Table, frame
from tests.conftest import quiet
from tests.hardening.bad.case import put, raw, records
from tests.hardening.bad.project import RAW, make

WORDS = Words(ja="x", en="x")
BEFORE = ("", " ", "   ", "\u3000", "\u00a0", "\u200b", '"', "'", ' "', "\t", "\n", "\r", "\r\n")
RUN = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
AFTER = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "")
HARMLESS = ("", "覚書", "a=1", "1-1", "５", "'quoted'", '"quoted"', " 覚書", "~1", "_x", "(1)", "△1")
STARTS = [before + run for before, run in itertools.product(BEFORE, RUN)] + ["\t", "\r", "\n"]
FORMULAS = [start + after for start, after in itertools.product(STARTS, AFTER)]
TEXTUAL = ("string", "any", "boolean")
NUMBERS = {"integer": "-1", "number": "-1.5", "date": "2024-01-01", "year": "2024", "yearmonth": "2024-01"}


def written(cells: list[str], kind: str) -> tuple[list[str], list[str], list[int]]:
    """The cells of a column in the canonical CSV, and in the copy for Excel, and which of them are reported."""
    schema = Schema(fields=[Field("a", WORDS), Field("b", WORDS, type=kind)])  # type: ignore[arg-type]
    table = Table("t", frame(("a", "b"), [("x", cell or None) for cell in cells]), labels=("a", "b"))

    def read(parts: Iterator[pa.Buffer]) -> list[str]:
        content = b"".join(parts).decode()
        return [row[1] for row in csv.reader(io.StringIO(content, newline=""))]

    copy, said = neutralised(table, schema)
    return read(lines(table, LF)), read(lines(copy, CRLF)), [(problem.row or 0) - 2 for problem in said]


@pytest.mark.parametrize("kind", TEXTUAL)
def test_each_start_in_a_column_of_texts(kind: str) -> None:
    plain, copy, reported = written(FORMULAS, kind)
    assert plain == FORMULAS
    assert copy == [f"'{cell}" for cell in FORMULAS]
    assert reported == list(range(len(FORMULAS)))


@pytest.mark.parametrize("kind", TEXTUAL)
def test_what_runs_nothing_stays(kind: str) -> None:
    assert written([*HARMLESS], kind) == ([*HARMLESS], [*HARMLESS], [])


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers_and_days_stay(kind: str) -> None:
    assert written([NUMBERS[kind]], kind) == ([NUMBERS[kind]], [NUMBERS[kind]], [])


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of a project with formulas in its notes, and what is said of each."""
    folder = tmp_path_factory.mktemp("hostile") / "project"
    make(folder)
    notes = [cell for cell in FORMULAS if cell.strip() and "\r" not in cell]
    raw(records(*({"code": f"a{row}", "note": cell} for row, cell in enumerate(notes))))(folder)
    run = build(load(folder), quiet)
    said = [(p.code, p.file, p.field, p.cell) for p in run.problems]
    assert said == [("W-FORMULA", RAW, "note", cell) for cell in notes]
    assert run.published
    return folder / "output"


def notes_of(release: Path, form: str) -> list[str]:
    with (release / form / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row["note"] for row in csv.DictReader(file)]


def test_a_release_has_both(hostile: Path) -> None:
    assert notes_of(hostile, "excel") == [f"'{cell}" for cell in notes_of(hostile, "data")]


def test_a_spreadsheet_opens_each_as_text(hostile: Path, tmp_path: Path) -> None:
    """LibreOffice, with every formula that it would make of the canonical CSV."""
    office = shutil.which("soffice")
    if not office:
        pytest.skip("LibreOffice is not here (Debian: apt-get install libreoffice-calc-nogui)")
    runs = {}
    for form in ("data", "excel"):
        (tmp_path / form).mkdir()
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        options = [profile, "--convert-to", "fods", "--infilter=CSV:44,34,76,1", "--outdir", str(tmp_path / form)]
        command = [office, "--headless", *options, str(hostile / form / "t.csv")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        runs[form] = len(re.findall("table:formula=", (tmp_path / form / "t.fods").read_text("utf-8")))
    assert runs["data"] > 0
    assert runs["excel"] == 0


def test_a_title_in_the_list_for_portals(tmp_path: Path) -> None:
    make(tmp_path)
    put(DESCRIPTOR, "resources.t.titles.ja", "=cmd|' /C calc'!A0")(tmp_path)
    run = build(load(tmp_path), quiet)
    name = "041009_open_data_list.csv"
    rows = list(csv.DictReader((tmp_path / "output" / name).read_text("utf-8-sig").splitlines()))
    titles = [row["データセット_タイトル"] for row in rows if row["データセット_ID"] == "dataset/t"]
    assert set(titles) == {"'=cmd|' /C calc'!A0"}
    said = [p for p in run.problems if (p.code, p.file, p.field) == ("W-FORMULA", name, "データセット_タイトル")]
    assert [rows[(p.row or 0) - 2]["データセット_ID"] for p in said] == ["dataset/t"] * len(titles)

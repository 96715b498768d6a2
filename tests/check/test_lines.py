"""The triples of a large table, told in SQL, are those of a small one; and one that is not is named."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.check.graphs
import pipeline.check.release
from pipeline.check.csv2rdf import _lines, rdf_problems
from pipeline.check.graphs import read_graphs
from pipeline.check.hashes import digests_in
from pipeline.check.lines import lines_of
from pipeline.memory import FORGETFUL
from tests.conftest import ROOT, tries, without_site

BASE = "https://x.jp/"
COLUMNS = [
    {"name": "code", "aboutUrl": BASE + "id/{code}", "propertyUrl": BASE + "def/code", "datatype": "string"},
    {"name": "word", "aboutUrl": BASE + "id/{code}/{word}", "propertyUrl": BASE + "def/word", "lang": "ja"},
    {"name": "count", "aboutUrl": BASE + "it's/{code}", "propertyUrl": BASE + "def/count", "datatype": "decimal"},
    {"name": "place", "aboutUrl": BASE + "{code}", "propertyUrl": BASE + "def/p", "valueUrl": BASE + "{place}/x"},
    {"name": "all", "aboutUrl": BASE + "{+place}", "propertyUrl": BASE, "valueUrl": BASE + "{+word}", "virtual": True},
    {"name": "t", "aboutUrl": BASE, "propertyUrl": BASE + "def/t", "valueUrl": BASE + "{word}", "virtual": True},
]
CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=4) | st.sampled_from(
    ["a", "人日／年", "a/b?c#d", "~-._", 'say "hi"', "\\", "\n\r\t", "%41", "𠮷", " ", "é", "a,b", "", "NULL", "''"]
)


@tries(60)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=6))
def test_any_text(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path_factory.mktemp("lines") / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["code", "word", "count", "place"])
        file.writelines(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows)
    document = {"tableSchema": {"columns": COLUMNS}}
    expected = b"".join(line + b"\n" for line in _lines(document, path))
    assert b"".join(lines_of(document, path)).decode() == expected.decode()


@pytest.mark.parametrize("path", sorted((ROOT / "output/data").glob("*.csv-metadata.json")), ids=lambda path: path.stem)
def test_the_tables_of_the_release(path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    table = path.parent / document["url"]
    assert b"".join(lines_of(document, table)) == (ROOT / "output/rdf" / f"{table.stem}.nt").read_bytes()


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("kpi03", "kpi04", 39), ("", "", None), ("> .\n", "> .\n<https://x.jp/> <https://x.jp/> <https://x.jp/> .\n", 2)],
)
def test_a_line_of_a_large_file_that_is_wrong_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, line: int | None
) -> None:
    without_site(tmp_path / "release")
    file = tmp_path / "release/rdf/kpis.nt"
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    monkeypatch.setattr(pipeline.check.graphs, "LARGE", 0)
    graphs, _ = read_graphs(tmp_path / "release")
    problems = list(rdf_problems(tmp_path / "release", graphs, digests_in(tmp_path / "release"), FORGETFUL))
    assert [(problem.file, problem.row) for problem in problems] == ([("rdf/kpis.nt", line)] if line else [])

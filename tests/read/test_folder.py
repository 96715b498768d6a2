"""A raw table that is a folder: its files, CSV or Parquet, here or in a storage, are one table."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import cast

import fsspec
import pyarrow as pa
import pyarrow.parquet
import pytest
from upath import UPath

import pipeline.read.parquet
from bench.tables import project as seeded
from pipeline.build import build
from pipeline.examine import examine
from pipeline.package import load
from pipeline.package.descriptor import Raw
from pipeline.read import open_source, read_source
from pipeline.read.parquet import open_parquet, pieces
from pipeline.read.parquet import rows as read_piece
from tests.conftest import content, quiet

ROWS = 900
FILES = 3
PARQUET: object = pyarrow.parquet


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of a project whose table is one file."""
    project = tmp_path_factory.mktemp("whole") / "project"
    seeded(project, ROWS, derived=True)
    assert build(load(project), quiet).problems == []
    return project / "output"


def in_folder(folder: Path, form: str) -> Path:
    """The same project with the table in a folder of several files."""
    seeded(folder, ROWS, derived=True)
    (folder / "raw/records").mkdir()
    (folder / "raw/records/_SUCCESS").write_text("")
    header, *lines = (folder / "raw/records.csv").read_text("utf-8").splitlines()
    size = ROWS // FILES
    for number in range(FILES):
        rows = lines[number * size : (number + 1) * size]
        place = folder / f"raw/records/part-{number}.{form}"
        if form == "csv":
            place.write_text("\n".join([header, *rows, ""]), "utf-8")
        else:
            names, columns = header.split(","), list(zip(*(row.split(",") for row in rows), strict=True))
            _parquet(place, dict(zip(names, map(list, columns), strict=True)), 70)
    document = json.loads((folder / "datapackage.json").read_text("utf-8"))
    resource = next(r for r in document["resources"] if r["name"] == "records")
    resource["origin"]["raw"]["path"] = "raw/records/"
    (folder / "datapackage.json").write_text(json.dumps(document), "utf-8")
    (folder / "raw/records.csv").unlink()
    return folder


def _parquet(place: Path, columns: dict[str, list[object]], rows_of_group: int = 1_000) -> None:
    PARQUET.write_table(pa.table(columns), place, row_group_size=rows_of_group)  # type: ignore[attr-defined]


@pytest.fixture
def storage() -> Iterator[UPath]:
    """A storage that is no folder of this machine."""
    yield UPath("memory://bucket/project")
    fsspec.filesystem("memory").store.clear()


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_is_published_of_a_folder(whole: Path, form: str, tmp_path: Path) -> None:
    folder = in_folder(tmp_path / form, form)
    assert build(load(folder), quiet).problems == []
    expected, made = content(whole), content(folder / "output")
    for path in ("data/records.csv", "excel/records.csv", "rdf/records.nt", "data/dictionary.csv"):
        assert made.get(path) == expected.get(path)
    assert [path for path in made if path.startswith("raw/records")] == [
        f"raw/records/part-{number}.{form}" for number in range(FILES)
    ]
    graph = made["rdf/provenance.nt"].decode()
    assert f"raw/records/part-2.{form}>" in graph
    assert (
        "\n<https://opendata.example.jp/national/observation/records/r000000899> <http://www.w3.org/ns/prov#" in graph
    )
    row = ROWS // FILES + 1
    assert (
        f"records/r000000899> <http://www.w3.org/ns/prov#wasDerivedFrom> <https://opendata.example.jp/national/raw/records/part-2.{form}#row={row}>"
        in graph
    )


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_the_same_is_published_of_a_storage(whole: Path, form: str, storage: UPath, tmp_path: Path) -> None:
    folder = in_folder(tmp_path / form, form)
    for place in (folder / "raw/records").iterdir():
        (storage / "raw/records" / place.name).write_bytes(place.read_bytes())
        place.unlink()
    assert build(load(folder, cast(Path, storage)), quiet).problems == []
    for path in ("data/records.csv", "rdf/records.nt"):
        assert (folder / "output" / path).read_bytes() == (whole / path).read_bytes()


def test_a_problem_names_the_file_and_its_line(tmp_path: Path) -> None:
    folder = in_folder(tmp_path / "csv", "csv")
    place = folder / "raw/records/part-2.csv"
    lines = place.read_text("utf-8").splitlines()
    first = (folder / "raw/records/part-0.csv").read_text("utf-8").splitlines()[4]
    lines[6:8] = [first, lines[7].replace("A-", "F-").replace("B-", "F-").replace("C-", "F-")]
    place.write_text("\n".join([*lines, ""]), "utf-8")
    problems = [p for p in examine(load(folder), quiet).problems if p.severity != "information"]
    assert next((p.code, p.file, p.row) for p in problems) == ("E-PRIMARY-KEY", "raw/records/part-2.csv", 7)
    assert problems[0].facts["first"] == "raw/records/part-0.csv:5"
    assert {p.file for p in problems} == {"raw/records/part-2.csv"}


def folder_of(tmp_path: Path, **files: bytes | str) -> Path:
    (tmp_path / "raw/t").mkdir(parents=True)
    for name, data in files.items():
        (tmp_path / "raw/t" / name.replace("_csv", ".csv").replace("_parquet", ".parquet")).write_bytes(
            data if isinstance(data, bytes) else data.encode()
        )
    return tmp_path


SOURCE = Raw(path="raw/t/", schema="", encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [("E-FOLDER", "raw/t/")]),
        ({"_SUCCESS": ""}, [("E-FOLDER", "raw/t/")]),
        ({"a_csv": "x,y\n", "b_csv": "y,x\n", "c_csv": "x\n"}, [("E-FOLDER-HEADER", f"raw/t/{n}.csv") for n in "bc"]),
        ({"a_csv": "x\n", "b_csv": ""}, [("E-EMPTY", "raw/t/b.csv")]),
        ({"a_csv": "x\n", "b_parquet": "x\n"}, [("E-PARQUET", "raw/t/b.parquet")]),
    ],
)
def test_what_a_folder_cannot_hold(tmp_path: Path, files: dict[str, str], expected: list[tuple[str, str]]) -> None:
    received, problems = open_source(folder_of(tmp_path, **files), "t", SOURCE)
    assert received is None
    assert [(problem.code, problem.file) for problem in problems] == expected


def test_a_folder_in_another_encoding(tmp_path: Path) -> None:
    root = folder_of(tmp_path, a_csv="値\n".encode("cp932"))
    _, [problem] = open_source(root, "t", Raw(path="raw/t/", schema="", encoding="cp932"))
    assert (problem.code, problem.file) == ("E-FOLDER-FORM", "raw/t/a.csv")


def test_a_folder_that_is_not_there_or_leads_outside(tmp_path: Path) -> None:
    (tmp_path / "project/raw").mkdir(parents=True)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "project/raw/out").symlink_to(tmp_path / "elsewhere")
    for path, code in (("raw/none/", "E-FILE"), ("raw/out/", "E-PATH"), ("../elsewhere/", "E-PATH")):
        _, [problem] = open_source(tmp_path / "project", "t", Raw(path=path, schema="", encoding="utf-8"))
        assert (problem.code, problem.file) == (code, path)


def test_values_of_parquet_are_read_as_the_text_of_a_csv(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    columns: dict[str, list[object]] = {
        "text": ["a", 'q"x', "two\nlines", None],
        "number": [1, 2, None, -3],
        "decimal": [Decimal("1.50"), None, Decimal("0.10"), Decimal("7.00")],
        "yes": [True, False, None, True],
    }
    _parquet(tmp_path / "raw/t.parquet", columns, 2)
    table, problems = read_source(tmp_path, "t", Raw(path="raw/t.parquet", schema=""))
    assert problems == []
    assert list(table.labels) == list(columns)
    assert table.frame.to_pydict() == {
        "0": ["a", 'q"x', "two\nlines", ""],
        "1": ["1", "2", "", "-3"],
        "2": ["1.50", "", "0.10", "7.00"],
        "3": ["true", "false", "", "true"],
    }
    assert list(table.lines) == [1, 2, 3, 4]


def test_a_column_of_lists_is_refused(tmp_path: Path) -> None:
    _parquet(tmp_path / "t.parquet", {"x": [[1, 2]]})
    _, [problem] = open_source(tmp_path, "t", Raw(path="t.parquet", schema=""))
    assert (problem.code, problem.field, problem.facts) == ("E-PARQUET", "x", {"reason": "x: list<element: int64>"})


def test_parquet_without_rows_is_a_table_without_rows(tmp_path: Path) -> None:
    _parquet(tmp_path / "t.parquet", {"code": pa.array([], pa.string())})  # type: ignore[dict-item]
    head, _ = open_parquet(tmp_path / "t.parquet", "t", "t.parquet")
    assert head is not None
    [piece] = pieces(tmp_path / "t.parquet")
    table, problems = read_piece(tmp_path / "t.parquet", piece, head)
    assert (table.frame.num_rows, [*table.lines], problems) == (0, [], [])


def test_long_texts_in_parquet_are_read_in_parts_of_fewer_rows(tmp_path: Path) -> None:
    texts = [f"{n}" if n % 2 else "x" * 30_000 for n in range(2_000)]
    _parquet(tmp_path / "t.parquet", {"text": texts}, 1_500)  # type: ignore[dict-item]
    head, _ = open_parquet(tmp_path / "t.parquet", "t", "t.parquet")
    assert head is not None
    parts = [*pieces(tmp_path / "t.parquet")]
    assert len(parts) > 2
    assert max(len(part.content) for part in parts) <= 1 << 24
    read = [read_piece(tmp_path / "t.parquet", part, head)[0] for part in parts]
    again = [read_piece(tmp_path / "t.parquet", replace(part, content=b""), head)[0] for part in parts]
    assert [row["0"] for table in read for row in table.rows()] == texts
    assert [line for table in read for line in table.lines] == [*range(1, 2_001)]
    assert all(one.frame.equals(other.frame) for one, other in zip(read, again, strict=True))


@pytest.mark.parametrize(
    ("limits", "column", "reason"),
    [
        ({"MAX_RATIO": 0, "ENOUGH": 99}, ["a"] * 100, "100 cells in"),
        ({"MAX_RATIO": 0, "ENOUGH": 99}, ["a" * 1_000], "bytes in"),
        ({"MAX_TEXT": 9}, ["a" * 10], "a cell of 10 bytes"),
        ({"MAX_TEXT": 9}, pa.array([b"a" * 10], pa.binary(10)), "cells of more than 9 bytes"),
    ],
    ids=["cells", "bytes", "text", "fixed"],
)
def test_parquet_of_more_than_its_size_can_hold_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], column: list[object], reason: str
) -> None:
    _parquet(tmp_path / "t.parquet", {"x": column})
    source = Raw(path="t.parquet", schema="")
    assert read_source(tmp_path, "t", source)[1] == []
    for name, limit in limits.items():
        monkeypatch.setattr(pipeline.read.parquet, name, limit)
    _, [problem] = read_source(tmp_path, "t", source)
    assert problem.code == "E-PARQUET"
    assert reason in problem.facts["reason"]

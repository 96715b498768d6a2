from __future__ import annotations

import os
from pathlib import Path

import frictionless
import pytest

import pipeline.read
from pipeline.errors import Stop
from pipeline.package import load
from pipeline.package.descriptor import Dialect, Raw, Unpivot
from pipeline.read import open_known, read_source
from tests.stages import read

TEXT = "goal,金額\nbox-1,20.2億円\n"


def codes(root: Path, path: str, encoding: str = "utf-8") -> list[str]:
    return [problem.code for problem in read_source(root, "t", Raw(path=path, schema="", encoding=encoding))[1]]


def test_the_real_tables(root: Path) -> None:
    package = load(root)
    tables, problems = read(package)
    assert problems == []
    assert list(tables) == list(package.raw_sources())
    for name, table in tables.items():
        assert (table.name, table.file) == (name, package.raw_sources()[name].path)
        assert len(table.lines) == table.frame.num_rows > 0


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "utf-8"),
        (TEXT.encode("cp932"), "cp932"),
        (TEXT.replace("\n", "\r\n").encode("cp932"), "shift_jis"),
    ],
    ids=["utf-8", "utf-8 with BOM", "cp932", "shift_jis with CRLF"],
)
def test_one_table_in_several_encodings(data: bytes, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(data)
    table, problems = read_source(tmp_path, "t", Raw(path="t.csv", schema="", encoding=encoding))
    assert problems == []
    assert (table.labels, list(table.lines)) == (["goal", "金額"], [2])
    assert table.frame.to_pydict() == {"0": ["box-1"], "1": ["20.2億円"]}


def test_the_declared_dialect(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a\tb\n'1\t2'\t3\n", "utf-8")
    source = Raw(path="t.csv", schema="", dialect=Dialect(delimiter="\t", quote_char="'"))
    assert read_source(tmp_path, "t", source)[0].frame.to_pydict() == {"0": ["1\t2"], "1": ["3"]}


def test_a_table_whose_header_is_known_is_opened_or_told(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TEXT, "utf-8")
    source = Raw(path="t.csv", schema="", encoding="utf-8")
    assert open_known(tmp_path, "t", source, ["goal", "金額"]).described.labels == ["goal", "金額"]
    with pytest.raises(Stop, match="E-RELEASE-FORM"):
        open_known(tmp_path, "t", source, ["goal", "amount"])
    with pytest.raises(Stop, match="E-FILE"):
        open_known(tmp_path, "t", Raw(path="gone.csv", schema="", encoding="utf-8"), ["goal", "金額"])


@pytest.mark.parametrize("encoding", ["utf-8", "cp932"])
def test_a_file_in_another_encoding_than_declared(encoding: str, tmp_path: Path) -> None:
    other = {"utf-8": "cp932", "cp932": "utf-8"}[encoding]
    (tmp_path / "t.csv").write_bytes("分類,見出し\n重点目標,表\n".encode(other))
    assert codes(tmp_path, "t.csv", encoding) == ["E-BYTE"]


def test_what_frictionless_calls_valid(tmp_path: Path) -> None:
    """Undecodable bytes, a quote that never closes, NUL: valid for frictionless 5.21, refused here."""
    broken = {
        "E-CSV": b'a,b\n1,"2\n3,4\n5,6\n',
        "E-CONTROL": b"a,b\n1,\x00\n",
        "E-BYTE": "計画,実績\n1,2\n".encode("cp932") * 3,
    }
    for code, data in broken.items():
        (tmp_path / "t.csv").write_bytes(data)
        assert codes(tmp_path, "t.csv") == [code]
        assert frictionless.validate("t.csv", basepath=str(tmp_path)).valid, code


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("missing.csv", "E-FILE"),
        ("folder", "E-FILE"),
        ("fifo.csv", "E-FILE"),
        ("fine.csv/x.csv", "E-FILE"),
        ("a" * 300 + ".csv", "E-FILE"),
        ("../outside.csv", "E-PATH"),
        ("folder/../../outside.csv", "E-PATH"),
        ("link.csv", "E-PATH"),
        ("linked/outside.csv", "E-PATH"),
        ("circle.csv", "E-PATH"),
        ("/etc/hostname", "E-PATH"),
        ("~/t.csv", "E-PATH"),
        ("C:t.csv", "E-PATH"),
        ("folder\\t.csv", "E-PATH"),
        ("%2e%2e/outside.csv", "E-PATH"),
        ("file:///etc/hostname", "E-PATH"),
        ("http://127.0.0.1:9/t.csv", "E-PATH"),
        ("", "E-PATH"),
        ("t\0.csv", "E-PATH"),
        ("\ud800.csv", "E-PATH"),
    ],
)
def test_paths_that_are_not_read(path: str, code: str, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "folder").mkdir(parents=True)
    (tmp_path / "outside.csv").write_text(TEXT, "utf-8")
    (project / "fine.csv").write_text(TEXT, "utf-8")
    os.mkfifo(project / "fifo.csv")
    (project / "link.csv").symlink_to(tmp_path / "outside.csv")
    (project / "linked").symlink_to(tmp_path)
    (project / "circle.csv").symlink_to("circle.csv")
    assert codes(project, path) == [code]


def test_a_link_inside_the_project_is_followed(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TEXT, "utf-8")
    (tmp_path / "link.csv").symlink_to("t.csv")
    assert codes(tmp_path, "link.csv") == []


def test_a_file_over_the_limit_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.csv").write_text(TEXT, "utf-8")
    monkeypatch.setattr(pipeline.read, "MAX_BYTES", 10)
    problem = read_source(tmp_path, "t", Raw(path="t.csv", schema=""))[1][0]
    assert (problem.code, problem.facts) == ("E-FILE-SIZE", {"size": str(len(TEXT.encode())), "limit": "10"})


def test_a_table_with_a_problem_is_not_among_the_tables(project: Path) -> None:
    (project / "raw" / "goals.csv").write_bytes(b"\xff")
    (project / "raw" / "units.csv").unlink()
    package = load(project)
    tables, problems = read(package)
    assert [(p.code, p.file) for p in problems] == [("E-BYTE", "raw/goals.csv"), ("E-FILE", "raw/units.csv")]
    assert set(package.raw_sources()) - set(tables) == {"goals", "units"}


def test_a_whole_table_holds_its_file(root: Path) -> None:
    """What judges the form of a file looks at it: a page called .csv, the ranges of a sheet."""
    for table in read(load(root))[0].values():
        assert table.received == (root / table.file).read_bytes()


def test_a_range_of_a_file_that_is_no_csv_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text('a,b\n"x"y,1\n')
    _, problems = read_source(tmp_path, "t", Raw(path="t.csv", schema="", dialect=Dialect(range="A1:B")))
    assert [problem.code for problem in problems] == ["E-CSV"]


def test_a_header_that_is_no_text_is_said_before_its_columns_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_bytes(b"\x9ca,b\n")
    wide = Unpivot(keep=["a"], name="year", value="printed")
    _, problems = read_source(tmp_path, "t", Raw(path="t.csv", schema="", encoding="utf-8", unpivot=wide))
    assert [problem.code for problem in problems] == ["E-BYTE"]

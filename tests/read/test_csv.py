from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.package.descriptor import Dialect
from pipeline.read.csv import MAX_CELL
from pipeline.read.sheet import MAX_COLUMNS
from pipeline.table import Table
from tests.stages import parse


def good(text: str, dialect: Dialect | None = None) -> Table:
    table, problems = parse(text, "t", "raw/t.csv", dialect)
    assert problems == []
    return table


def cells(table: Table) -> list[list[str | None]]:
    return [list(row.values()) for row in table.rows()]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_know_their_lines_whatever_ends_them(end: str) -> None:
    table = good(end.join(["a,b", "1,2", "", '"x', 'y","', '"', "3,4", ""]))
    assert table.labels == ["a", "b"]
    assert list(table.lines) == [2, 3, 4, 7]
    assert cells(table) == [["1", "2"], [None, None], [f"x{end}y", end], ["3", "4"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2", [["1", "2"]]),
        ('a,b\n"1,5","say ""hi"""\n', [["1,5", 'say "hi"']]),
        ('a,b\n"",\n', [["", ""]]),
        ("a,b\n 1 ,\t2\n", [[" 1 ", "\t2"]]),
        ('a,b\n1,5"inch\n', [["1", '5"inch']]),
        ("a,b\n'1,2'\n", [["'1", "2'"]]),
        ("a,b\nNULL,NaN\n", [["NULL", "NaN"]]),
        ("a,b\n01,1.50\n", [["01", "1.50"]]),
        ("a,b\n１\u2028,\x0b\x1c\x85\n", [["１\u2028", "\x0b\x1c\x85"]]),
    ],
)
def test_cells_are_the_text_as_received(text: str, rows: list[list[str]]) -> None:
    assert cells(good(text)) == rows


def test_another_dialect() -> None:
    table = good("a;b\n'1;5';\"\n", Dialect(delimiter=";", quote_char="'"))
    assert (table.labels, cells(table)) == (["a", "b"], [["1;5", '"']])


def test_cells_that_are_missing_or_too_many_are_kept_beside_the_frame() -> None:
    table = good("a,b\n1\n\n1,2,3\n1,2\n")
    assert table.ragged == {0: ["1"], 1: [], 2: ["1", "2", "3"]}
    assert cells(table) == [["1", None], [None, None], ["1", "2"], ["1", "2"]]


def test_labels_may_be_anything() -> None:
    assert good("a,,a\n1,2,3\n").labels == ["a", "", "a"]


def test_a_header_without_rows() -> None:
    for text in ("a,b", "a,b\n"):
        table = good(text)
        assert (table.labels, list(table.lines)) == (["a", "b"], [])
        assert table.frame.shape == (0, 2)


@pytest.mark.parametrize("text", ["", "\n", "\n\na,b\n", ",,\na,b,c\n", '""\n'])
def test_no_header(text: str) -> None:
    problems = parse(text, "t", "raw/t.csv")[1]
    assert [(p.code, p.file, p.row) for p in problems] == [("E-EMPTY", "raw/t.csv", 1)]


@pytest.mark.parametrize(
    ("text", "row", "reason"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n7,8\n', 3, "unexpected end of data"),
        ('a,"b\n1,2\n', 1, "unexpected end of data"),
        ('a,b\n"x\ny",1\n2,"3\n', 4, "unexpected end of data"),
        ('a,b\n1,"2"3\n4,5\n', 2, "',' expected after '\"'"),
        ('a,b\n"x\ny" ,1\n', 2, "',' expected after '\"'"),
    ],
)
def test_a_broken_quote_names_the_line_where_its_record_begins(text: str, row: int, reason: str) -> None:
    problems = parse(text, "t", "raw/t.csv")[1]
    assert [(p.code, p.row, p.facts) for p in problems] == [("E-CSV", row, {"reason": reason})]


@pytest.mark.parametrize("size", [MAX_CELL + 1, 200_000])
def test_a_cell_over_the_limit_of_excel(size: int) -> None:
    text = "a,b\n\n" + "1," + "あ" * size + "\n" + "あ" * MAX_CELL + ",2\n"
    problem, *others = parse(text, "t", "t.csv")[1]
    assert others == []
    assert (problem.code, problem.row, problem.column) == ("E-CELL-SIZE", 3, 2)
    assert problem.facts == {"size": str(size), "limit": str(MAX_CELL)}


def test_columns_over_the_limit() -> None:
    assert good(",".join(["c"] * MAX_COLUMNS) + "\n").frame.num_columns == MAX_COLUMNS
    problems = parse(",".join(["c"] * (MAX_COLUMNS + 1)) + "\n", "t", "t.csv")[1]
    assert [(p.code, p.row, p.facts["count"]) for p in problems] == [("E-COLUMNS", 1, "2001")]


TEXTS = st.text(max_size=8) | st.text(",\"\r\n;' 1", max_size=6)


@given(
    st.lists(TEXTS, min_size=1, max_size=4).filter(any),
    st.lists(st.lists(TEXTS, max_size=6), max_size=6),
    st.sampled_from([csv.excel, csv.unix_dialect]),
)
def test_what_csv_writes_is_read_back(header: list[str], rows: list[list[str]], dialect: type[csv.Dialect]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file, dialect).writerows([header, *rows])
    table = good(file.getvalue())
    ragged = table.ragged or {}
    assert table.labels == header
    read = [ragged.get(index, list(row)) for index, row in enumerate(cells(table))]
    assert read == rows
    lines = file.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert all(1 < line <= len(lines) for line in table.lines)


@given(st.text(',"\r\n\0a', max_size=30))
def test_any_text_is_a_table_or_a_problem(text: str) -> None:
    table, problems = parse(text, "t", "t.csv")
    assert {problem.code for problem in problems} <= {"E-EMPTY", "E-CSV"}
    assert bool(problems) or table.labels


def test_many_ragged_rows_are_placed_as_few_are(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a,b\n" + "1,2\n\n3\n4,5,6\n7,8\n\n" * 3
    few, _ = parse(text, "t", "t.csv")
    monkeypatch.setattr("pipeline.read.csv._MANY", 0)
    many, _ = parse(text, "t", "t.csv")
    assert (many.frame.to_pylist(), many.ragged, [*many.lines]) == (few.frame.to_pylist(), few.ragged, [*few.lines])


@pytest.mark.parametrize(
    ("row", "code"),
    [("1,2," + "x" * (MAX_CELL + 1), "E-CELL-SIZE"), ("1," * MAX_COLUMNS + "1", "E-COLUMNS")],
    ids=["cell", "columns"],
)
def test_a_row_that_is_longer_than_the_header_has_the_same_limits(row: str, code: str) -> None:
    assert [(p.code, p.row) for p in parse(f"a,b\n1,2\n{row}\n", "t", "t.csv")[1]] == [(code, 3)]

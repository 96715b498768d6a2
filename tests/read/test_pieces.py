"""However a file falls into pieces, its rows are those that Python's csv reads of the whole."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pipeline.read.pieces
from pipeline.package.descriptor import Dialect
from pipeline.read.pieces import Piece, is_cut, split
from tests.stages import parse

Rows = list[tuple[int, list[str]]]


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.read.pieces, "SIZE", 16)
    monkeypatch.setattr(pipeline.read.pieces, "_STEP", 4)


def by_python(text: str) -> tuple[Rows, int | None]:
    """Each record with its line, and the line of the one that cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: Rows = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        return rows, line
    return rows, None


def by_pieces(text: str) -> tuple[Rows, int | None]:
    table, problems = parse(text, "t", "t.csv")
    ragged = table.ragged or {}
    rows = [(table.lines[i], ragged.get(i, [*row.values()])) for i, row in enumerate(table.rows())]
    broken = [problem.row for problem in problems if problem.code == "E-CSV"]
    return [(1, list(table.labels)), *rows], next(iter(broken), None)  # type: ignore[list-item]


def pieces(text: str) -> list[Piece]:
    content = text.encode()
    return list(split(lambda offset, size: content[offset : offset + size], 0, 1, Dialect()))


RECORDS = st.lists(
    st.sampled_from(["a,b", '"x\ny",b', '"say ""hi""",', '""', "", ",", "a", "a,b,c", '"",""', '"\r\n"', "あ,𠮷"]),
    min_size=1,
    max_size=30,
)


@given(RECORDS, st.sampled_from(["\n", "\r\n"]), st.booleans())
@example(["", "a,b", "", ""], "\n", True)
def test_plain_records(records: list[str], end: str, ended: bool) -> None:
    text = end.join(["h,i", *records]) + (end if ended else "")
    assert by_pieces(text) == by_python(text)


@given(st.lists(st.sampled_from([*'",\n\r5あ', "ab", '"a"', "\n", ",", "x,y\n"]), max_size=60).map("".join))
def test_any_text(text: str) -> None:
    text = "h,i\n" + text
    assert by_pieces(text) == by_python(text)


def test_what_pieces_are_made_of() -> None:
    text = "a,b\n" * 5 + 'an inch is 5"\n' + "c,d\n" * 9
    found = pieces(text)
    assert [text[piece.offset : piece.offset + piece.size] for piece in found if not piece.plain] == ['an inch is 5"\n']
    assert sum(piece.size for piece in found) == len(text)
    assert [text[: piece.offset].count("\n") + 1 for piece in found] == [piece.line for piece in found]


def test_a_record_that_never_ends_is_the_last_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.read.pieces, "MAX_RECORD", 40)
    text = 'a,b\n1,"' + "2,3\n" * 100
    assert pieces(text)[-1].size < 60
    problems = parse(text, "t", "t.csv")[1]
    assert [(problem.code, problem.row) for problem in problems] == [("E-CSV", 2)]


def test_only_a_line_over_the_limit_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that ends with the file, without a line end, is whole."""
    monkeypatch.setattr(pipeline.read.pieces, "MAX_RECORD", 40)
    assert [is_cut(Piece(0, size, 1, plain=False), b'5"') for size in (39, 40)] == [False, True]

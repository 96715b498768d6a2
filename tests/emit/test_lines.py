"""N-Triples a column at a time are, to the byte, those made triple by triple."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.emit.lines
from pipeline.emit.lines import triple_lines
from pipeline.emit.rdf import ntriples, table_triples
from pipeline.mapping import Column
from pipeline.table import Table, frame

BASE = "https://x.jp/"
COLUMNS = [
    Column("code", BASE + "id/{code}", BASE + "def/code", None, "string", None),
    Column("word", BASE + "id/{code}", BASE + "def/word", None, "string", "ja"),
    Column("count", BASE + "id/{code}/{word}", BASE + "def/count", None, "decimal", None),
    Column("place", BASE + "id/{code}", BASE + "def/place", BASE + "place/{place}/{count}/x", "string", None),
    Column("type", BASE + "id/{code}", BASE + "def/type", BASE + "def/{code}", "string", None, virtual=True),
    Column("part", BASE + "{+place}", BASE + "def/part", BASE + "{+word}/{word}", "string", None, virtual=True),
    Column("also", BASE + "id/{word}", BASE + "def/also", BASE + "def/Thing", "string", None, virtual=True),
]
NAMES = ("code", "word", "count", "place")
CELLS = (
    st.none()
    | st.text(max_size=4)
    | st.sampled_from(
        ["a", "04100", "人日／年", "a/b?c#d", "~-._", 'say "hi"', "\\", "\n\r\t", "%41", "𠮷", " ", "é", "\x7f\u2028"]
    )
)


@pytest.fixture(autouse=True, params=[2, 8_192])
def rows_at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.emit.lines, "ROWS", request.param)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS, CELLS), max_size=9))
def test_the_same_bytes(rows: list[tuple[str | None, ...]]) -> None:
    rows = [tuple(cell and cell.encode(errors="replace").decode() for cell in row) for row in rows]
    table = Table("t", frame(NAMES, rows))
    assert b"".join(triple_lines(table, COLUMNS)) == ntriples(table_triples(table, COLUMNS))

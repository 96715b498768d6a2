"""CSV as published: canonical bytes, and the copy for Excel."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from pipeline.emit.csv import canonical, excel, formula_cells
from pipeline.package.models import Field, Schema, Words
from pipeline.table import Table, frame

WORDS = Words(ja="x", en="x")
SCHEMA = Schema(fields=[Field("text", WORDS), Field("number", WORDS, type="number")])


def table(*rows: tuple[str | None, str | None]) -> Table:
    return Table("t", frame(("text", "number"), rows), labels=("text", "number"))


def test_canonical_is_utf8_without_bom_lf_and_empty_for_missing() -> None:
    assert canonical(table(("松島", "1"), (None, "-2"))) == "text,number\n松島,1\n,-2\n".encode()


def test_quotes_commas_and_newlines_are_quoted() -> None:
    assert canonical(table(('a"b', "1"), ("c,d", "2"), ("e\nf", "3"))) == (
        b'text,number\n"a""b",1\n"c,d",2\n"e\nf",3\n'
    )


def test_excel_has_bom_and_crlf_and_neutralises_formulas_in_text_alone() -> None:
    made = table(("=1+1", "-2"), ("@x", "3"), ("-", None))
    assert excel(made, SCHEMA) == b"\xef\xbb\xbftext,number\r\n'=1+1,-2\r\n'@x,3\r\n'-,\r\n"
    assert canonical(made).startswith(b"text,number\n=1+1,-2\n")
    assert [(index, field) for index, field, _ in formula_cells(made, SCHEMA)] == [
        (0, "text"),
        (1, "text"),
        (2, "text"),
    ]


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=1))
def test_any_text_comes_back_the_same(rows: list[tuple[str, str]]) -> None:
    encodable = [(a.encode(errors="replace").decode(), b.encode(errors="replace").decode()) for a, b in rows]
    text = canonical(table(*encodable)).decode()
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [list(row) for row in encodable]

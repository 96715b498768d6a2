"""CSV as published: canonical bytes, and the copy for Excel."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.emit.csv import CRLF, FORMULA_STARTS, LF, MARK, header, lines, neutralised
from pipeline.package.models import Field, Schema, Words
from pipeline.table import Table, frame

WORDS = Words(ja="x", en="x")
SCHEMA = Schema(fields=[Field("text", WORDS), Field("number", WORDS, type="number")])


def canonical(made: Table) -> bytes:
    return b"".join(lines(made, LF))


def excel(made: Table, schema: Schema) -> bytes:
    return b"".join(lines(neutralised(made, schema)[0], CRLF))


def reported(made: Table) -> list[tuple[int, str]]:
    """The index of its row and the field of each cell that would run."""
    return [((problem.row or 0) - 2, problem.field) for problem in neutralised(made, SCHEMA)[1]]


def table(*rows: tuple[str | None, str | None]) -> Table:
    return Table("t", frame(("text", "number"), rows), labels=("text", "number"))


def test_canonical_is_utf8_without_bom_lf_and_empty_for_missing() -> None:
    assert header(("text", "number"), LF) == b"text,number\n"
    assert canonical(table(("松島", "1"), (None, "-2"))) == "松島,1\n,-2\n".encode()


def test_quotes_commas_and_newlines_are_quoted() -> None:
    rows = (('a"b', "1"), ("c,d", "2"), ("e\nf", "3"))
    assert canonical(table(*rows)) == b'"a""b",1\n"c,d",2\n"e\nf",3\n'


def test_excel_has_bom_and_crlf_and_neutralises_formulas_in_text_alone() -> None:
    made = table(("=1+1", "-2"), ("@x", "3"), ("-", None))
    assert excel(made, SCHEMA) == b"'=1+1,-2\r\n'@x,3\r\n'-,\r\n"
    assert canonical(made) == b"=1+1,-2\n@x,3\n-,\n"
    assert reported(made) == [(0, "text"), (1, "text"), (2, "text")]


CELLS = (
    st.none()
    | st.text(max_size=5).map(lambda text: text.encode(errors="replace").decode())
    | st.sampled_from(["", '"', '""', ",", "\n", "\r", "\r\n", "a,b", " a ", "=1", "＝1", "+", "\t", "あ"])
)


@pytest.mark.parametrize("width", [1, 3])
@given(st.data())
def test_the_rows_are_those_that_the_csv_module_writes(width: int, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.tuples(*[CELLS] * width), max_size=12))
    names = [f"c{number}" for number in range(width)]
    made = Table("t", frame(names, rows), labels=names)
    written = io.StringIO(newline="")
    csv.writer(written).writerows([cell or "" for cell in row] for row in rows)
    assert excel(made, Schema(fields=[])).decode() == written.getvalue()
    text = canonical(made).decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [[cell or "" for cell in row] for row in rows]


RUN = st.sampled_from([before + start + "1" for before in ("", " ", "\u3000", '"') for start in FORMULA_STARTS])


@given(st.lists(st.tuples(CELLS | RUN, CELLS), min_size=1, max_size=8))
def test_the_copy_for_excel_is_the_table_with_an_apostrophe_before_what_would_run(
    rows: list[tuple[str | None, str | None]],
) -> None:
    made = table(*rows)
    text = (MARK + excel(made, SCHEMA)).decode("utf-8-sig")
    back = list(csv.reader(io.StringIO(text, newline="")))
    would_run = reported(made)
    assert back == [
        [f"'{one}" if (number, "text") in would_run else one or "", other or ""]
        for number, (one, other) in enumerate(rows)
    ]
    shown = [begun for cell, _ in back for begun in (cell, cell.strip(' \u3000"\t\r\n'))]
    assert not [begun for begun in shown if begun.startswith(FORMULA_STARTS)]

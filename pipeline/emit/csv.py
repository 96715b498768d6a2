"""Tables as CSV (RFC 4180): canonical (UTF-8, LF), and the copy that a double click opens right."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from pipeline.arrays import filled, having, pc, replaced, strings
from pipeline.emit.lines import joined, slices
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.table import Table
from pipeline.tally import Tally

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection
_BEFORE = (" ", "\u3000", "\u00a0", "\u200b", '"', "'")  # what a program may take off before it looks
_STARTS = strings([*FORMULA_STARTS, *_BEFORE])
_FORMULA = "\\A(?:[\t\r\n]|[\\s\u3000\u00a0\u200b\"']*[=+@＝＋－＠-])"
_NUMBERS = ("integer", "number", "date", "year", "yearmonth")
MARK = codecs.BOM_UTF8
LF, CRLF = "\n", "\r\n"


def header(names: Sequence[str], line_end: str) -> bytes:
    """The names of fields, which need no quotes."""
    return (",".join(names) + line_end).encode()


def lines(table: Table, line_end: str) -> Iterator[pa.Buffer]:
    """The rows in UTF-8, some at a time; a missing value is an empty cell."""
    for part in slices(table):
        cells = [_quoted(filled(column, ""), alone=len(part) == 1) for column in part.values()]
        yield joined([*[piece for cell in cells for piece in (",", cell)][1:], line_end])


def neutralised(table: Table, schema: Schema) -> tuple[Table, list[Problem]]:
    """The copy for Excel: text that a spreadsheet would run as a formula gets an apostrophe. W-FORMULA for each."""
    frame, found = table.frame, Tally()
    for field in (field for field in schema.fields if field.type not in _NUMBERS):
        cells: Any = frame.column(field.name).combine_chunks()
        run = _formulas(cells)
        if run.true_count:
            changed = replaced(cells, run, "'{}".format)
            frame = frame.set_column(frame.schema.get_field_index(field.name), field.name, [changed])
            found.add(
                Problem("W-FORMULA", *table.place(index), field.name, None, cells[index].as_py())
                for index in pc.indices_nonzero(run).to_pylist()
            )
    return replace(table, frame=frame), found.said()


def _formulas(cells: Any) -> Any:
    begun = pc.is_in(pc.utf8_slice_codeunits(cells, 0, 1), value_set=_STARTS)  # few are, and these are looked at
    return pc.and_(begun, filled(pc.match_substring_regex(cells, _FORMULA), False)) if begun.true_count else begun


def _quoted(cells: Any, *, alone: bool) -> Any:
    """An empty cell that is alone in its row would be no row."""
    special = pc.match_substring_regex(cells, '[",\r\n]|^$') if alone else having(cells, '",\r\n')
    return replaced(cells, special, lambda text: '"' + text.replace('"', '""') + '"')

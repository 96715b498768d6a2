"""Texts that a spreadsheet takes for something else when it opens a CSV by a double click: numbers, percents, dates.

Nothing in a CSV keeps it from that (quotes do not; a formula ="100%" or an apostrophe would be no data), so it is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pyarrow as pa

from pipeline.arrays import filled, pc
from pipeline.package.models import Schema
from pipeline.table import Table

_MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?)"
)
_TAKEN = (
    r"[+\-]?[¥￥$]?(?:[0-9][0-9,]*\.?[0-9]*|\.[0-9]+)(?:e[+\-]?[0-9]+)? ?%?",  # 040002, 1,200, 72.5%, 1E5
    r"[0-9]{1,4}[-/][0-9]{1,2}(?:[-/][0-9]{1,4})?",  # 2024-3-1, 1/2
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?",
    r"(?:[mtshr]|明治|大正|昭和|平成|令和)[0-9]{1,2}(?:[./-][0-9]{1,2}){2}",  # R6.2.1, in a Japanese Excel
    r"(?:(?:明治|大正|昭和|平成|令和)?[0-9]{1,4}年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?",  # 2024年2月
    rf"(?:[0-9]{{1,2}}[ -])?{_MONTH}[ -][0-9]{{1,4}}",  # February 2024
    rf"[0-9]{{1,2}}[ -]{_MONTH}",
    "true|false",
)
_PATTERN = rf"(?i)\A\s*(?:{'|'.join(_TAKEN)})\s*\z"


class Converted(NamedTuple):
    """A text field with cells that are taken for something else, and the first of them."""

    table: str
    field: str
    example: str


def converted(tables: Mapping[str, Table], schemas: Mapping[str, Schema]) -> Iterator[Converted]:
    """The text fields of these tables of which a spreadsheet converts cells, in their order."""
    columns = [
        (name, field.name, table.frame.column(field.name).combine_chunks())
        for name, table in tables.items()
        for field in schemas[name].fields
        if field.type in ("string", "any")
    ]
    every: Any = pa.concat_arrays([pa.array([], pa.string()), *(cells for *_, cells in columns)])
    taken = filled(pc.match_substring_regex(every, _PATTERN), False)  # at once: a pattern is compiled for each call
    begin = 0
    for name, field, cells in columns:
        found = cells.filter(taken.slice(begin, len(cells)))
        begin += len(cells)
        if len(found):
            yield Converted(name, field, found[0].as_py())

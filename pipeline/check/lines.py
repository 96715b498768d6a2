"""What csv2rdf says of a large table, as N-Triples, by a database: SQL made from the CSVW metadata, on the CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def lines_of(document: Mapping[str, Any], table: Path) -> Iterator[memoryview]:
    """The lines of all rows in their order, some at a time."""
    import duckdb

    columns = document["tableSchema"]["columns"]
    names = [column["name"] for column in columns if not column.get("virtual")]
    ordered = sorted(columns, key=lambda column: not column.get("virtual"))
    row = " || ".join(_triple(column) for column in ordered)
    types = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in names)
    source = f"read_csv({_text(str(table))}, header = true, auto_detect = false, columns = {{{types}}}, {_CSV})"
    with duckdb.connect(config={"threads": 2, "memory_limit": "256MB"}) as database:
        for batch in database.sql(f"SELECT {row} AS lines FROM {source}").to_arrow_reader(10_000):  # noqa: S608
            lines = batch.column(0)
            ends = memoryview(lines.buffers()[1]).cast("i")[lines.offset : lines.offset + len(lines) + 1]
            yield memoryview(lines.buffers()[2]).cast("B")[ends[0] : ends[-1]]


_CSV = "delim = ',', quote = '\"', escape = '\"', new_line = '\\n'"


def _triple(column: Mapping[str, Any]) -> str:
    """The line of a column in a row; nothing where its cell is empty."""
    about, predicate = _filled(column["aboutUrl"]), _filled(column["propertyUrl"])
    if "valueUrl" in column:
        node = ["'<'", *_filled(column["valueUrl"]), "'>'"]
    else:
        end = f'"@{column["lang"]}' if "lang" in column else f'"^^<{_XSD}{column["datatype"]}>'
        end = '"' if end == f'"^^<{_XSD}string>' else end
        node = ["'\"'", _escaped(column["name"]), _text(end)]
    line = " || ".join(["'<'", *about, "'> <'", *predicate, "'> '", *node, "' .' || chr(10)"])
    return f"({line})" if column.get("virtual") else f"CASE WHEN {_cell(column['name'])} = '' THEN '' ELSE {line} END"


def _filled(template: str) -> list[str]:
    texts = re.split(r"\{(\+?\w+)\}", template)
    return [_encoded(text) if at % 2 else _text(text) for at, text in enumerate(texts) if text]


def _encoded(variable: str) -> str:
    """Of one with a `+`, what is reserved stays, and what is encoded already (RFC 6570, 3.2.3)."""
    made = f"url_encode({_cell(variable.removeprefix('+'))})"
    if not variable.startswith("+"):
        return made
    for character in ":/?@!$&'()*+,;=":
        made = f"replace({made}, '%{ord(character):02X}', {_text(character)})"
    return f"regexp_replace({made}, '%25([0-9A-Fa-f]{{2}})', '%\\1', 'g')"


def _escaped(name: str) -> str:
    made = _cell(name)
    for character, escape in _ESCAPES.items():
        made = f"replace({made}, {_text(character)}, {_text(escape)})"
    return made


def _cell(name: str) -> str:
    quoted = name.replace('"', '""')
    return f"coalesce(\"{quoted}\", '')"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

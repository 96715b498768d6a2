"""A bad input: what is spoilt in the small project, and the problem that is to be said of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.hardening.bad.project import COLUMNS, RAW, ROW, read_json, write, write_json

Spoil = Callable[[Path], object]
"""Makes the small project in a folder bad."""


class Bad(NamedTuple):
    """The code, and where they are said the file, the row and the field of one problem among those of a build."""

    name: str
    spoil: Spoil
    code: str
    file: str | None = None
    row: int | None = None
    field: str | None = None


def raw(content: str | bytes, path: str = RAW) -> Spoil:
    """The file has this content."""
    return lambda project: write(project / path, content)


def all_of(*spoils: Spoil) -> Spoil:
    """One after the other."""
    return lambda project: [spoil(project) for spoil in spoils]


def later(make: Callable[[], Spoil]) -> Spoil:
    """What takes long to make, made only where it is tried: every process that looks for tests reads the cases."""
    return lambda project: make()(project)


def records(*rows: dict[str, str]) -> str:
    """The raw table as CSV, with quotes where a cell needs them."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([*(ROW | row).values()] for row in rows)
    return written.getvalue()


def cell(field: str, text: str, code: str, name: str = "") -> Bad:
    """One cell of the second of three rows."""
    table = records({}, {"code": "a2"} | {field: text}, {"code": "a3"})
    shown = name or (ascii(text) if len(text) < 40 else f"{len(text)} characters")
    return Bad(f"{field} {shown}", raw(table), code, RAW, 3, field)


def put(file: str, place: str, value: Any) -> Spoil:
    """A value in a descriptor: `fields.whole.type`, where a list is entered by the `name` of its member, or at its end
    where there is none."""

    def spoil(project: Path) -> None:
        document = read_json(project / file)
        inner: Any = document
        *steps, last = place.split(".") if place else [""]
        for step in steps:
            named = [item for item in inner if item.get("name") == step] if isinstance(inner, list) else []
            inner = named[0] if named else inner[-1] if isinstance(inner, list) else inner.setdefault(step, {})
        if isinstance(inner, list):
            inner.append(value)
        else:
            inner[last] = value
        write_json(project / file, document)

    return spoil


def replaced(file: str, old: str, new: str | bytes) -> Spoil:
    """A text in a file; what is written need be no JSON."""

    def spoil(project: Path) -> None:
        content = (project / file).read_bytes()
        assert old.encode() in content, old
        insert = new if isinstance(new, bytes) else new.encode("utf-8", "surrogatepass")
        (project / file).write_bytes(content.replace(old.encode(), insert, 1))

    return spoil

"""What is different between the rows of two releases: by primary key, field by field, in a database that spills to
disk where a table is large."""

from __future__ import annotations

import filecmp
import re
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.release.sides import Row, Side

MEMORY = "512MB"
_LONGEST = 64 << 20
"""Bytes up to which a row is read, which no row of a release has."""
_FORM = f"""header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', new_line = '\\n',
    parallel = false, max_line_size = {_LONGEST}, buffer_size = {_LONGEST}"""


class Changed(NamedTuple):
    """A row that is gone, new, or has another value in a field that both sides have, by its key: the values of the
    primary key, parted by `/`. Of each side all its fields."""

    key: str
    old: Row | None
    new: Row | None


def changed_rows(old: Side, new: Side, table: str) -> Iterator[Changed]:
    """In the order of the new table, then those that are gone. Rows are found by the primary key; of a table without
    one by all fields that both sides have, the first of several alike by the first. Both sides must have the table,
    with the same primary key. Raises Stop with E-RELEASE-FORM where a table cannot be read."""
    if filecmp.cmp(old.path(table), new.path(table), shallow=False):
        return
    fields, others = (side.schemas[table].names for side in (old, new))
    common = [name for name in others if name in fields]
    if not common:
        return  # each field is new or gone, and the rows with them
    keys = new.schemas[table].primary_key
    alike = () if keys else common
    query = _query(
        _table(old.path(table), fields, alike),
        _table(new.path(table), others, alike),
        [(fields.index(name), others.index(name)) for name in keys or common],
        [(fields.index(name), others.index(name)) for name in common],
    )
    for there, here, *cells in _rows(table, query):
        before = dict(zip(fields, cells[: len(fields)], strict=True)) if there else None
        after = dict(zip(others, cells[len(fields) :], strict=True)) if here else None
        row = after or before or {}
        yield Changed("/".join(row[name] or "" for name in keys or common), before, after)


def _query(old: str, new: str, found_by: Sequence[tuple[int, int]], compared: Sequence[tuple[int, int]]) -> str:
    """Columns are named by their place, as no name of a field could hinder: of the old side first, then of the new."""
    same = [f"o.c{o} IS NOT DISTINCT FROM n.c{n}" for o, n in found_by]
    changed = [f"o.c{o} IS DISTINCT FROM n.c{n}" for o, n in compared]
    return f"""
        SELECT o.line IS NOT NULL, n.line IS NOT NULL, o.* EXCLUDE (line, nth), n.* EXCLUDE (line, nth)
        FROM ({old}) o FULL JOIN ({new}) n ON {" AND ".join([*same, "o.nth = n.nth"])}
        WHERE {" OR ".join(["o.line IS NULL", "n.line IS NULL", *changed])}
        ORDER BY n.line, o.line"""  # noqa: S608


def _table(path: Path, fields: Sequence[str], alike: Sequence[str]) -> str:
    """A canonical table with the number of each row, and which it is of those that are alike in some fields."""
    types = ", ".join(f"c{at}: 'VARCHAR'" for at in range(len(fields)))
    exact = re.sub(r"([*?\[])", r"[\1]", str(path))  # no pattern of several files
    place = "'" + exact.replace("'", "''") + "'"
    read = f"SELECT *, row_number() OVER () AS line FROM read_csv({place}, columns = {{{types}}}, {_FORM})"  # noqa: S608
    parted = ", ".join(f"c{fields.index(name)}" for name in alike)
    nth = f"row_number() OVER (PARTITION BY {parted} ORDER BY line)" if alike else "1"
    return f"SELECT *, {nth} AS nth FROM ({read})"  # noqa: S608


def _rows(table: str, query: str) -> Iterator[Sequence[Any]]:
    import duckdb

    with (
        tempfile.TemporaryDirectory(prefix="opendata-") as spilled,
        duckdb.connect(config={"threads": 2, "memory_limit": MEMORY, "temp_directory": spilled}) as database,
    ):
        try:
            found: Any = database.execute(query)
            while some := found.fetchmany(10_000):
                yield from some
        except duckdb.InvalidInputException as error:
            line = re.search("CSV Error on Line: ([0-9]+)", str(error))
            facts = {"reason": "not the CSV of a release"}
            place = Problem("E-RELEASE-FORM", f"data/{table}.csv", row=int(line[1]) if line else None, facts=facts)
            raise Stop([place]) from error

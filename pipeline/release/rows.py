"""What is different between the rows of two releases: by primary key, field by field, in a database that spills to
disk where a table is large."""

from __future__ import annotations

import filecmp
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.release.sides import Row, Side

MEMORY = "512MB"


class Changed(NamedTuple):
    """A row that is gone, new, or has another value, by its key: the values of the primary key, parted by `/`. Of each
    side the fields that both have."""

    key: str
    old: Row | None
    new: Row | None


def changed_rows(old: Side, new: Side, table: str) -> Iterator[Changed]:
    """In the order of the new table, then those that are gone. Rows are found by the primary key, of a table without
    one by all fields. Both sides must have the table, with the same primary key."""
    if filecmp.cmp(old.path(table), new.path(table), shallow=False):
        return
    fields, others = ([field.name for field in side.schema(table).fields] for side in (old, new))
    common = [name for name in others if name in fields]
    keys = new.schema(table).primary_key or common
    query = _query(_table(old.path(table), fields), _table(new.path(table), others), keys, common)
    for there, here, *cells in _rows(query):
        before = dict(zip(common, cells[: len(common)], strict=True))
        after = dict(zip(common, cells[len(common) :], strict=True))
        key = "/".join((after if here else before)[name] or "" for name in keys)
        yield Changed(key, before if there else None, after if here else None)


def _query(old: str, new: str, keys: Sequence[str], common: Sequence[str]) -> str:
    same = " AND ".join(f"{_of('o', name)} IS NOT DISTINCT FROM {_of('n', name)}" for name in keys)
    changed = [f"{_of('o', name)} IS DISTINCT FROM {_of('n', name)}" for name in common if name not in keys]
    values = ", ".join(_of(side, name) for side in ("o", "n") for name in common)
    return f"""
        SELECT o.line IS NOT NULL, n.line IS NOT NULL, {values}
        FROM ({old}) o FULL JOIN ({new}) n ON {same}
        WHERE {" OR ".join(["o.line IS NULL", "n.line IS NULL", *changed])}
        ORDER BY n.line, o.line"""  # noqa: S608


def _rows(query: str) -> Iterator[Sequence[Any]]:
    import duckdb

    with duckdb.connect(config={"threads": 2, "memory_limit": MEMORY}) as database:
        found: Any = database.execute(query)
        while some := found.fetchmany(10_000):
            yield from some


def _table(path: Path, fields: Sequence[str]) -> str:
    """A canonical table with the number of each row."""
    types = ", ".join(f"{_text(name)}: 'VARCHAR'" for name in fields)
    source = f"{_text(str(path))}, header = true, auto_detect = false, columns = {{{types}}}"
    form = "delim = ',', quote = '\"', escape = '\"', new_line = '\\n', parallel = false"
    return f"SELECT *, row_number() OVER () AS line FROM read_csv({source}, {form})"  # noqa: S608


def _of(side: str, name: str) -> str:
    quoted = name.replace('"', '""')
    return f'{side}."{quoted}"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

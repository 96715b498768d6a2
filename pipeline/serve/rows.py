"""Rows of a published table that a question picks, by DuckDB on its CSV. What a user gives is bound, never part of the
SQL; names are those of the schema."""

from __future__ import annotations

import functools
import glob
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.errors import Stop
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.serve.conditions import COMPARED, NUMERIC, Condition, check

if TYPE_CHECKING:
    import duckdb

SECONDS = 10
WHOLE = 50_000
"""Rows of an answer at most."""
_DECIMAL = "DECIMAL(38, 15)"
_ROW = "#"
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """Columns in their order, the conditions (all must be true), the order of the rows, and which of them; without a
    limit all, of which there may be WHOLE."""

    columns: Sequence[str]
    conditions: Sequence[Condition]
    sort: str
    descending: bool
    limit: int | None
    offset: int


def picked(path: Path, schema: Schema, question: Question) -> tuple[list[Row], int]:
    """The rows as texts (an empty cell is None), and how many there would be without a limit. Rows keep the order of
    the file where nothing else is asked.

    Raises Stop: E-API-VALUE where a condition does not fit its field; E-API-ROWS; E-QUERY-TIME; E-RELEASE-FORM.
    """
    import duckdb

    fields = {field.name: field for field in schema.fields}
    for condition in question.conditions:
        check(condition, fields[condition.field])
    numeric = {field.name for field in schema.fields if field.type in NUMERIC}
    found = [_condition(condition, numeric) for condition in question.conditions]
    where = " AND ".join(["true", *(sql for sql, _ in found)])
    bound = [glob.escape(str(path)), *(value for _, values in found for value in values)]
    sort = f"{_typed(question.sort, numeric)} {'DESC' if question.descending else 'ASC'} NULLS LAST, " * bool(
        question.sort
    )
    columns = ", ".join(map(_quoted, question.columns))
    connection = _database().cursor()
    late = threading.Timer(SECONDS, connection.interrupt)
    late.start()
    try:
        source = _source(schema)
        counted = connection.execute(f"SELECT count(*) FROM {source} WHERE {where}", bound).fetchone()  # noqa: S608
        total = int(counted[0]) if counted else 0
        if question.limit is None and total - question.offset > WHOLE:
            facts = {"count": f"{total:,}", "limit": f"{WHOLE:,}"}
            raise Stop([Problem("E-API-ROWS", cell=path.stem, facts=facts)])
        limit = WHOLE if question.limit is None else question.limit
        query = f"SELECT {columns} FROM {source} WHERE {where} ORDER BY {sort}{_quoted(_ROW)} LIMIT ? OFFSET ?"  # noqa: S608
        rows = connection.execute(query, [*bound, limit, question.offset]).fetchall()
    except duckdb.InterruptException as error:
        raise Stop([Problem("E-QUERY-TIME", facts={"limit": str(SECONDS)})]) from error
    except duckdb.Error as error:
        facts = {"reason": "the file is not as its schema says"}
        raise Stop([Problem("E-RELEASE-FORM", file=path.name, facts=facts)]) from error
    finally:
        late.cancel()
        connection.close()
    return rows, total


@functools.cache
def _database() -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect(config={"threads": 2, "memory_limit": "1GB"})


def _source(schema: Schema) -> str:
    """The table as texts, with the number of each row."""
    fields = ", ".join(f"{_literal(field.name)}: 'VARCHAR'" for field in schema.fields)
    options = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = ''"
    numbered = f"row_number() OVER () AS {_quoted(_ROW)}"
    return f"(SELECT *, {numbered} FROM read_csv(?, {options}, columns = {{{fields}}}))"  # noqa: S608


def _condition(condition: Condition, numeric: set[str]) -> tuple[str, list[str]]:
    """SQL with the values that are bound in it."""
    name, values = _quoted(condition.field), [*condition.values()]
    if condition.operator == "isnull":
        return f"{name} IS {'' if condition.value == 'true' else 'NOT '}NULL", []
    if condition.operator == "contains":
        return f"contains({name}, ?)", values
    left = _typed(condition.field, numeric)
    mark = f"CAST(? AS {_DECIMAL})" if condition.field in numeric else "?"
    if condition.operator == "in":
        return f"{left} IN ({', '.join([mark] * len(values))})", values
    return f"{left} {COMPARED[condition.operator]} {mark}", values


def _typed(field: str, numeric: set[str]) -> str:
    return f"TRY_CAST({_quoted(field)} AS {_DECIMAL})" if field in numeric else _quoted(field)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

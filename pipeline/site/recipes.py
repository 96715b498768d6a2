"""How to read a table with the tools of others, made from its schema: each with its address, and the right types."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.emit.releases import Dataset
from pipeline.mapping import columns
from pipeline.package import Package
from pipeline.package.models import Field

if TYPE_CHECKING:
    from jinja2 import Environment

TOOLS = ("pandas", "R", "DuckDB", SPARQL := "SPARQL", "Excel", "curl")
MOST = 8
"""Fields that a query in SPARQL asks for."""
LIMIT = 100
"""Rows that it asks for."""


class Recipe(NamedTuple):
    """A program or a command: the name of the tool, and the text."""

    tool: str
    text: str


class Types(NamedTuple):
    """What a type of Table Schema is called elsewhere."""

    pandas: str
    duckdb: str
    r: str
    excel: str


TEXT = Types("string", "VARCHAR", "character", "type text")
TYPES = {
    "integer": Types("Int64", "BIGINT", "numeric", "Int64.Type"),  # an integer of R has 32 bits
    "number": Types("Float64", "DOUBLE", "numeric", "type number"),
    "boolean": Types("boolean", "BOOLEAN", "logical", "type logical"),
    "date": Types("date", "DATE", "Date", "type date"),
    "year": Types("Int64", "SMALLINT", "integer", "Int64.Type"),
}


def recipes(package: Package, dataset: Dataset, rows: int) -> Iterator[Recipe]:
    """Those of a table of that many rows, by the files that it is published in."""
    files = {part.name: part for part in dataset.distributions}
    csv = files.get("csv")
    if csv is None:
        return
    facts = {
        "address": package.address(csv.path),
        "excel": package.address(files.get("excel", csv).path),
        "name": csv.path.rpartition("/")[2],
        "sha256": csv.file.sha256,
        "fields": package.published[dataset.table].fields,
        "types": _types,
        "rows": rows,
        "limit": LIMIT,
    }
    asked = _asked(package, dataset.table) if "nt" in files else {}
    for tool in TOOLS:
        if tool != SPARQL or asked:
            yield Recipe(tool, _templates().get_template(f"{tool.lower()}.j2").render(facts, **asked))


def _types(field: Field) -> Types:
    return TYPES.get(field.type, TEXT)


def _asked(package: Package, table: str) -> dict[str, Any]:
    """What every row of a table says, and some of its fields whose predicate, with the language, no other has: its key,
    what is told first of it, measures, and what every row has, in that order. Nothing where rows cannot be told from
    other things."""
    schema = package.published[table]
    own = [column for column in columns(package, table) if column.about == package.address(schema.about_url)]
    fixed = [column for column in own if column.virtual and "{" not in (column.value or "{")]
    seen = [(column.predicate, column.lang) for column in own]
    apart = [c for c in own if not c.virtual and seen.count((c.predicate, c.lang)) == 1]
    measures = [field.name for field in schema.fields if field.role == "measure"]
    required = [field.name for field in schema.fields if field.constraints.required]
    first = list(dict.fromkeys([*schema.primary_key, *schema.highlights, *measures, *required]))
    chosen = sorted(apart, key=lambda c: first.index(c.name) if c.name in first else len(first))[:MOST]
    there = {*schema.primary_key, *required}
    parts = {"required": [c for c in chosen if c.name in there], "others": [c for c in chosen if c.name not in there]}
    return {"fixed": fixed, **parts} if fixed else {}


@functools.cache
def _templates() -> Environment:
    from pipeline.site.compiled import templates

    return templates(Path(__file__).parent / "templates" / "recipes", html=False)

"""Each recipe of each table is run, as it stands on the page, against a server that has the release."""

from __future__ import annotations

import csv
import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyoxigraph as ox
import pytest
import requests
from fsspec.implementations.http import HTTPFileSystem

from pipeline.package import load
from tests.conftest import ROOT
from tests.served import serving

TABLES = sorted(path.stem for path in (ROOT / "schemas" / "published").glob("*.json"))
SECTION = re.compile(r'<details class="recipe"><summary>(.*?)</summary>.*?<pre[^>]*>(.*?)</pre>', re.S)
PACKAGE = load(ROOT)
KINDS = {table: {field.name: field.type for field in PACKAGE.published[table].fields} for table in TABLES}
Row = dict[str, Any]


def test_the_real_project_has_all_kinds_that_are_read_in_their_own_way() -> None:
    assert {kind for kinds in KINDS.values() for kind in kinds.values()} >= {
        "integer",
        "number",
        "boolean",
        "date",
        "year",
    }


@pytest.fixture(scope="session")
def address(web: Path) -> Iterator[str]:
    with serving(web) as root:
        yield root


def recipe(web: Path, table: str, tool: str, address: str = "") -> str:
    """That of the Japanese page; with an address, for that server."""
    found = {name: html.unescape(text) for name, text in SECTION.findall(_page(web, table))}
    base = PACKAGE.descriptor.pipeline.base
    assert tool not in found or tool == "SPARQL" or base in found[tool]
    return re.sub(rf"{re.escape(base)}(?=data/|excel/)", address or base, found.get(tool, ""))


def _page(web: Path, table: str, language: str = "") -> str:
    return (web / f"{language}dataset/{table}/index.html").read_text("utf-8")


def rows(web: Path, table: str) -> list[Row]:
    """The rows of the CSV with Python's own types, by the schema."""
    with (web / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [{name: typed(KINDS[table][name], text) for name, text in row.items()} for row in csv.DictReader(file)]


def typed(kind: str, text: str) -> object:
    if text == "":
        return None
    if kind in ("integer", "year"):
        return int(text)
    if kind == "number":
        return float(text)
    return text == "true" if kind == "boolean" else text


def plain(value: Any) -> object:
    """A value of pandas or DuckDB as Python's own, a date as its text."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    return value.isoformat()[:10] if hasattr(value, "isoformat") else value


@pytest.mark.parametrize("table", TABLES)
def test_pandas(web: Path, address: str, table: str) -> None:
    names: dict[str, Any] = {}
    exec(recipe(web, table, "pandas", address), names)
    frame: pd.DataFrame = names["table"]
    found = [{str(n): plain(v) for n, v in row.items()} for row in frame.astype(object).to_dict("records")]
    assert found == rows(web, table)
    assert {str(frame[n].dtype) for n, kind in KINDS[table].items() if kind == "string"} <= {"string"}


class Http(HTTPFileSystem):  # type: ignore[misc]
    """What stands in for DuckDB's extension httpfs, which it would download from its own server."""

    def modified(self, path: str) -> datetime:
        return datetime(2026, 1, 1)


@pytest.fixture(scope="module")
def duck() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.register_filesystem(Http())
        yield connection


@pytest.mark.parametrize("table", TABLES)
def test_duckdb(web: Path, address: str, duck: duckdb.DuckDBPyConnection, table: str) -> None:
    found = duck.execute(recipe(web, table, "DuckDB", address))
    names = [column[0] for column in found.description or ()]
    assert [dict(zip(names, map(plain, row), strict=True)) for row in found.fetchall()] == rows(web, table)


@pytest.mark.parametrize("table", TABLES)
def test_sparql(web: Path, address: str, table: str) -> None:
    """As many rows as the table, up to the limit; the cells of literals are those of the table."""
    query = recipe(web, table, "SPARQL")
    if not query:
        assert not [one for one in PACKAGE.published[table].virtual_columns if "{" not in one.value_url]
        return
    asked = {"query": query.replace("LIMIT 100", "LIMIT 100000")}
    found = requests.get(f"{address}sparql", asked, headers={"Accept": "application/sparql-results+json"}, timeout=20)
    bindings = found.json()["results"]["bindings"]
    expected = rows(web, table)
    assert len(bindings) == len(expected)
    for name in {*found.json()["head"]["vars"]} - {"_row"}:
        field = next(field for field in PACKAGE.published[table].fields if field.name == name)
        if not field.value_url:
            ours = sorted(str(value(row.get(name), KINDS[table][name])) for row in bindings)
            assert ours == sorted(str(row[name]) for row in expected), name


def value(bound: dict[str, str] | None, kind: str) -> object:
    """A missing value of a measure is a code, which is an address."""
    return typed(kind, bound["value"]) if bound and bound["type"] == "literal" else None


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not here")
@pytest.mark.parametrize("table", TABLES)
def test_curl(web: Path, address: str, table: str, tmp_path: Path) -> None:
    command = ["sh", "-e", "-c", recipe(web, table, "curl", address)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"{table}.csv").read_bytes() == (web / "data" / f"{table}.csv").read_bytes()


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not here")
def test_r(web: Path, address: str, tmp_path: Path) -> None:
    """All tables in one process: the types of the columns, and what it would write again."""
    program = "".join(
        f"{recipe(web, table, 'R', address)}"
        f'cat("{table}", sapply(table, class), "\\n")\n'
        f'write.csv(table, "{tmp_path}/{table}.csv", na = "", row.names = FALSE, fileEncoding = "UTF-8")\n'
        for table in TABLES
    )
    (tmp_path / "read.R").write_text(program, "utf-8")
    done = subprocess.run(
        ["Rscript", str(tmp_path / "read.R")], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    classes = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()}
    called = {"integer": "numeric", "number": "numeric", "boolean": "logical", "date": "Date", "year": "integer"}
    for table in TABLES:
        assert classes[table] == [called.get(kind, "character") for kind in KINDS[table].values()], table
        with (tmp_path / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            again = [{n: r_typed(KINDS[table][n], text) for n, text in row.items()} for row in csv.DictReader(file)]
        assert again == rows(web, table), table


def r_typed(kind: str, text: str) -> object:
    return typed(
        kind, text.lower() if kind == "boolean" else format(Decimal(text), "f") if kind == "integer" and text else text
    )


@pytest.mark.parametrize("table", TABLES)
def test_excel_reads_the_copy_that_is_made_for_it(web: Path, table: str) -> None:
    """Power Query cannot be run here: that the file is there, and each column in its order with its type."""
    text = recipe(web, table, "Excel")
    [path] = re.findall(rf'Web\.Contents\("{re.escape(PACKAGE.descriptor.pipeline.base)}(.*?)"\)', text)
    assert path == f"excel/{table}.csv"
    with (web / path).open(encoding="utf-8-sig", newline="") as file:
        head = next(csv.reader(file))
    called = {"integer": "Int64.Type", "year": "Int64.Type", "number": "type number", "boolean": "type logical"}
    expected = [
        (n, called.get(KINDS[table][n], "type date" if KINDS[table][n] == "date" else "type text")) for n in head
    ]
    assert re.findall(r'\{"(\w+)", ([\w. ]+)\}', text) == expected


def test_the_programs_are_the_same_in_both_languages(web: Path) -> None:
    for table in TABLES:
        assert SECTION.findall(_page(web, table)) == SECTION.findall(_page(web, table, "en/"))
        assert len(SECTION.findall(_page(web, table))) >= 5


def test_a_query_of_a_recipe_is_one(web: Path) -> None:
    store = ox.Store()
    assert [store.query(text) for table in TABLES if (text := recipe(web, table, "SPARQL"))]


def test_a_query_asks_for_the_numbers_one_came_for_and_says_what_it_leaves_out(web: Path) -> None:
    query = recipe(web, "kpi_achievement", "SPARQL")
    assert {"value", "target_value", "achievement_rate"} <= {*re.findall(r"\?(\w+)", query)}
    for table in TABLES:
        count = len(rows(web, table))
        said = f"# the first 100 of {count:,} rows" in recipe(web, table, "SPARQL")
        assert said == (count > 100 and bool(recipe(web, table, "SPARQL"))), table


def test_a_placeholder_for_the_address_is_said_to_be_one(web: Path) -> None:
    for table in TABLES:
        assert "https://opendata.example.jp/miyagi/ は仮のアドレスである" in _page(web, table)
        assert "https://opendata.example.jp/miyagi/ is a placeholder" in _page(web, table, "en/")
        assert f"https://opendata.example.jp/miyagi/api/{table}.csv" in _page(web, table, "en/")

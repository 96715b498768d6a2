"""How to read any table of a release with its types, by programs that know no table: they take the types from
datapackage.json, or, where that is no work for them, from the data dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.package import Package

_PYTHON = """\
import json

TYPES = {{"integer": "Int64", "number": "Float64", "boolean": "boolean", "year": "Int64"}}
with open("datapackage.json", encoding="utf-8") as file:
    package = json.load(file)

def fields(name):
    [schema] = [one["schema"] for one in package["resources"] if one["name"] == name]
    return {{field["name"]: field.get("type", "string") for field in schema["fields"]}}
"""

_PANDAS = """\
import pandas as pd

def read(name):
    kinds = fields(name)
    return pd.read_csv(
        f"data/{{name}}.csv",
        dtype={{field: TYPES.get(kind, "string") for field, kind in kinds.items() if kind != "date"}},
        parse_dates=[field for field, kind in kinds.items() if kind == "date"],
        keep_default_na=False,
        na_values=[""],
    )

table = read("{table}")
"""

_DUCKDB = """\
import duckdb

SQL = {{"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "year": "SMALLINT", "date": "DATE"}}

def query(name):
    kinds = {{field: SQL.get(kind, "VARCHAR") for field, kind in fields(name).items()}}
    return duckdb.read_csv(f"data/{{name}}.csv", header=True, dtype=kinds)

table = query("{table}")
"""

_R = """\
read_table <- function(name) {{
  known <- read.csv("data/{dictionary}.csv", colClasses = "character", encoding = "UTF-8")
  kinds <- known$type[known$table == name]
  classes <- c(integer = "numeric", number = "numeric", boolean = "logical", date = "Date", year = "integer")[kinds]
  classes[is.na(classes)] <- "character"
  read.csv(paste0("data/", name, ".csv"), colClasses = unname(classes), na.strings = "", encoding = "UTF-8")
}}

table <- read_table("{table}")
"""


def typed_reads(package: Package) -> Iterator[tuple[str, str, str]]:
    """Name, language and text of each program, to be run in the folder of the release; that of R where there is a data
    dictionary."""
    table = package.descriptor.resources[0].name
    yield "Python (pandas, DuckDB)", "python", _PYTHON.format()
    yield "pandas", "python", _PANDAS.format(table=table)
    yield "DuckDB", "python", _DUCKDB.format(table=table)
    if dictionary := package.reporting("dictionary"):
        yield "R", "r", _R.format(table=table, dictionary=dictionary.name)

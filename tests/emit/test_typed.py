"""The programs of the README read every table with its types: run as they stand there."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pipeline.package import load
from tests.conftest import ROOT

OUTPUT = ROOT / "output"
KINDS = {name: {f.name: f.type for f in schema.fields} for name, schema in load(ROOT).published.items()}


@pytest.fixture(scope="module")
def programs() -> dict[str, str]:
    return programs_of("README.md")


def programs_of(readme: str) -> dict[str, str]:
    text = (OUTPUT / readme).read_text("utf-8")
    return dict(re.findall(r"^([^\n]+):\n\n```(?:python|r)\n(.*?)```", text, re.S | re.M))


def cells(table: str) -> list[list[str]]:
    with (OUTPUT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def plain(rows: list[Any]) -> Iterator[list[str]]:
    """Values as the CSV has them, but for digits behind a point that are zeros."""
    for row in rows:
        yield [trimmed("" if value is None or str(value) in ("<NA>", "NaT") else text(value)) for value in row]


def text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.10f}" if isinstance(value, float) else str(value).removesuffix(" 00:00:00")


def trimmed(text: str) -> str:
    return re.sub(r"\.?0+$", "", text) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text) else text


def expected(table: str) -> list[list[str]]:
    return [[trimmed(text) for text in row] for row in cells(table)]


def test_they_are_the_same_in_both_languages(programs: dict[str, str]) -> None:
    assert programs_of("README.ja.md") == programs != {}


def test_pandas_and_duckdb(programs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(OUTPUT)
    names: dict[str, Any] = {}
    for tool in ("Python (pandas, DuckDB)", "pandas", "DuckDB"):
        exec(programs[tool], names)
    for table, kinds in KINDS.items():
        assert list(plain(names["query"](table).fetchall())) == expected(table), table
        frame = names["read"](table).astype(object)
        assert list(plain(frame.values.tolist())) == expected(table), table
        assert list(kinds) == list(frame.columns)
    assert str(names["read"]("initiatives").dtypes["is_new"]) == "boolean"
    assert names["read"]("municipalities")["code"][0] == "040002"


@pytest.mark.skipif(not shutil.which("Rscript"), reason="R is not here")
def test_r(programs: dict[str, str], tmp_path: Path) -> None:
    ask = "".join(f'cat("{table}", sapply(read_table("{table}"), class), "\\n")\n' for table in KINDS)
    code = 'cat(read_table("municipalities")$code[1], "\\n")\n'
    (tmp_path / "read.R").write_text(programs["R"] + ask + code, "utf-8")
    command = ["Rscript", str(tmp_path / "read.R")]
    done = subprocess.run(command, cwd=OUTPUT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    *lines, first = done.stdout.splitlines()
    called = {"integer": "numeric", "number": "numeric", "boolean": "logical", "date": "Date", "year": "integer"}
    assert {line.split()[0]: line.split()[1:] for line in lines} == {
        table: [called.get(kind, "character") for kind in kinds.values()] for table, kinds in KINDS.items()
    }
    assert first.strip() == "040002"

"""The rules of machine-readable tables, asked by the verb."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Opendata


def test_rules_of_machine_readable_tables(opendata: Opendata) -> None:
    text = opendata("rules", "--lang", "en").stdout
    assert "raw/kpi_values.csv" in text
    assert "L2-01 [fatal]" in text
    found = json.loads(opendata("rules", "--published", "--json").stdout)
    assert found["findings"] == []


@pytest.mark.parametrize(("file", "published"), [("raw/goals.csv", ()), ("output/data/goals.csv", ("--published",))])
def test_a_table_that_cannot_be_read_is_told(
    project: Path, opendata: Opendata, file: str, published: tuple[str, ...]
) -> None:
    (project / file).write_bytes((project / file).read_bytes() + b"\xff\n")
    done = opendata("rules", *published, cwd=project)
    assert (done.returncode, "E-BYTE" in done.stderr, done.stdout) == (1, True, "")

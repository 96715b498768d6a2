"""A raw column that nothing publishes is named; every column of the shipped tables is published."""

from __future__ import annotations

import json
from pathlib import Path

from pipeline.examine import examine
from pipeline.package import load
from pipeline.unpublished import unpublished
from tests.conftest import quiet


def test_of_the_shipped_tables_every_column_is_published(root: Path) -> None:
    assert [*unpublished(load(root))] == []


def test_columns_that_nothing_publishes_are_named_once_a_table(project: Path) -> None:
    path = project / "schemas/published/units.json"
    document = json.loads(path.read_text("utf-8"))
    left = ("printed_forms", "counted")
    document["fields"] = [field for field in document["fields"] if field["name"] not in left]
    path.write_text(json.dumps(document), "utf-8")
    run = examine(load(project), quiet)
    found = [(problem.file, problem.cell) for problem in run.problems if problem.code == "I-COLUMNS-UNPUBLISHED"]
    assert found == [("raw/units.csv", ", ".join(left))]

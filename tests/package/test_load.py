"""The real project loads; files that are no descriptors are refused with their code and place."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from pipeline.errors import Stop
from pipeline.package import load
from pipeline.problem import Problem
from tests.conftest import ROOT

SCHEMA = "schemas/raw/budget.json"


def stopped(project: Path) -> list[Problem]:
    with pytest.raises(Stop) as stop:
        load(project)
    assert all(problem.code.startswith("E-") and problem.file for problem in stop.value.problems)
    return list(stop.value.problems)


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The descriptors alone: nothing else is needed to load them."""
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path


def test_the_real_project(bare: Path) -> None:
    package = load(bare)
    assert set(package.published) == {resource.name for resource in package.descriptor.resources}
    assert set(package.raw) == set(package.raw_sources()) < set(package.published)
    assert package.resource("budget").path == "output/data/budget.csv"
    assert package.raw["budget"].primary_key == ["printed_year", "goal"]
    assert package.documents["datapackage.json"] == json.loads((bare / "datapackage.json").read_text("utf-8"))
    assert len(package.documents) == 1 + len(package.published) + len(package.raw)


@pytest.mark.parametrize(
    ("text", "reason", "row"),
    [
        ('{\n  "fields": [}', "Expecting value", 2),
        ('{"fields": []', "Expecting ',' delimiter", 1),
        ("", "Expecting value", 1),
        ("<html>404</html>", "Expecting value", 1),
        ("\ufeff{}", "Unexpected UTF-8 BOM (decode using utf-8-sig)", 1),
        ("[]", "not a JSON object, or too deep", None),
        ('"text"', "not a JSON object, or too deep", None),
        ('{"fields": [], "fields": []}', "the key 'fields' stands twice in one object", None),
        ('{"fields": [{"name": "a", "type": "string", "name": "b"}]}', "the key 'name' stands twice", None),
        ('{"fields": [{"constraints": {"minimum": NaN}}]}', "NaN is not JSON", None),
        ('{"fields": [{"constraints": {"maximum": -Infinity}}]}', "-Infinity is not JSON", None),
        ('{"fields": ' + "[" * 64 + "]" * 64 + "}", "not a JSON object, or too deep", None),
        ('{"fields": ' + "[" * 900 + "]" * 900 + "}", "", None),
        ('{"fields": ' + '{"a":' * 100_000, "recursion", None),
        ('{"fields": [{"constraints": {"minimum": ' + "9" * 5000 + "}}]}", "Exceeds the limit", None),
        ('{"fields": [{"name": "\\ud800"}]}', "surrogates not allowed", None),
    ],
)
def test_a_file_that_is_no_json_object(text: str, reason: str, row: int | None, bare: Path) -> None:
    (bare / SCHEMA).write_text(text, "utf-8")
    [problem] = stopped(bare)
    assert (problem.code, problem.file, problem.row) == ("E-DESCRIPTOR-JSON", SCHEMA, row)
    assert reason in problem.facts["reason"]


def test_bytes_that_are_not_utf_8(bare: Path) -> None:
    (bare / SCHEMA).write_bytes('{"名": 1}'.encode("cp932"))
    assert [(p.code, p.file, p.facts) for p in stopped(bare)] == [
        ("E-DESCRIPTOR-JSON", SCHEMA, {"reason": "byte 2"}),
    ]


def test_a_file_over_the_limit(bare: Path) -> None:
    (bare / SCHEMA).write_text(" " * 5_000_001, "utf-8")
    assert [(p.code, p.file) for p in stopped(bare)] == [("E-DESCRIPTOR-SIZE", SCHEMA)]


def test_a_hundred_thousand_keys_take_no_time(bare: Path) -> None:
    keys = ",".join(f'"k{number}":0' for number in range(200_000))
    (bare / SCHEMA).write_text("{" + keys + ',"k0":1}', "utf-8")
    start = time.perf_counter()
    assert stopped(bare)[0].facts["reason"] == "the key 'k0' stands twice in one object"
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("path", ["datapackage.json", SCHEMA])
@pytest.mark.parametrize("kind", ["missing", "folder", "fifo"])
def test_a_file_that_cannot_be_read(kind: str, path: str, bare: Path) -> None:
    (bare / path).unlink()
    if kind == "folder":
        (bare / path).mkdir()
    if kind == "fifo":
        os.mkfifo(bare / path)
    [problem] = stopped(bare)
    assert (problem.code, problem.file) == ("E-FILE", path)
    assert problem.facts["reason"] == ("No such file or directory" if kind == "missing" else "not a regular file")


@pytest.mark.parametrize("path", ["../budget.json", "/etc/hostname", "http://127.0.0.1:9/s.json", "link.json", "a\0"])
def test_a_schema_outside_the_project(path: str, bare: Path) -> None:
    project = bare / "project"
    project.mkdir()
    shutil.move(bare / "schemas", project)
    (bare / "budget.json").write_text((project / SCHEMA).read_text("utf-8"), "utf-8")
    (project / "link.json").symlink_to(bare / "budget.json")
    text = (bare / "datapackage.json").read_text("utf-8").replace(SCHEMA, json.dumps(path)[1:-1])
    (project / "datapackage.json").write_text(text, "utf-8")
    assert [(p.code, p.file, p.cell) for p in stopped(project)] == [("E-PATH", path, path)]

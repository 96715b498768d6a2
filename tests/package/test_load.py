"""The real project loads; files that are no descriptors are refused with their code and place."""

from __future__ import annotations

import json
import os
import shutil
import time
from pathlib import Path

import pytest

from pipeline.package import load
from tests.package.spoiling import PACKAGE, RAW, put, stopped, told


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
        ('{"fields": [{"name": "\\ud800"}]}', "a character that is no text: U+D800", None),
    ],
)
def test_a_file_that_is_no_json_object(text: str, reason: str, row: int | None, bare: Path) -> None:
    (bare / RAW).write_text(text, "utf-8")
    [problem] = stopped(bare)
    assert (problem.code, problem.file, problem.row) == ("E-DESCRIPTOR-JSON", RAW, row)
    assert reason in problem.facts["reason"]


def test_bytes_that_are_not_utf_8(bare: Path) -> None:
    (bare / RAW).write_bytes('{"名": 1}'.encode("cp932"))
    [problem] = stopped(bare)
    assert (problem.code, problem.file) == ("E-DESCRIPTOR-JSON", RAW)
    assert "position 2" in problem.facts["reason"]


def test_a_file_over_the_limit(bare: Path) -> None:
    (bare / RAW).write_text(" " * 5_000_001, "utf-8")
    assert [(p.code, p.file) for p in stopped(bare)] == [("E-FILE-SIZE", RAW)]


def test_a_hundred_thousand_keys_take_no_time(bare: Path) -> None:
    keys = ",".join(f'"k{number}":0' for number in range(200_000))
    (bare / RAW).write_text("{" + keys + ',"k0":1}', "utf-8")
    start = time.process_time()
    assert stopped(bare)[0].facts["reason"] == "the key 'k0' stands twice in one object"
    assert time.process_time() - start < 5


@pytest.mark.parametrize("path", [PACKAGE, RAW])
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


@pytest.mark.parametrize("path", ["../budget.json", "/etc/hostname", "http://127.0.0.1:9/s.json", "link.json"])
def test_a_schema_outside_the_project(path: str, bare: Path) -> None:
    project = bare / "project"
    project.mkdir()
    shutil.move(bare / "schemas", project)
    (bare / "budget.json").write_text((project / RAW).read_text("utf-8"), "utf-8")
    (project / "link.json").symlink_to(bare / "budget.json")
    text = (bare / "datapackage.json").read_text("utf-8").replace(RAW, json.dumps(path)[1:-1])
    (project / "datapackage.json").write_text(text, "utf-8")
    assert [(p.code, p.file, p.cell) for p in stopped(project)] == [("E-PATH", path, path)]


def test_all_problems_of_all_files_at_once(bare: Path) -> None:
    put(bare, "schemas/raw/goals.json", "primaryKey", "goal")
    put(bare, "schemas/raw/kpis.json", "keys", [])
    (bare / "schemas/raw/notes.json").write_text("{", "utf-8")
    (bare / "schemas/raw/units.json").unlink()
    put(bare, PACKAGE, "resources.statuses.schema", "../statuses.json")
    assert sorted((problem.code, problem.file) for problem in stopped(bare)) == [
        ("E-DESCRIPTOR", "schemas/raw/goals.json"),
        ("E-DESCRIPTOR", "schemas/raw/kpis.json"),
        ("E-DESCRIPTOR-JSON", "schemas/raw/notes.json"),
        ("E-FILE", "schemas/raw/units.json"),
        ("E-PATH", "../statuses.json"),
    ]


def test_all_names_that_do_not_fit_at_once(bare: Path) -> None:
    put(bare, PACKAGE, "pipeline.units", "x")
    put(bare, RAW, "primaryKey", ["x", "y"])
    put(bare, RAW, "fields.page.constraints.minimum", "x")
    put(bare, RAW, "fields.printed_label.constraints.pattern", "(?!x)")
    put(bare, "schemas/published/goals.json", "fields.goal.from", "x")
    assert [(code, file, field) for code, file, field, _ in told(bare)] == [
        *[("E-DESCRIPTOR", PACKAGE, "pipeline.units")] * 3,
        ("E-DESCRIPTOR", "schemas/published/goals.json", "fields[goal].from"),
        ("E-DESCRIPTOR", RAW, "fields[page].constraints"),
        ("E-PATTERN", RAW, "printed_label"),
        ("E-DESCRIPTOR", RAW, "keys"),
        ("E-DESCRIPTOR", RAW, "keys"),
    ]


def test_a_resource_twice(bare: Path) -> None:
    resources = json.loads((bare / PACKAGE).read_text("utf-8"))["resources"]
    put(bare, PACKAGE, "resources", [*resources, resources[0]])
    assert told(bare) == [
        ("E-DESCRIPTOR", PACKAGE, "resources[goals].name", "not unique, or not of [a-z0-9._-]"),
        ("E-DESCRIPTOR", PACKAGE, "resources[goals].name", "not unique, or not of [a-z0-9._-]"),
    ]

"""What the release tool stands on: pinned, known, and under a licence that is allowed."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from importlib.metadata import packages_distributions, requires
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = [extra for extra in PROJECT["optional-dependencies"] if extra not in ("all", "dev")]  # those for users
COSTS: dict[str, Any] = json.loads((ROOT / "supply" / "costs.json").read_text("utf-8"))
DIRECT = [
    *(Requirement(line) for line in PROJECT["dependencies"]),
    *(Requirement(line) for extra in EXTRAS for line in PROJECT["optional-dependencies"][extra]),
]
LOCKED = [
    Requirement(line.rstrip(" \\"))
    for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    if re.match("[a-z0-9]", line)
]
SAID: dict[str, Any] = tomllib.loads((ROOT / "supply" / "dependencies.toml").read_text("utf-8"))
BOM: dict[str, Any] = json.loads((ROOT / "docs" / "sbom.cdx.json").read_text("utf-8"))


def needed() -> set[str]:
    """What the tool needs here, with its extras, as the installed packages say."""
    seen: set[tuple[str, str]] = set()
    asked = [(canonicalize_name(one.name), extra) for one in DIRECT for extra in ("", *one.extras)]
    while asked:
        name, extra = asked.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        for one in map(Requirement, requires(name) or ()):
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                asked += [(canonicalize_name(one.name), inner) for inner in ("", *one.extras)]
    return {name for name, _ in seen}


@pytest.mark.parametrize("name", sorted(needed()))
def test_a_package_is_locked_listed_and_allowed(name: str) -> None:
    [component] = [of for of in BOM["components"] if canonicalize_name(of["name"]) == name]
    locked = [of for of in LOCKED if of.name == name and (of.marker is None or of.marker.evaluate())]
    assert [of.specifier.contains(component["version"]) for of in locked] == [True], "make sbom"
    [licence] = component["licenses"]
    assert (licence.get("expression") or licence["license"]["id"]) in SAID["allowed"]
    assert f"| {component['name']} | {component['version']} |" in (ROOT / "docs/dependencies.md").read_text("utf-8")
    assert name in COSTS["megabytes"], "make costs"


def test_the_bill_of_materials_says_where_nothing_was_installed() -> None:
    text = json.dumps(BOM)
    assert BOM["bomFormat"] == "CycloneDX"
    assert "file://" not in text
    assert "timestamp" not in text


def test_what_each_direct_dependency_is_for_is_said() -> None:
    direct = {canonicalize_name(one.name) for one in DIRECT}
    assert {*SAID["purposes"]} == direct
    assert {*COSTS["milliseconds"]} == direct, "make costs"
    assert {*SAID["kept"]} <= direct


def test_the_page_has_the_costs_that_were_measured() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    for name, milliseconds in COSTS["milliseconds"].items():
        [row] = [row for row in page.splitlines() if re.match(rf"\| {name.replace('-', '[-_]')} \|", row, re.I)]
        cells = [cell.strip() for cell in row.split("|")]
        assert (float(cells[5]), int(cells[7])) == (COSTS["megabytes"][name], milliseconds), "make sbom"


@pytest.mark.parametrize("lock", sorted(ROOT.glob("**/requirements.lock")), ids=lambda path: path.parent.name)
def test_every_pinned_package_has_its_hashes(lock: Any) -> None:
    entries = re.split(r"^(?=[A-Za-z0-9])", lock.read_text("utf-8"), flags=re.M)[1:]
    assert entries
    assert not [of.splitlines()[0] for of in entries if "--hash=sha256:" not in of or " @ " in of.splitlines()[0]]


def test_the_program_imports_only_what_it_declares() -> None:
    imported = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {of.name.split(".")[0] for of in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.split(".")[0])
    known = packages_distributions()
    others = imported - {*sys.stdlib_module_names, "pipeline"}
    declared = {canonicalize_name(one.name) for one in DIRECT}
    assert {name for name in others if not declared & {canonicalize_name(of) for of in known[name]}} <= INDIRECT


INDIRECT = {"dask", "fsspec", "botocore"}
"""Of what is declared, the part that is imported under a name of its own."""

"""One change to the descriptors of a project, and what loading it then says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import Stop
from pipeline.package import load
from pipeline.problem import Problem

PACKAGE = "datapackage.json"
RAW = "schemas/raw/budget.json"
PUBLISHED = "schemas/published/budget.json"


def put(project: Path, file: str, place: str, value: object) -> None:
    """Set what stands at the place, where `fields.page` has that name (or value). A list at the end grows."""
    document: Any = json.loads((project / file).read_text("utf-8"))
    inner = document
    *steps, last = place.split(".")
    for step in steps:
        if isinstance(inner, dict):
            inner = inner.setdefault(step, {})
        else:
            inner = next(item for item in inner if step in (item.get("name"), item.get("value")))
    if isinstance(inner, list):
        inner.append(value)
    else:
        inner[last] = value
    (project / file).write_text(json.dumps(document), "utf-8")


def stopped(project: Path) -> list[Problem]:
    """The problems that end the loading: no other exception may."""
    with pytest.raises(Stop) as stop:
        load(project)
    return list(stop.value.problems)


def told(project: Path) -> list[tuple[str, str, str, str]]:
    return [(p.code, p.file, p.field, p.facts.get("reason", "")) for p in stopped(project)]


def reasons(project: Path, file: str, field: str) -> str:
    """Why the place is wrong, where nothing else is."""
    found = told(project)
    assert {problem[:3] for problem in found} == {("E-DESCRIPTOR", file, field)}
    return "; ".join(reason for _, _, _, reason in found)

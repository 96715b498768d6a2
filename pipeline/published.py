"""A finished release's tables and schemas as a build has them, to validate what frictionless passes over."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from pipeline.package.constraints import constraint_problems
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.read.csv import parse
from pipeline.table import Table
from pipeline.validate import validate

_OURS = ("E-CATEGORY", "E-UNIQUE-KEY", "E-LEXICAL", "E-PATTERN-CELL")
"""What frictionless has no verdict on, or is not given (patterns; see `check/schemas.py`)."""


def published_problems(folder: Path) -> list[Problem]:
    """Those problems of the canonical tables, by the schemas in the release; E-DESCRIPTOR, E-PATTERN and
    E-RELEASE-FORM where a schema is none. The release must have passed `check.release.open_release`."""
    tables: dict[str, Table] = {}
    schemas: dict[str, Schema] = {}
    for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]:
        if resource["path"].startswith("data/"):
            for field in resource["schema"]["fields"]:
                field.pop("title", None)
                field.pop("description", None)
            try:
                schema = msgspec.convert(resource["schema"], Schema)
            except msgspec.ValidationError as error:
                return [Problem("E-RELEASE-FORM", file="datapackage.json", facts={"reason": str(error)})]
            wrong = [p for field in schema.fields for p in constraint_problems(field, "datapackage.json")]
            if wrong:
                return wrong
            schemas[resource["name"]] = schema
            text = (folder / resource["path"]).read_bytes().decode("utf-8")
            tables[resource["name"]] = parse(text, resource["name"], resource["path"])[0]
    return [problem for problem in validate(tables, schemas) if problem.code in _OURS]

"""The API of the tables as OpenAPI 3.1 has it, made from their schemas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipeline.package import Package
from pipeline.package.models import Field, values_of
from pipeline.serve.conditions import NUMERIC, fitting, parameter

_TEXT, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
OPTIONS: Mapping[str, tuple[str, dict[str, Any]]] = {
    "_columns": ("Columns of the answer, separated by commas.", _TEXT),
    "_sort": ("Field by which the rows are sorted.", _TEXT),
    "_sort_desc": ("The same, the largest first.", _TEXT),
    "_limit": ("Rows of the answer. More than the maximum are refused.", _COUNT),
    "_offset": ("Rows before the answer.", _COUNT | {"default": 0}),
}
"""Parameters that are no conditions, what they do, and their schemas."""
_MEDIA = {"json": "application/json", "csv": "text/csv"}
_FORMATS: Mapping[str, dict[str, Any]] = {
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "year": {"type": "integer"},
}


def described(package: Package, limits: Mapping[str, tuple[int | None, int]]) -> dict[str, Any]:
    """The document; `limits` are the rows of an answer by its form: where nothing is said (None: all), and at most."""
    licence = package.descriptor.licenses[0]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{package.descriptor.titles.ja} / {package.descriptor.titles.en}",
            "version": package.descriptor.version,
            "license": {"name": licence.title or licence.name, "url": licence.path},
        },
        "servers": [{"url": "."}],
        "paths": {
            path: operation
            for resource in package.descriptor.resources
            for path, operation in (
                (f"/{resource.name}", _operation(package, resource.name, "json")),
                (f"/{resource.name}.csv", _operation(package, resource.name, "csv")),
            )
        },
        "components": {
            "parameters": {
                _shared(name, form): _parameter(
                    name, text, schema | (_range(*limits[form]) if name == "_limit" else {})
                )
                for form in limits
                for name, (text, schema) in OPTIONS.items()
            },
            "schemas": {name: _rows(schema.fields) for name, schema in package.published.items()},
        },
    }


def _operation(package: Package, table: str, form: str) -> dict[str, Any]:
    fields, titles = package.published[table].fields, package.resource(table).titles
    content = {"schema": {"$ref": f"#/components/schemas/{table}"}} if form == "json" else {}
    shared = [{"$ref": f"#/components/parameters/{_shared(name, form)}"} for name in OPTIONS]
    return {
        "get": {
            "summary": f"{titles.ja} / {titles.en}",
            "description": "All conditions must be true. A value that a field cannot have is refused.",
            "parameters": [*(_condition(field, suffix) for field in fields for suffix in fitting(field)), *shared],
            "responses": {"200": {"description": "Rows", "content": {_MEDIA[form]: content}}},
        }
    }


def _shared(option: str, form: str) -> str:
    """The name of a shared parameter: how many rows there may be depends on the form."""
    return f"_limit.{form}" if option == "_limit" else option


def _range(default: int | None, most: int) -> dict[str, Any]:
    return {"maximum": most} | ({} if default is None else {"default": default})


def _condition(field: Field, suffix: str) -> dict[str, Any]:
    listed = field.constraints.enum or values_of(field.categories or [])
    schema = _FORMATS.get(field.type, _TEXT) | ({"enum": listed} if listed else {})
    by_suffix: dict[str, dict[str, Any]] = {
        "contains": _TEXT,
        "isnull": _FORMATS["boolean"],
        "in": {"type": "array", "items": schema},
    }
    found = _parameter(
        parameter(field.name, suffix), f"{field.titles.ja} / {field.titles.en}", by_suffix.get(suffix, schema)
    )
    return found | ({"explode": False} if suffix == "in" else {})


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def _rows(fields: list[Field]) -> dict[str, Any]:
    row = {"type": "object", "properties": {field.name: {"type": _types(field)} for field in fields}}
    counts = {name: {"type": "integer"} for name in ("total", "offset", "limit")}
    return {
        "type": "object",
        "properties": {**counts, "next": {"type": ["string", "null"]}, "rows": {"type": "array", "items": row}},
    }


def _types(field: Field) -> list[str]:
    """A number of more digits than a double holds is a string."""
    if field.type in NUMERIC:
        return ["number", "string", "null"]
    return ["boolean" if field.type == "boolean" else "string", "null"]

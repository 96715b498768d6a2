"""The API of the tables as OpenAPI 3.1 has it, made from their schemas."""

from __future__ import annotations

from typing import Any

from pipeline.package import Package
from pipeline.package.models import Field
from pipeline.serve.rows import NUMERIC, OPERATORS, OTHERS

_OPTIONS = {
    "_columns": "Columns of the answer, separated by commas.",
    "_sort": "Field by which the rows are sorted.",
    "_sort_desc": "The same, the largest first.",
}


def described(package: Package, limit: int, most: int) -> dict[str, Any]:
    """The document; `limit` and `most` are rows of a page, where nothing is said and at most."""
    numbers = [
        _parameter("_limit", "Rows of the page.", {"type": "integer", "minimum": 0, "maximum": most, "default": limit}),
        _parameter("_offset", "Rows before the page.", {"type": "integer", "minimum": 0, "default": 0}),
    ]
    shared = [*(_parameter(name, text, {"type": "string"}) for name, text in _OPTIONS.items()), *numbers]
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
                (f"/{resource.name}", _operation(package, resource.name, "application/json")),
                (f"/{resource.name}.csv", _operation(package, resource.name, "text/csv")),
            )
        },
        "components": {
            "parameters": {parameter["name"]: parameter for parameter in shared},
            "schemas": {name: _rows(schema.fields) for name, schema in package.published.items()},
        },
    }


def _operation(package: Package, table: str, media: str) -> dict[str, Any]:
    fields, titles = package.published[table].fields, package.resource(table).titles
    content = {"schema": {"$ref": f"#/components/schemas/{table}"}} if media.endswith("json") else {}
    shared = [{"$ref": f"#/components/parameters/{name}"} for name in (*_OPTIONS, "_limit", "_offset")]
    operators = ", ".join(f"__{name}" for name in (*filter(None, OPERATORS), *OTHERS))
    return {
        "get": {
            "summary": f"{titles.ja} / {titles.en}",
            "description": f"A filter is a field with a value, or with one of {operators} behind its name.",
            "parameters": [*(_filter(field) for field in fields), *shared],
            "responses": {"200": {"description": "Rows", "content": {media: content}}},
        }
    }


def _filter(field: Field) -> dict[str, Any]:
    return _parameter(field.name, f"{field.titles.ja} / {field.titles.en}", {"type": "string"})


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

"""A small package with a field of every type and every constraint, and good rows for it."""

from __future__ import annotations

import copy
from typing import Any

import msgspec

from pipeline.package.models import Schema
from tests.validate.verdicts import Rows

Document = dict[str, Any]


def field(name: str, kind: str = "string", *, missing: list[str] | None = None, **constraints: object) -> Document:
    document = {"name": name, "type": kind, "titles": {"ja": name, "en": name}, "constraints": constraints}
    return document if missing is None else document | {"missingValues": missing}


def schema(*fields: Document, **rest: object) -> Schema:
    return msgspec.convert({"fields": list(fields), **rest}, Schema)


CHILD: Document = {
    "fields": [
        field("id", required=True),
        field("part", "integer"),
        field("code", pattern="[A-Z]-[0-9]+", minLength=3, maxLength=6),
        field("colour", enum=["red", "blue"]),
        field("count", "integer", minimum=1, maximum=10),
        field("share", "number", exclusiveMinimum=0, exclusiveMaximum=100),
        field("step", "number", enum=[0.5, 1, 1.5]),
        field("open", "boolean"),
        field("day", "date", minimum="2020-01-01", exclusiveMaximum="2030-01-01"),
        field("year", "year", minimum=2000, maximum=2030),
        field("month", "yearmonth", exclusiveMinimum="2019-12", maximum="2029-12"),
        field("serial", "integer", unique=True),
        field("parent", "integer"),
        field("after"),
        field("note", missing=["-", "n.a."], unique=True),
        field("free", "any"),
    ],
    "primaryKey": ["id", "part"],
    "missingValues": [{"value": "", "label": "not printed"}, {"value": "※", "label": "not yet final"}],
    "foreignKeys": [
        {"fields": ["parent"], "reference": {"resource": "parent", "fields": ["key"]}},
        {"fields": ["after"], "reference": {"resource": "", "fields": ["id"]}},
    ],
}
PARENT: Document = {
    "fields": [field("key", "integer", unique=True), field("name", required=True)],
    "primaryKey": ["key"],
}
DOCUMENTS = {"child": CHILD, "parent": PARENT}
SCHEMAS = {name: msgspec.convert(document, Schema) for name, document in DOCUMENTS.items()}

_CHILD: Rows = [
    [item["name"] for item in CHILD["fields"]],
    ["a", "1", "A-1", "red", "1", "0.5", "0.5", "true", "2020-01-01", "2000", "2020-01", "1", "1", "", "one", "x"],
    ["a", "2", "B-22", "blue", "10", "99.99", "1", "false", "2023-04-01", "2023", "2023-04", "2", "2", "a", "2\n3", ""],
    ["b", "1", "C-333", "red", "5", "1e1", "1.5", "1", "2029-12-31", "2030", "2029-12", "3", "1", "b", "-", "1"],
    ["b", "2", "※", "blue", "※", "50", "※", "0", "※", "※", "", "※", "※", "※", "n.a.", "※"],
    ["c", "-1", "Z-9", "red", "7", "+7.5", "1.50", "True", "2024-02-29", "2024", "2024-02", "-5", "3", "a", "-", "，"],
]
_PARENT: Rows = [["key", "name"], ["1", "one"], ["2", "two"], ["3", "three"]]


def child() -> Rows:
    return copy.deepcopy(_CHILD)


def parent() -> Rows:
    return copy.deepcopy(_PARENT)

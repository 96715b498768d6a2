"""What is different between the schemas of two releases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pipeline.release.differences import Difference
from pipeline.release.sides import Side

_TYPE = ("type", "format")
_MEANING = ("unit", "propertyUrl", "valueUrl", "aboutUrl", "lang", "role")
_TEXTS = ("titles", "descriptions")
_OF_TABLE = ("aboutUrl", "virtualColumns")
Document = Mapping[str, Any]


def schema_differences(old: Side, new: Side) -> Iterator[Difference]:
    """Tables, keys, fields, codes, constraints and words, in the order of the tables."""
    for table in dict.fromkeys([*old.documents, *new.documents]):
        if table not in new.documents:
            yield Difference("table-removed", table)
        elif table not in old.documents:
            yield Difference("table-added", table)
        else:
            yield from _of_table(table, old.documents[table], new.documents[table])


def _of_table(table: str, old: Document, new: Document) -> Iterator[Difference]:
    before, after = old["schema"], new["schema"]
    yield from _changed("key-changed", table, "", before, after, ("primaryKey",))
    yield from _changed("meaning-changed", table, "", before, after, _OF_TABLE)
    yield from _changed("text-changed", table, "", old, new, _TEXTS)
    fields, others = ({field["name"]: field for field in schema["fields"]} for schema in (before, after))
    for name in dict.fromkeys([*fields, *others]):
        if name not in others:
            yield Difference("field-removed", table, "", name)
        elif name not in fields:
            yield Difference("field-added", table, "", name)
        else:
            yield from _of_field(table, name, fields[name], others[name])


def _of_field(table: str, name: str, old: Document, new: Document) -> Iterator[Difference]:
    yield from _changed("field-retyped", table, name, old, new, _TYPE)
    yield from _changed("meaning-changed", table, name, old, new, _MEANING)
    yield from _changed("derivation-changed", table, name, old, new, ("derivation",))
    yield from _changed("constraint-changed", table, name, old, new, ("constraints",))
    yield from _changed("text-changed", table, name, old, new, _TEXTS)
    codes, others = _codes(old), _codes(new)
    for code in dict.fromkeys([*codes, *others]):
        if code not in others:
            yield Difference("code-removed", table, "", name, code)
        elif code not in codes:
            yield Difference("code-added", table, "", name, None, code)
        elif codes[code] != others[code]:
            yield Difference("text-changed", table, "", name, _text(codes[code]), _text(others[code]))


def _changed(
    kind: str, table: str, field: str, old: Document, new: Document, keys: tuple[str, ...]
) -> Iterator[Difference]:
    for key in keys:
        if old.get(key) != new.get(key):
            yield Difference(kind, table, "", field, _text(old.get(key)), _text(new.get(key)))


def _codes(field: Document) -> dict[str, Any]:
    """What a field lists (Data Package 2.0, categories), with what is said of each."""
    listed = field.get("categories") or []
    return {str(entry["value"] if isinstance(entry, dict) else entry): entry for entry in listed}


def _text(part: Any) -> str | None:
    return part if part is None or isinstance(part, str) else json.dumps(part, ensure_ascii=False, sort_keys=True)

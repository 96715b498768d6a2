"""What is different between the schemas of two releases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import msgspec

from pipeline.mapping import dataset
from pipeline.package.formula import derivation_text
from pipeline.package.models import Derivation
from pipeline.release.differences import Difference
from pipeline.release.sides import Side

_TYPE = ("type", "format")
_SAID_BY_NONE = {"type": "string", "format": "default"}
_MEANING = ("unit", "propertyUrl", "valueUrl", "aboutUrl", "lang", "role")
_CONSTRAINTS = ("constraints", "missingValues", "trueValues", "falseValues")
_KEYS = ("uniqueKeys", "foreignKeys")
_TEXTS = ("titles", "descriptions")
Document = Mapping[str, Any]


def schema_differences(old: Side, new: Side) -> Iterator[Difference]:
    """Where addresses begin, then tables, keys, fields, codes, constraints and words, in the order of the tables; each
    with the address of its table."""
    if old.base != new.base:
        yield Difference("base-changed", "", "", "", old.base, new.base, new.base)
    for table in dict.fromkeys([*old.documents, *new.documents]):
        about = (new if table in new.documents else old).address(dataset(table))
        if table not in new.documents:
            yield Difference("table-removed", table, about=about)
        elif table not in old.documents:
            yield Difference("table-added", table, about=about)
        else:
            for one in _of_table(table, old.documents[table], new.documents[table]):
                yield replace(one, about=about)


def _of_table(table: str, old: Document, new: Document) -> Iterator[Difference]:
    before, after = old["schema"], new["schema"]
    yield from _changed("key-changed", table, "", before, after, ("primaryKey",))
    yield from _changed("meaning-changed", table, "", before, after, ("aboutUrl",))
    columns, others = (_without_titles(schema) for schema in (before, after))
    yield from _changed("meaning-changed", table, "", columns, others, ("virtualColumns",))
    yield from _changed("constraint-changed", table, "", before, after, _KEYS)
    yield from _changed("text-changed", table, "", old, new, _TEXTS)
    yield from _changed("text-changed", table, "", before, after, ("definitions",))
    fields, theirs = ({field["name"]: field for field in schema["fields"]} for schema in (before, after))
    for name in dict.fromkeys([*fields, *theirs]):
        if name not in theirs:
            yield Difference("field-removed", table, "", name)
        elif name not in fields:
            yield Difference("field-added", table, "", name)
        else:
            yield from _of_field(table, name, fields[name], theirs[name])


def _of_field(table: str, name: str, old: Document, new: Document) -> Iterator[Difference]:
    typed, others = ({**_SAID_BY_NONE, **field} for field in (old, new))
    yield from _changed("field-retyped", table, name, typed, others, _TYPE)
    yield from _changed("meaning-changed", table, name, old, new, _MEANING)
    yield from _changed("derivation-changed", table, name, _derived(old), _derived(new), ("derivation",))
    yield from _changed("constraint-changed", table, name, old, new, _CONSTRAINTS)
    yield from _changed("text-changed", table, name, old, new, _TEXTS)
    codes, theirs = _codes(old), _codes(new)
    for code in dict.fromkeys([*codes, *theirs]):
        if code not in theirs:
            yield Difference("code-removed", table, "", name, code)
        elif code not in codes:
            yield Difference("code-added", table, "", name, None, code)
        elif codes[code] != theirs[code]:
            yield Difference("text-changed", table, "", name, _text(codes[code]), _text(theirs[code]))


def _changed(
    kind: str, table: str, field: str, old: Document, new: Document, keys: tuple[str, ...]
) -> Iterator[Difference]:
    for key in keys:
        if old.get(key) != new.get(key):
            yield Difference(kind, table, "", field, _text(old.get(key)), _text(new.get(key)))


def _derived(field: Document) -> Document:
    """How a field is derived, as the data dictionary says it."""
    if not field.get("derivation"):
        return {}
    return {"derivation": derivation_text(msgspec.convert(field["derivation"], Derivation))}


def _without_titles(schema: Document) -> Document:
    """What every row says, but for the names of it."""
    listed = schema.get("virtualColumns") or []
    return {"virtualColumns": [{k: v for k, v in column.items() if k != "titles"} for column in listed] or None}


def _codes(field: Document) -> dict[str, Any]:
    """What a field lists (Data Package 2.0, categories), with what is said of each."""
    listed = field.get("categories") or []
    return {str(entry["value"] if isinstance(entry, dict) else entry): entry for entry in listed}


def _text(part: Any) -> str | None:
    return part if part is None or isinstance(part, str) else json.dumps(part, ensure_ascii=False, sort_keys=True)

"""Renamed fields: published under both names until a version that is declared, so that nobody is broken on a day.

A field says `"formerly": {"name": "old_name", "until": "2.0.0"}`. From that version on it has its new name alone.
"""

from __future__ import annotations

from typing import Any

from pipeline.release.versions import version

Document = dict[str, Any]
_WORDS = {"ja": "旧名。{until} からは {new} だけになる", "en": "Former name; from {until} on there is only {new}"}


def with_former_names(schema: Document, released: str) -> Document:
    """The schema of a published table, with a field of the former name behind each that was renamed and is not past its
    time. The former one has the same values; it says that it is `deprecated`, and by which the new one is. A document
    of another form comes back as it is."""
    fields = schema.get("fields")
    if not isinstance(fields, list) or not any(isinstance(field, dict) and "formerly" in field for field in fields):
        return schema
    return schema | {"fields": [one for field in fields for one in _both(field, released)]}


def _both(field: Any, released: str) -> list[Any]:
    former = field.get("formerly") if isinstance(field, dict) else None
    if not isinstance(former, dict):
        return [field]
    until, now = version(str(former.get("until"))), version(released)
    if until is None or (now and now >= until):
        return [field]
    name = field["name"]
    said = {"new": name, "until": until}
    old = {key: value for key, value in field.items() if key != "formerly"}
    old |= {"name": former.get("name"), "replacedBy": name}
    old["descriptions"] = {language: text.format(**said) for language, text in _WORDS.items()}
    if "derivation" not in field:
        old["from"] = field.get("from", name)
    if "valueUrl" in field:
        old["valueUrl"] = field["valueUrl"].replace(f"{{{name}}}", f"{{{former.get('name')}}}")
    return [field, old]

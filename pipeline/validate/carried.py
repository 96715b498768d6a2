"""Which published tables are their raw tables unchanged, so that what holds of these need not be checked again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from pipeline.package.models import Field, Schema, values_of


def carried(raw: Mapping[str, Schema], published: Mapping[str, Schema]) -> set[str]:
    """The published tables that can only break their schema where a raw one breaks its own: each field has the name,
    the type and the constraints of a raw field that is copied, and the keys are the same. Not those to which a table
    that must be checked refers.

    Only the spelling of typed values can differ then (`interpret/canonical.py`), and that is never another value.
    """
    same = {name for name in published if _carried(name, raw, published)}
    checked = [schema for name, schema in published.items() if name not in same]
    return same - {foreign.reference.resource for schema in checked for foreign in schema.foreign_keys}


def _carried(name: str, raw: Mapping[str, Schema], published: Mapping[str, Schema]) -> bool:
    if name not in raw:
        return False
    ours, theirs = published[name], raw[name]
    keys = ("primary_key", "unique_keys", "foreign_keys")
    if any(getattr(ours, key) != getattr(theirs, key) for key in keys) or not _row_by_row(theirs):
        return False
    if not all(_copied(field, ours, theirs, whole=True) for field in ours.fields):
        return False
    for foreign in ours.foreign_keys:
        other = foreign.reference.resource or name
        if other not in raw or not _row_by_row(raw[other]):
            return False
        fields = [field for field in published[other].fields if field.name in foreign.reference.fields]
        if not all(_copied(field, published[other], raw[other], whole=False) for field in fields):
            return False
    return True


def _row_by_row(raw: Schema) -> bool:
    return not any(field.notation and field.notation.kind == "quantities" for field in raw.fields)


def _copied(field: Field, published: Schema, raw: Schema, *, whole: bool) -> bool:
    """`whole`: with all that is demanded of it."""
    source = next((other for other in raw.fields if other.name == field.name), None)
    if field.derivation or field.from_ not in (None, field.name) or source is None or source.notation:
        return False
    missing = set(values_of(field.missing_values or published.missing_values)) - {""}
    same = field.type == source.type and missing <= set(values_of(raw.missing_values)) and not source.missing_values
    return same and (not whole or _demands(field) == _demands(source))


def _demands(field: Field) -> bytes:
    return msgspec.json.encode([field.format, field.constraints, values_of(field.categories or [])])

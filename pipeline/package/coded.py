"""Which table explains the codes of a field."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.package.models import Field, Schema


def code_table(schemas: Mapping[str, Schema], table: str, field: Field) -> str:
    """The table in which each row is about a code of the field: that of its foreign key, else that whose rows have the
    addresses to which its codes lead (`valueUrl`). Empty where there is none but the field's own."""
    for key in schemas[table].foreign_keys:
        if key.fields == [field.name] and key.reference.resource not in ("", table):
            return key.reference.resource
    form = _form(field.value_url or "")
    found = (name for name, schema in schemas.items() if name != table and form and _form(schema.about_url) == form)
    return next(found, "")


def _form(template: str) -> str:
    """A template of addresses without the names of its variables."""
    return re.sub(r"\{[^{}]*\}", "{}", template)

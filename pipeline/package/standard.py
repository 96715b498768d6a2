"""Parts of a schema that are as Table Schema has them (https://datapackage.org/standard/table-schema/)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Scalar = str | int | float | bool


class Model(Struct, forbid_unknown_fields=True, omit_defaults=True, rename="camel"):
    """What all parts of a descriptor share: an unknown key is refused, so that a misspelt one is noticed."""


class Constraints(Model):
    """Table Schema, Constraints."""

    required: bool = False
    unique: bool = False
    enum: list[Scalar] | None = None
    pattern: str | None = None
    min_length: Annotated[int, Meta(ge=0)] | None = None
    max_length: Annotated[int, Meta(ge=0)] | None = None
    minimum: Scalar | None = None
    maximum: Scalar | None = None
    exclusive_minimum: Scalar | None = None
    exclusive_maximum: Scalar | None = None


class Reference(Model):
    """What a foreign key refers to; an empty `resource` is the table itself."""

    resource: str
    fields: list[str]


class ForeignKey(Model):
    """Table Schema, Foreign Keys."""

    fields: list[str]
    reference: Reference

"""Table Schemas as typed objects: terms of Data Package 2.0 (https://datapackage.org/standard/) and, in docs/schema.md,
our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, UnsetType

from pipeline.language import Language
from pipeline.package.standard import Constraints, ForeignKey, Model

NUMERIC = ("integer", "number")  # types of what is counted or measured


class Words(Model):
    """A text in both languages, each by its name."""

    ja: str
    en: str

    def __getitem__(self, language: Language) -> str:
        return self.ja if language == "ja" else self.en

    @property
    def both(self) -> str:
        """On one line, for those who have one text for all; once where they are the same."""
        return self.ja if self.ja == self.en else f"{self.ja} / {self.en}"


class Labelled(Model):
    """A value with a label: of `categories` and `missingValues` (Data Package 2.0)."""

    value: str
    label: str | None = None
    labels: Words | None = None
    definitions: Words | None = None


def values_of(entries: Sequence[str | Labelled]) -> list[str]:
    """The values of entries that may have labels."""
    return [entry if isinstance(entry, str) else entry.value for entry in entries]


class Notation(Model):
    """How a raw field is printed; see `interpret/notations.py`."""

    kind: Literal["quantity", "quantities", "fiscal_year", "period", "phrase"]
    phrases: dict[str, str] = msgspec.field(default_factory=dict)
    otherwise: str = ""
    unit: str = ""
    unit_optional: bool = False


class Lookup(Model):
    """A value of another published table (or another row of this one), from the rows of `table` whose fields equal this
    row's (`match`: theirs to ours) and the constants in `where`: the `newest` or `earliest` by the field `by`, or the
    `only` one. `before`: only rows whose `by` is lower than this row's field; `offset`: whose is this row's plus it."""

    table: str
    field: str
    match: dict[str, str] = msgspec.field(default_factory=dict)
    where: dict[str, str] = msgspec.field(default_factory=dict)
    by: str | None = None
    pick: Literal["only", "newest", "earliest"] = "only"
    before: str | None = None
    offset: int | None = None

    @property
    def theirs(self) -> list[str]:
        """The fields of its table that it looks at."""
        return [self.field, *self.match, *self.where, *filter(None, [self.by])]

    @property
    def ours(self) -> list[str]:
        """The fields of the row that it looks for."""
        return [*self.match.values(), *filter(None, [self.before, None if self.offset is None else self.by])]


class Derivation(Model):
    """How a derived field comes about: one of a rate with inputs, a lookup, or a rate's status."""

    rate: str | None = None
    inputs: dict[str, str | Lookup] = msgspec.field(default_factory=dict)
    decimals: Annotated[int, Meta(ge=0, le=20)] | None = None
    lookup: Lookup | None = None
    status_of: str | None = None

    @property
    def sources(self) -> dict[str, str | Lookup]:
        """What it is made with, by the name of the input: fields of the row, and lookups."""
        return self.inputs | ({"lookup": self.lookup} if self.lookup else {})


Role = Literal["dimension", "measure", "attribute"]  # of a field in a data cube (RDF Data Cube, section 6)


class Former(Model):
    """The name that a field had, under which it is published too until a version; see `renamed.py`."""

    name: str
    until: Annotated[str, Meta(pattern=r"\A[1-9][0-9]*\.0\.0\Z")]


class Field(Model):
    """Table Schema, Field; `from` and `derivation` say where a published field comes from, `label` what stands above a
    raw one, `quotation` that a text is the source's own and is not to be touched, `unit_field` which field has the
    unit, where it is not one `unit` for all rows. One that has a former name is there twice: the former one says by
    which it is `replaced_by`."""

    name: str
    titles: Words
    type: Literal["string", "integer", "number", "boolean", "date", "year", "yearmonth", "any"] = "string"
    format: Literal["default", "uri", "email"] = "default"
    descriptions: Words | None = None
    constraints: Constraints = msgspec.field(default_factory=Constraints)
    missing_values: list[str | Labelled] | None = None
    categories: list[str | Labelled] | None = None
    categories_ordered: bool = False
    true_values: list[str] = msgspec.field(default_factory=lambda: ["true", "True", "TRUE", "1"])
    false_values: list[str] = msgspec.field(default_factory=lambda: ["false", "False", "FALSE", "0"])
    notation: Notation | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    derivation: Derivation | None = None
    unit: str | None = None
    unit_field: str = ""
    about_url: str | None = None
    property_url: str | None = None
    value_url: str | None = None
    lang: Literal["ja", "en"] | None = None
    role: Role | None = None
    label: str = ""
    quotation: bool = False
    formerly: Former | None = None
    replaced_by: str = ""

    @property
    def in_header(self) -> str:
        """What stands above a raw column: its `label`, else its name."""
        return self.label or self.name

    @property
    def source(self) -> tuple[str, str]:
        """The raw field that a published one comes from, if it is not derived, and the part of it."""
        source, _, part = (self.from_ or self.name).partition(".")
        return source, part


class VirtualColumn(Model):
    """A triple of each row that no cell of it says (CSVW, virtual columns). `titles` name what `value_url`
    stands for, where it is a term of ours."""

    name: str
    property_url: str
    value_url: str
    about_url: str | None = None
    titles: Words | None = None
    role: Role | None = None


class Slices(Model):
    """Observations of a cube that share their values of the fields in `fixed` (RDF Data Cube, 7.2)."""

    name: str
    titles: Words
    about_url: str
    fixed: list[str]


class Chart(Model):
    """How the rows of a table are drawn on its page: a chart for each field of `y`, over the field `x`, and where
    there is `by`, for each of its values. `target` is a field with what `y` is to reach, `status` one that says why
    there is no value. Only rows count that match `where` and do not match `exclude`."""

    kind: Literal["line", "bar"]
    x: str
    y: Annotated[list[str], Meta(min_length=1)]
    by: str = ""
    target: str = ""
    status: str = ""
    where: dict[str, str] = msgspec.field(default_factory=dict)
    exclude: dict[str, str] = msgspec.field(default_factory=dict)


class Schema(Model):
    """Table Schema (Data Package 2.0). `definitions` say what a row is, with its fields in braces. With `page` each row
    has a page of its own on the site; `highlights` are the fields that are told first of a row."""

    fields: list[Field]
    about_url: str = ""
    virtual_columns: list[VirtualColumn] = msgspec.field(default_factory=list)
    definitions: Words | None = None
    slices: list[Slices] = msgspec.field(default_factory=list)
    page: bool = False
    highlights: list[str] = msgspec.field(default_factory=list)
    chart: Chart | None = None
    fields_match: Literal["exact"] = "exact"
    primary_key: list[str] = msgspec.field(default_factory=list)
    unique_keys: list[list[str]] = msgspec.field(default_factory=list)
    foreign_keys: list[ForeignKey] = msgspec.field(default_factory=list)
    missing_values: list[str | Labelled] = msgspec.field(default_factory=lambda: [""])
    profile: str | UnsetType = msgspec.field(default=UNSET, name="$schema")

    @property
    def names(self) -> list[str]:
        """Of its fields, in their order."""
        return [field.name for field in self.fields]

    def field(self, name: str) -> Field:
        """The field of that name. Raises KeyError where there is none."""
        return {field.name: field for field in self.fields}[name]

    def key_of(self, row: Mapping[str, str | None]) -> str:
        """The values of the primary key in a row, parted by `/`."""
        return "/".join(row.get(name) or "" for name in self.primary_key)

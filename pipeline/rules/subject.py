"""What the rules are applied to: a table, what its schema says of it, and the form of its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pipeline.interpret.characters import alike
from pipeline.package.models import Field, Labelled, Schema, values_of
from pipeline.rules.texts import decorated, plain
from pipeline.table import Table

Media = Literal["csv", "xlsx"]


@dataclass(frozen=True)
class Column:
    """A column of the file. `position` is from 1; `free` that what stands in it is language or a quotation, as its
    schema says, and `quoted` that it is a quotation, and not to be touched."""

    position: int
    label: str
    field: Field | None
    texts: Sequence[str]
    free: bool
    quoted: bool
    missing: Sequence[str | Labelled]

    @property
    def title(self) -> str:
        """What the column is called for people: by its schema, else by its header."""
        return self.field.titles.ja if self.field else self.label

    @property
    def choices(self) -> Sequence[str]:
        """The values that the schema allows, where it lists them."""
        if self.field is None:
            return ()
        listed = values_of(self.field.categories or [])
        return listed or [str(value) for value in self.field.constraints.enum or []]

    @property
    def explained(self) -> frozenset[str]:
        """The texts that stand for no value, and of which the schema says what they mean."""
        return frozenset(m.value for m in self.missing if isinstance(m, Labelled) and (m.label or m.labels))

    @cached_property
    def filled(self) -> Sequence[tuple[int, str]]:
        """The index of each row that has a value here, and the value."""
        absent = {*values_of(self.missing)}
        return [(index, text) for index, text in enumerate(self.texts) if text.strip() and text not in absent]

    @cached_property
    def blank(self) -> Sequence[int]:
        """The indexes of the rows that have nothing here."""
        return [index for index, text in enumerate(self.texts) if not text.strip()]

    @property
    def declared_number(self) -> bool:
        """The schema says that here are numbers, as they are or as they are printed."""
        if self.field is None:
            return False
        kind = self.field.notation.kind if self.field.notation else ""
        return self.field.type in ("integer", "number") or kind in ("quantity", "quantities")

    @cached_property
    def numeric(self) -> bool:
        """A column of numbers: declared so, or most of its values are numbers."""
        if self.field and (self.declared_number or self.field.type != "string" or self.field.notation):
            return self.declared_number
        numbers = sum(plain(text) or decorated(text) for _, text in self.filled)
        return not self.free and numbers * 2 > len(self.filled)


@dataclass(frozen=True, eq=False)
class Subject:
    """A table to judge. Of a workbook, its sheet tells `merged` ranges (top, left, bottom, right), hidden rows and
    columns, cells with formulas (row, column), and the rows below the table with the texts in them.

    `encoding` is the declared one, empty where none is, None where that is not known.
    """

    table: Table
    media: Media
    schema: Schema | None = None
    published: bool = False
    encoding: str | None = None
    merged: Sequence[tuple[int, int, int, int]] = ()
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[int] = ()
    formulas: Sequence[tuple[int, int]] = ()
    below: Sequence[tuple[int, tuple[str, ...]]] = ()

    @property
    def header(self) -> int:
        """The line of the header."""
        return self.table.header_row

    def row(self, index: int) -> int:
        """The line of the row with this index."""
        return self.table.line(index) or self.header + index + 1

    def position(self, sheet_column: int) -> int | None:
        """The position of the field in a column of the sheet; None beside the table."""
        position = sheet_column - self.table.first_column + 1
        return position if 1 <= position <= len(self.columns) else None

    @cached_property
    def columns(self) -> Sequence[Column]:
        """The columns from left to right, each with the field that its header names."""
        labels = [*self.table.labels] or [*self.table.frame.column_names]
        fields = {alike(field.in_header): field for field in self.schema.fields} if self.schema else {}
        return [
            self._column(position, label, fields.get(alike(label)), self.table.frame.column(position - 1).to_pylist())
            for position, label in enumerate(labels[: self.table.frame.num_columns], 1)
        ]

    def _column(self, position: int, label: str, field: Field | None, texts: Sequence[str | None]) -> Column:
        quoted = self.published and field is not None and field.quotation
        free = quoted or (self.published and field is not None and field.lang is not None)
        missing: Sequence[str | Labelled] = [""]
        if self.schema:
            missing = self.schema.missing_values
        if field and field.missing_values is not None:
            missing = field.missing_values
        return Column(position, label, field, [text or "" for text in texts], free, quoted, missing)

    @cached_property
    def rows(self) -> Sequence[tuple[str, ...]]:
        """The cells of each row, as far as the header goes."""
        return list(zip(*(column.texts for column in self.columns), strict=True))

    @cached_property
    def titled(self) -> bool:
        """The first line is no header but a title: it names one thing above several columns."""
        named = sum(bool(column.label.strip()) for column in self.columns)
        wider = sum(len(cells) > len(self.columns) for cells in (self.table.ragged or {}).values())
        return named == 1 and (len(self.columns) > 2 or (len(self.columns) == 1 and wider * 2 > len(self.rows)))

"""Cells as they stand in a page: numbers in groups of three, codes as links to what they name.

A row is markup that is the same in both languages: links from page to page are (see `page.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup, escape

from pipeline.enrich.lookups import Row
from pipeline.identifiers import expand, variables
from pipeline.mapping import code_of
from pipeline.package.models import NUMERIC, Field, Schema
from pipeline.site.escaped import shown
from pipeline.site.material import Material
from pipeline.site.numbers import grouped
from pipeline.site.places import Place, anchor, label_fields

LONG, NOTE = 24, 72
"""Characters up to which a text stands on one line, and columns (a kanji has two) up to which it is no note."""
JAPANESE = re.compile("[ぁ-ヺ一-鿿々ｦ-ﾟ]")


class Told(NamedTuple):
    """A text, where it leads from the first page, what else is to be said, its language if that is not the page's,
    whether it is a number, and whether it stands in place of a value that is not there."""

    text: str
    link: str = ""
    note: str = ""
    lang: str = ""
    number: bool = False
    missing: bool = False


def cell(said: Told, up: str) -> Markup:
    """What a cell says, where it stands alone; `up` leads to the first page of the language."""
    attributes = _attributes(said)
    inside = f"<span{attributes}>{_linked(said, up)}</span>" if attributes else _linked(said, up)
    return Markup(inside)  # noqa: S704 - all that is of the data went through `escape`


def rows(told: Sequence[Sequence[Told]], up: str, *, headed: bool = False) -> Markup:
    """The rows of a table as `tr`; `headed`: the first cell of each is what the others, all numbers, are of."""
    lines = []
    for cells in told:
        first = f'<th scope="row">{cell(cells[0], up)}</th>' if headed else ""
        others = (_td(said, up, number=headed) for said in cells[headed:])
        lines.append(f"<tr>{first}{''.join(others)}</tr>\n")
    return Markup("".join(lines))  # noqa: S704 - all that is of the data went through `escape`


def in_order(schema: Schema, rows: Sequence[Row]) -> list[Field]:
    """The fields as they are shown: what a row is, what is told first of it, other numbers, then texts, notes last."""
    first = [*schema.primary_key, *(field.name for field in label_fields(schema) or ()), *schema.highlights]

    def place(field: Field) -> tuple[int, int]:
        if field.name in first:
            return 0, first.index(field.name)
        if field.type in NUMERIC:
            return 1, 0
        return (3 if any(is_note(row[field.name] or "") for row in rows) else 2), 0

    return sorted(schema.fields, key=place)


def is_note(text: str) -> bool:
    """Whether a text is longer than what one reads beside numbers."""
    return len(text) + len(JAPANESE.findall(text)) > NOTE


def body(schema: Schema, fields: Sequence[Field], rows: Sequence[Row], material: Material, up: str) -> Markup:
    """The rows of a table of the data as `tr`, each with its key as `id`, and these fields of them."""
    columns = [_column(schema, field, rows, material, up) for field in fields]
    heads = (f'<tr id="{escape(anchor(schema.key_of(row)))}">' for row in rows)
    lines = [f"{head}{''.join(cells)}</tr>\n" for head, cells in zip(heads, zip(*columns, strict=True), strict=True)]
    return Markup("".join(lines))  # noqa: S704 - all that is of the data went through `escape`


def _column(schema: Schema, field: Field, rows: Sequence[Row], material: Material, up: str) -> Iterator[str]:
    alone = set(variables(field.value_url or "")) <= {field.name}
    known: dict[str | None, str] = {None: "<td></td>"}  # a code stands in many rows
    for row in rows:
        text = row[field.name]
        made = known.get(text) or _td(_told(field, text or "", _place(schema, field, row, material)), up)
        if alone:
            known[text] = made
        yield made


def _place(schema: Schema, field: Field, row: Row, material: Material) -> Place | None:
    """Where a cell leads: to what it names, or, where it is the key of a row that has a page, to that."""
    if field.value_url:
        return material.place(field, row)
    has_page = schema.page and schema.primary_key == [field.name]
    return material.places.get(expand(schema.about_url, row)) if has_page else None


def _told(field: Field, text: str, place: Place | None) -> Told:
    """A cell as it is published, but for the digits of a number in threes; what a code is called is beside it."""
    numeric = field.type in NUMERIC
    code = code_of(field, text)
    label = " / ".join(dict.fromkeys((code.labels.ja, code.labels.en))) if code and code.labels else ""
    lang = field.lang or ("ja" if JAPANESE.search(text) else "")
    return Told(grouped(text) if numeric else text, place.link if place else "", label, lang, numeric)


def _td(said: Told, up: str, *, number: bool = False) -> str:
    kind = "n" if number or said.number else "text" if len(said.text) > LONG else ""
    kind += " note" if kind == "text" and is_note(said.text) else ""
    hint = f' title="{shown(said.note)}"' if said.note else ""
    return f"<td{_attributes(said, kind)}{hint}>{_linked(said, up)}</td>"


def _attributes(said: Told, kind: str = "") -> str:
    kind = f"{kind} none".lstrip() if said.missing else kind
    return (f' class="{kind}"' if kind else "") + (f' lang="{said.lang}"' if said.lang else "")


def _linked(said: Told, up: str) -> str:
    inside = str(shown(said.text))
    return f'<a href="{escape(up + said.link)}">{inside}</a>' if said.link else inside

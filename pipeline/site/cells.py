"""Cells as they stand in a page: numbers in groups of three, codes as links to what they name.

A row is markup that is the same in both languages: links from page to page are (see `page.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from pipeline.enrich.lookups import Row
from pipeline.identifiers import expand, variables
from pipeline.package.models import Field, Schema
from pipeline.site.escaped import shown
from pipeline.site.material import Material
from pipeline.site.numbers import grouped
from pipeline.site.places import Place, anchor

NUMERIC = ("integer", "number")
LONG = 24
"""Characters up to which a text stands on one line."""
JAPANESE = re.compile("[ぁ-ヺ一-鿿々ｦ-ﾟ]")


def body(schema: Schema, rows: Sequence[Row], material: Material, up: str) -> Markup:
    """The rows of a table as `tr`, each with its key as `id`."""
    made: list[list[str]] = []
    for field in schema.fields:
        alone = set(variables(field.value_url or "")) <= {field.name}
        known: dict[str | None, str] = {None: "<td></td>"}  # a code stands in many rows
        column = []
        for row in rows:
            text = row[field.name]
            cell = known.get(text) or _cell(field, text or "", _place(schema, field, row, material), up)
            column.append(cell)
            if alone:
                known[text] = cell
        made.append(column)
    heads = [f'<tr id="{escape(anchor(schema.key_of(row)))}">' for row in rows]
    lines = [head + "".join(cells) for head, cells in zip(heads, zip(*made, strict=True), strict=True)]
    return Markup("</tr>\n".join([*lines, ""]))  # noqa: S704 - all that is of the data went through `escape`


def _place(schema: Schema, field: Field, row: Row, material: Material) -> Place | None:
    """Where a cell leads: to what it names, or, where it is the key of a row that has a page, to that."""
    if field.value_url:
        return material.place(field, row)
    return (
        material.places.get(expand(schema.about_url, row))
        if schema.page and schema.primary_key == [field.name]
        else None
    )


def _cell(field: Field, text: str, place: Place | None, up: str) -> str:
    numeric = field.type in NUMERIC
    inside: str = shown(grouped(text) if numeric else text)
    if place:
        inside = f'<a href="{escape(up + place.link)}">{inside}</a>'
    kind = "n" if numeric else "text" if len(text) > LONG else ""
    lang = field.lang or ("ja" if JAPANESE.search(text) else "")
    attributes = f' class="{kind}"' if kind else ""
    attributes += f' lang="{lang}"' if lang else ""
    return f"<td{attributes}>{inside}</td>"

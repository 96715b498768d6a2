"""Cells as they stand in a page: numbers in groups of three, codes as links to what they name.

A row is markup that is the same in both languages: links from page to page are (see `page.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from pipeline.enrich.lookups import Row
from pipeline.package.models import Schema
from pipeline.report.visible import visible
from pipeline.site.material import Material
from pipeline.site.numbers import grouped
from pipeline.site.places import Place, anchor

NUMERIC = ("integer", "number")
LONG = 24
"""Characters up to which a text stands on one line."""
JAPANESE = re.compile("[ぁ-ヺ一-鿿々ｦ-ﾟ]")


def shown(text: str) -> Markup:
    """A text of the data, escaped, with nothing in it that cannot be seen."""
    return escape(text if text.isprintable() else visible(text, "\n\t"))


def body(schema: Schema, rows: Sequence[Row], material: Material, up: str) -> Markup:
    """The rows of a table as `tr`, each with its key as `id`."""
    columns = [(field, field.type in NUMERIC, bool(field.value_url)) for field in schema.fields]
    made = []
    for row in rows:
        cells = []
        for field, numeric, linked in columns:
            text = row[field.name]
            if text is None:
                cells.append("<td></td>")
                continue
            inside: str = shown(grouped(text) if numeric else text)
            if linked and (place := material.place(field, row)):
                inside = _link(up, place, inside)
            kind = "n" if numeric else "text" if len(text) > LONG else ""
            lang = field.lang or ("ja" if JAPANESE.search(text) else "")
            attributes = f' class="{kind}"' if kind else ""
            attributes += f' lang="{lang}"' if lang else ""
            cells.append(f"<td{attributes}>{inside}</td>")
        name = escape(anchor(schema.key_of(row)))
        made.append(f'<tr id="{name}">{"".join(cells)}</tr>')
    return Markup("\n".join(made))  # noqa: S704 - all that is of the data went through `escape`


def _link(up: str, place: Place, inside: str) -> str:
    return f'<a href="{escape(up + place.link)}">{inside}</a>'

"""Cells as they stand in a page: numbers in groups of three, codes as links to what they name.

A row is markup that is the same in both languages: links from page to page are (see `page.py`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from pipeline.identifiers import expand, variables
from pipeline.package.models import Field, Schema
from pipeline.report.visible import visible
from pipeline.site.places import Place, anchor
from pipeline.table import Row

_NUMBER = re.compile(r"([+-]?)([0-9]+)(\.[0-9]+)?")
NUMERIC = ("integer", "number")


def number(text: str) -> str:
    """A canonical number for reading.

    >>> number("6240000000"), number("-1234.50"), number("40.0"), number("n/a")
    ('6,240,000,000', '-1,234.50', '40.0', 'n/a')
    """
    match = _NUMBER.fullmatch(text)
    return f"{match[1]}{int(match[2]):,}{match[3] or ''}" if match else text


def place_of(field: Field, row: Row, places: Mapping[str, Place]) -> Place | None:
    """Where the site has what a cell names, if it names something and the site has it."""
    if not field.value_url or not all(row.get(name) for name in variables(field.value_url)):
        return None
    return places.get(expand(field.value_url, row))


def shown(text: str) -> Markup:
    """A text of the data, escaped, with nothing in it that cannot be seen."""
    return escape(text if text.isprintable() else visible(text, "\n\t"))


def body(schema: Schema, rows: Sequence[Row], places: Mapping[str, Place], up: str, *, anchors: bool = True) -> Markup:
    """The rows of a table as `tr`, each with its key as `id`; the first cell is the header of its row."""
    columns = [(field, field.type in NUMERIC, bool(field.value_url)) for field in schema.fields]
    made = []
    for row in rows:
        cells = []
        for field, numeric, linked in columns:
            text = row[field.name]
            if text is None:
                cells.append("<td></td>")
                continue
            inside: str = shown(number(text) if numeric else text)
            if linked and (place := place_of(field, row, places)):
                inside = _link(up, place, inside)
            cells.append(f'<td class="n">{inside}</td>' if numeric else f"<td>{inside}</td>")
        name = f' id="{escape(anchor(schema.key_of(row)))}"' if anchors else ""
        made.append(f"<tr{name}>{''.join(cells)}</tr>")
    return Markup("\n".join(made))  # noqa: S704 - all that is of the data went through `escape`


def _link(up: str, place: Place, inside: str) -> str:
    return f'<a href="{escape(up + place.link)}">{inside}</a>'

"""Which rows of which tables name a thing: the other direction of every link in the data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.enrich.lookups import Row
from pipeline.identifiers import expand, variables
from pipeline.site.material import Material


class Naming(NamedTuple):
    """Rows of a table that name a thing in the same field."""

    table: str
    field: str
    rows: list[Row]


def referring(material: Material) -> Mapping[str, Sequence[Naming]]:
    """By the address of each thing that has a page, in the order of the tables. A row does not name itself."""
    found: dict[str, dict[tuple[str, str], list[Row]]] = {}
    paged = {address for address, place in material.places.items() if not place.anchor}
    for table, rows in material.tables.items():
        schema = material.schema(table)
        for field in (field for field in schema.fields if field.value_url):
            needed = variables(field.value_url or "")
            for row in rows:
                if all(row.get(name) for name in needed):
                    address = expand(field.value_url or "", row)
                    if address in paged:
                        found.setdefault(address, {}).setdefault((table, field.name), []).append(row)
    return {
        address: [Naming(table, field, rows) for (table, field), rows in by_field.items()]
        for address, by_field in found.items()
    }

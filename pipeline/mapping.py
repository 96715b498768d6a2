"""How a published table is RDF: the CSVW terms of its schema, with every address absolute.

What a row says is by definition what a csv2rdf processor in minimal mode (W3C, Generating RDF from
Tabular Data on the Web) makes of the published CSV and the metadata that `emit/csvw.py` writes from this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.package import Package
from pipeline.package.models import Field

XSD = "http://www.w3.org/2001/XMLSchema#"
DATATYPES = {
    "string": "string",
    "any": "string",
    "integer": "integer",
    "number": "decimal",
    "boolean": "boolean",
    "date": "date",
    "year": "gYear",
    "yearmonth": "gYearMonth",
}
"""The datatype of CSVW (and of XML Schema) for each type of Table Schema."""


@dataclass(frozen=True, slots=True)
class Column:
    """One predicate of each row. `about` and `value` are URL templates; a `value` makes the object an
    IRI, else it is the cell as a literal. A virtual column has no cell and is there in every row."""

    name: str
    about: str
    predicate: str
    value: str | None
    datatype: str
    lang: str | None
    virtual: bool = False


def columns(package: Package, table: str) -> list[Column]:
    """The columns of a published table, in its order, virtual ones last."""
    schema, full = package.published[table], package.address

    def real(field: Field) -> Column:
        return Column(
            name=field.name,
            about=full(field.about_url or schema.about_url),
            predicate=full(field.property_url or f"def/{field.name}"),
            value=full(field.value_url) if field.value_url else None,
            datatype=DATATYPES[field.type],
            lang=field.lang,
        )

    virtual = [
        Column(
            v.name, full(v.about_url or schema.about_url), full(v.property_url), full(v.value_url), "string", None, True
        )
        for v in schema.virtual_columns
    ]
    return [real(field) for field in schema.fields] + virtual


def types_first(columns: Sequence[Column]) -> list[Column]:
    """In the order in which triples are read best: what a row is, then what its cells say."""
    return sorted(columns, key=lambda column: not column.virtual)

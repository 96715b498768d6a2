"""How a published table is RDF: the CSVW terms of its schema, with every address absolute.

What a row says is by definition what a csv2rdf processor in minimal mode (W3C, Generating RDF from
Tabular Data on the Web) makes of the published CSV and the metadata that `emit/csvw.py` writes from this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.identifiers import expand
from pipeline.package import Package
from pipeline.package.models import Field, Labelled, Schema, Words
from pipeline.table import Table

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
    return columns_of(package.published[table], package.address)


def columns_of(schema: Schema, full: Callable[[str], str]) -> list[Column]:
    """The same by its schema, and what makes an address of it absolute."""

    def real(field: Field) -> Column:
        return Column(
            name=field.name,
            about=full(field.about_url or schema.about_url),
            predicate=full(property_of(field)),
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


def dataset(table: str) -> str:
    """The address of a table as a dataset of the catalogue."""
    return f"dataset/{table}"


def said_of_rows(schema: Schema) -> dict[str, str]:
    """What every row of a table says beside its cells: property to address, as the schema writes them."""
    return {column.property_url: column.value_url for column in schema.virtual_columns}


def property_of(field: Field) -> str:
    """The property that a field is, as the schema writes it."""
    return field.property_url or f"def/{field.name}"


def scheme_of(address: str) -> str:
    """The scheme in which a concept is: its address without the last part."""
    return address.rpartition("/")[0]


def label(schema: Schema, row: Mapping[str, str | None]) -> Words | None:
    """What a row is called, if its table has names in both languages."""
    fields = {field.lang: field.name for field in schema.fields if field.property_url == "skos:prefLabel"}
    return Words(ja=row[fields["ja"]] or "", en=row[fields["en"]] or "") if {"ja", "en"} <= fields.keys() else None


def codes(field: Field) -> list[Labelled]:
    """The values that a field lists with labels."""
    return [entry for entry in field.categories or () if isinstance(entry, Labelled) and entry.labels]


def code_of(field: Field, text: str) -> Labelled | None:
    """The entry of a value among them."""
    return next((entry for entry in codes(field) if entry.value == text), None) if field.categories else None


def listed(schemas: Mapping[str, Schema]) -> Iterator[tuple[str, Words]]:
    """The address, as schemas write it, and the name of each code that a field lists and that leads somewhere."""
    for field in (field for schema in schemas.values() for field in schema.fields if field.value_url):
        for entry in codes(field):
            if entry.labels:
                yield expand(field.value_url or "", {field.name: entry.value}), entry.labels


def fiscal_year(package: Package, year: str) -> str:
    """The address of a fiscal year, by the Western year in which it begins."""
    return expand(package.descriptor.pipeline.fiscal_years.address, {"year": year})


def fiscal_years(table: Table, schema: Schema, template: str) -> list[str]:
    """The fiscal years that a table names, in order; `template` is their address, of the variable `year`."""
    fields = fiscal_year_fields(schema, template)
    return sorted({text for field in fields for text in table.frame.column(field.name).to_pylist() if text})


def fiscal_year_fields(schema: Schema, template: str) -> list[Field]:
    """The fields whose values are fiscal years, by their address."""
    return [f for f in schema.fields if f.value_url == template.replace("{year}", f"{{{f.name}}}")]


def dictionary_entry(package: Package, table: str, field: str) -> str | None:
    """The address of a field in the data dictionary, if the package publishes one."""
    listed = package.reporting("dictionary")
    return expand(package.published[listed.name].about_url, {"table": table, "field": field}) if listed else None

"""CSV on the Web metadata of a table (W3C, Metadata Vocabulary for Tabular Data), beside its CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pipeline.emit.jsonld import in_both, written
from pipeline.mapping import Column
from pipeline.package import Package
from pipeline.package.models import Field


def csvw(package: Package, table: str, columns: Sequence[Column]) -> bytes:
    """`NAME.csv-metadata.json`: where a csv2rdf processor looks for it (CSVW model, section 5.3)."""
    resource, schema = package.resource(table), package.published[table]
    fields = {field.name: field for field in schema.fields}
    document = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": f"{table}.csv",
        "dc:title": in_both(resource.titles),
        "dc:description": in_both(resource.descriptions),
        "dc:license": {"@id": package.descriptor.licenses[0].path},
        "tableSchema": {
            **({"primaryKey": schema.primary_key} if schema.primary_key else {}),
            "columns": [_column(column, fields.get(column.name)) for column in columns],
        },
    }
    return written(document)


def _column(column: Column, field: Field | None) -> dict[str, Any]:
    if column.virtual or field is None:
        addresses = {"aboutUrl": column.about, "propertyUrl": column.predicate, "valueUrl": column.value}
        return {"name": column.name, "virtual": True, **addresses}
    words = field.descriptions
    return {
        "name": column.name,
        "titles": column.name,  # what stands in the header; the words for people are below
        "dc:title": in_both(field.titles),
        **({"dc:description": in_both(words)} if words else {}),
        "required": field.constraints.required,
        "datatype": column.datatype,
        **({"lang": column.lang} if column.lang else {}),
        "aboutUrl": column.about,
        "propertyUrl": column.predicate,
        **({"valueUrl": column.value} if column.value else {}),
    }

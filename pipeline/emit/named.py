"""What codes are called: the names of concepts, by their addresses as schemas write them."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.identifiers import expand
from pipeline.mapping import label, listed, said_of_rows
from pipeline.package import Package
from pipeline.package.models import Schema, Words
from pipeline.table import Row, Table

Names = Mapping[str, Words]


def names(tables: Mapping[str, Table], package: Package) -> Names:
    """Those of the rows of tables of concepts, and of the codes that a schema lists."""
    found: dict[str, Words] = {}
    for name, table in tables.items():
        schema = package.published[name]
        for row in table.rows() if "skos:inScheme" in said_of_rows(schema) else ():
            if words := label(schema, row):
                found[expand(schema.about_url, row)] = words
    for address, words in listed(package.published):
        found.setdefault(address, words)
    return found


def called(row: Row, schema: Schema, names: Names) -> tuple[dict[str, str | None], dict[str, str | None]]:
    """The row in Japanese and in English, with the name of each code that has one in the place of the code."""
    ja, en = dict(row), dict(row)
    for field in schema.fields:
        if field.value_url and row[field.name] and (words := names.get(expand(field.value_url, row))):
            ja[field.name], en[field.name] = words.ja, words.en
    return ja, en

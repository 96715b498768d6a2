"""The list of datasets, and the page of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.emit.releases import Dataset
from pipeline.package.models import Words
from pipeline.site.cells import NUMERIC, body
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.words import words
from pipeline.table import Row

LIST = "dataset/"
PREVIEWED = 100
"""Rows of a large table that its page shows."""


def table_pages(material: Material) -> Iterator[Page]:
    """The list, then the page of every dataset of the catalogue."""
    titles = words()["datasets"]
    tables = [dataset for dataset in material.datasets if dataset.table]
    others = [dataset for dataset in material.datasets if not dataset.table]
    rows = {name: summary.rows for name, summary in material.run.summaries.items()}
    yield Page(LIST, "datasets.html.j2", titles, facts={"tables": tables, "others": others, "rows": rows})
    for dataset in material.datasets:
        yield _page(material, dataset, [(LIST, titles)])


def _page(material: Material, dataset: Dataset, above: Sequence[tuple[str, Words]]) -> Page:
    path = f"{dataset.address}/"
    facts: dict[str, Any] = {"dataset": dataset, "schema": None, "rows": 0, "body": "", "numeric": NUMERIC}
    if dataset.table:
        schema = material.package.published[dataset.table]
        up = "../" * path.count("/")
        facts |= {
            "schema": schema,
            "rows": material.run.summaries[dataset.table].rows,
            "body": body(schema, _previewed(material, dataset.table), material.places, up),
        }
    return Page(path, "dataset.html.j2", dataset.titles, dataset.descriptions, above, facts)


def _previewed(material: Material, table: str) -> Sequence[Row]:
    if table in material.tables:
        return material.tables[table]
    known = material.run.tables.get(table)
    return known.frame.slice(0, PREVIEWED).to_pylist() if known else []

"""The list of datasets, and the page of each: of tables, of the graphs beside them, of the edition and the series."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pipeline.emit.citation import citation
from pipeline.emit.releases import Dataset, edition
from pipeline.enrich.lookups import Row
from pipeline.identifiers import reserved
from pipeline.language import Language
from pipeline.package.models import Words
from pipeline.site.cells import body, in_order
from pipeline.site.cite import bibtex
from pipeline.site.dictionary import described
from pipeline.site.figures import figures
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.places import folder_of
from pipeline.site.quality import checks, findings
from pipeline.site.recipes import recipes
from pipeline.site.words import LANGUAGES, words

LIST = "dataset/"
PREVIEWED = 100
"""Rows of a large table that its page shows."""


class Group(NamedTuple):
    """Datasets that are listed together."""

    titles: Words
    datasets: Sequence[Dataset]


def table_pages(material: Material) -> Iterator[Page]:
    """The list, then the page of every dataset of the catalogue, and of the series."""
    titles = words()["datasets"]
    rows = {name: summary.rows for name, summary in material.run.summaries.items()}
    series = material.package.descriptor.pipeline.catalogue.series
    whole = next(dataset for dataset in material.datasets if not dataset.part)
    facts = {"groups": [*themes(material), _graphs(material)], "rows": rows, "whole": whole}
    yield Page(LIST, "datasets.html.j2", titles, series.descriptions, facts=facts)
    above = [(LIST, titles)]
    releases = material.run.history.releases
    years = sorted({release.fiscal_year for release in releases} | {whole.years[0]})
    editions = [(edition(material.package, year), year) for year in years]
    facts = {"editions": editions, "releases": releases, "here": whole.address}
    if folder := folder_of(series.address):
        yield Page(folder, "series.html.j2", series.titles, series.descriptions, above, facts)
    for dataset in material.datasets:
        of_series = [] if dataset.part else [(folder, series.titles)]
        if folder_of(dataset.address):
            yield _page(material, dataset, [*above, *of_series])


def themes(material: Material) -> Iterator[Group]:
    """The tables by theme, those of none last."""
    tables = {dataset.table: dataset for dataset in material.datasets if dataset.table}
    for theme in material.package.descriptor.pipeline.site.themes:
        yield Group(theme.titles, [tables.pop(name) for name in theme.resources if name in tables])
    if tables:
        yield Group(words()["other_tables"], list(tables.values()))


def _graphs(material: Material) -> Group:
    return Group(words()["graphs"], [dataset for dataset in material.datasets if dataset.part and not dataset.table])


def _page(material: Material, dataset: Dataset, above: Sequence[tuple[str, Words]]) -> Page:
    package, path = material.package, f"{dataset.address}/"
    facts: dict[str, Any] = {
        "dataset": dataset,
        "table": dataset.table,
        "schema": None,
        "told": {language: {"charts": []} for language in LANGUAGES},
        "parts": [] if dataset.part else [*themes(material), _graphs(material)],
        "cited": {one: citation(package, dataset.address, dataset.titles, one, dataset.table) for one in LANGUAGES},
        "bibtex": bibtex(package, dataset.address, dataset.titles),
        "releases": material.run.history.releases,
    }
    if dataset.table:
        facts |= _of_table(material, dataset.table, "../" * path.count("/"))
        facts["recipes"] = list(recipes(package, dataset, material.run.summaries[dataset.table].rows))
        facts["reserved"] = reserved(package.descriptor.pipeline.base)
    return Page(path, "dataset.html.j2", dataset.titles, dataset.descriptions, above, facts)


def _of_table(material: Material, table: str, up: str) -> dict[str, Any]:
    schema, resource = material.schema(table), material.package.resource(table)
    rows = _previewed(material, table)
    fields = in_order(schema, rows)
    received = material.run.received.get(table)
    raw = [(path, material.files[path]) for path in (received[0] if received else ()) if path in material.files]
    return {
        "schema": schema,
        "resource": resource,
        "rows": material.run.summaries[table].rows,
        "shown": len(rows),
        "fields": fields,
        "body": body(schema, fields, rows, material, up),
        "raw": raw,
        "told": {language: _told(material, table, language) for language in LANGUAGES},
    }


def _told(material: Material, table: str, language: Language) -> dict[str, Any]:
    """What of it depends on the language."""
    return {
        "charts": list(figures(material, table, material.tables.get(table, ()), language)),
        "fields": list(described(material, table, language)),
        "findings": findings(material, table, language),
        "checks": checks(material, table, language),
    }


def _previewed(material: Material, table: str) -> Sequence[Row]:
    """The rows that are shown: all of a small table, of others the first, unless they only passed through."""
    if table in material.tables:
        return material.tables[table]
    known = material.run.tables.get(table)
    return known.frame.slice(0, PREVIEWED).to_pylist() if known else []

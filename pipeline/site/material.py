"""What the pages are made of: the release that is being built, as its parts need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.emit import SMALL
from pipeline.emit.releases import Dataset, File, datasets
from pipeline.enrich.lookups import Indexed, Row
from pipeline.identifiers import expand, variables
from pipeline.package import Package
from pipeline.package.models import Field, Schema, Words
from pipeline.record import Run
from pipeline.site.places import Place, label, places


@dataclass(frozen=True, slots=True)
class Material:
    """The run and its package, the files written so far, the rows of the tables that are shown whole, the datasets of
    the catalogue, the fiscal years that are named, the place of each identifier, and the names of the units that are
    printed."""

    run: Run
    package: Package
    files: Mapping[str, File]
    tables: Mapping[str, Sequence[Row]]
    indexed: Mapping[str, Indexed]
    datasets: Sequence[Dataset]
    years: Sequence[str]
    places: Mapping[str, Place]
    units: Mapping[str, Words]

    def schema(self, table: str) -> Schema:
        """That of a published table."""
        return self.package.published[table]

    def place(self, field: Field, row: Row) -> Place | None:
        """Where the site has what a cell names, if it names something and the site has it."""
        if not field.value_url or not all(row.get(name) for name in variables(field.value_url)):
            return None
        return self.places.get(expand(field.value_url, row))

    def home_of(self, table: str, row: Row) -> Place | None:
        """Where the site has a row."""
        return self.places.get(expand(self.schema(table).about_url, row))


def fits(row: Row, wanted: Mapping[str, str]) -> bool:
    """Whether a row has these texts in these fields; a missing one is an empty one."""
    return all((row[name] or "") == text for name, text in wanted.items())


def gathered(run: Run, package: Package, files: Mapping[str, File]) -> Material:
    """The material of a run whose tables are written."""
    tables = {name: table.rows() for name, table in run.tables.items() if table.frame.num_rows <= SMALL}
    years = sorted({year for summary in run.summaries.values() for year in summary.years})
    return Material(
        run,
        package,
        files,
        tables,
        {name: Indexed(rows) for name, rows in tables.items()},
        datasets(package, run.summaries, files),
        years,
        places(package, tables, years),
        _units(package, tables),
    )


def _units(package: Package, tables: Mapping[str, Sequence[Row]]) -> dict[str, Words]:
    """The name of each unit by its code; one that has no printed form goes without saying."""
    table = package.descriptor.pipeline.units
    schema = package.published.get(table)
    if schema is None or table not in tables:
        return {}
    named = {schema.key_of(row): label(schema, row) for row in tables[table] if row.get("printed_forms")}
    return {code: words for code, words in named.items() if words}

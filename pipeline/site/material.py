"""What the pages are made of: the release that is being built, as its parts need it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.emit import SMALL
from pipeline.emit.releases import Dataset, File, datasets
from pipeline.enrich.lookups import Indexed
from pipeline.package import Package
from pipeline.record import Run
from pipeline.site.places import Place, places
from pipeline.table import Row


@dataclass(frozen=True, slots=True)
class Material:
    """The run and its package, the files written so far, the rows of the tables that are shown whole, the datasets of
    the catalogue, the fiscal years that are named, and the place of each identifier."""

    run: Run
    package: Package
    files: Mapping[str, File]
    tables: Mapping[str, Sequence[Row]]
    indexed: Mapping[str, Indexed]
    datasets: Sequence[Dataset]
    years: Sequence[str]
    places: Mapping[str, Place]


def gathered(run: Run, package: Package, files: Mapping[str, File]) -> Material:
    """The material of a run whose tables are written."""
    tables = {name: table.rows() for name, table in run.tables.items() if table.frame.num_rows <= SMALL}
    years = sorted({year for summary in run.summaries.values() for year in summary.years})
    indexed = {name: Indexed(rows) for name, rows in tables.items()}
    listed = datasets(package, run.summaries, files)
    return Material(run, package, files, tables, indexed, listed, years, places(package, tables, years))

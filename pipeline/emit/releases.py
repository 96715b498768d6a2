"""The files of a release as a catalogue has them: datasets, and which files are distributions of which."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.interpret.eras import fiscal_period
from pipeline.mapping import dataset, said_of_rows
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.package.words import Format, authorities, vocabulary
from pipeline.record import Summary

_CSV2RDF, _CUBE = "http://www.w3.org/TR/csv2rdf/", "http://www.w3.org/TR/vocab-data-cube/"


class File(NamedTuple):
    """A file that is written: its bytes, and the SHA-256 of them."""

    size: int
    sha256: str


NOTHING = File(0, "")


class Distribution(NamedTuple):
    """A file of the release, in a format of `authorities.toml`."""

    name: str
    form: Format
    path: str
    file: File


class Dataset(NamedTuple):
    """A dataset of the catalogue, with the fiscal years that it covers and the standards that it conforms to.
    The edition itself is no `part` of one; `table` is empty where it is none."""

    address: str
    titles: Words
    descriptions: Words
    distributions: list[Distribution]
    years: list[str]
    part: bool = True
    table: str = ""
    standards: Sequence[str] = ()

    @property
    def interval(self) -> str:
        """From its first day to its last (ISO 8601)."""
        first, last = (fiscal_period(int(year)) for year in (self.years[0], self.years[-1]))
        return f"{first.start.isoformat()}/{last.end.isoformat()}"


def datasets(package: Package, summaries: Mapping[str, Summary], files: Mapping[str, File]) -> list[Dataset]:
    """The edition as a whole first, then every table, then the RDF beside them."""
    descriptor = package.descriptor
    year = [descriptor.pipeline.catalogue.fiscal_year]
    whole = list(_distributions("", files))
    made = [Dataset(edition(package), descriptor.titles, descriptor.descriptions, whole, year, part=False)]
    for resource in descriptor.resources:
        name = resource.name
        years = sorted(summaries[name].years) or year
        found = list(_distributions(name, files))
        standards = [_CSV2RDF, *([_CUBE] if "qb:dataSet" in said_of_rows(package.published[name]) else [])]
        said = (resource.titles, resource.descriptions, found, years)
        made.append(Dataset(dataset(name), *said, table=name, standards=standards))
    for name, graph in vocabulary().graphs.items():
        found = list(_distributions(name, files))
        made.append(Dataset(dataset(name), graph.titles, graph.descriptions, found, year))
    return made


def edition(package: Package, year: str = "") -> str:
    """The address of the edition of a fiscal year, or of this one, a member of the series."""
    settings = package.descriptor.pipeline.catalogue
    return f"{settings.series.address}/{year or settings.fiscal_year}"


def _distributions(name: str, files: Mapping[str, File]) -> Iterator[Distribution]:
    """The files of one dataset; those whose path names none are of the whole."""
    for key, form in authorities().formats.items():
        path = form.path.replace("{name}", name)
        if ("{name}" in form.path) == bool(name) and path in files:
            yield Distribution(key, form, path, files[path])

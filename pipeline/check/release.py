"""A finished release opened as a stranger would, with nothing but its folder, which is not trusted."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import Stop
from pipeline.files import regular_file
from pipeline.package import DESCRIPTOR
from pipeline.package.descriptor import Identity
from pipeline.package.document import document_of
from pipeline.package.models import Derivation
from pipeline.problem import Problem

MAX_BYTES = 1_000_000_000
UNREADABLE = frozenset({"E-FILE", "E-PATH", "E-RELEASE", "E-RELEASE-MISSING", "E-RELEASE-FORM", "E-DESCRIPTOR-JSON"})
"""With one of these problems a release cannot be read further."""
LARGE = 64 << 20
"""Bytes over which a graph is not read at once."""
LONG = 8 << 20
"""Bytes over which the rows of a table are not kept: they take thirty times as much."""
Row = dict[str, str | None]


class Field(Struct):
    """Of a published field, what checking needs; the rest of the schema is for other validators."""

    name: str
    type: str = "string"
    derivation: Derivation | None = None


class Schema(Struct):
    """The fields of a published table."""

    fields: list[Field]


class Resource(Struct):
    """A table of the release or the copy of one, its schema, and what its file must weigh and hash to."""

    name: str
    path: str
    schema: Schema
    bytes: int
    hash: str


class Pipeline(Struct):
    """The address of the release, and what must be true between the tables."""

    base: str
    identities: list[Identity]


class Descriptor(Struct):
    """Of datapackage.json, what checking needs."""

    resources: list[Resource]
    pipeline: Pipeline


@dataclass(frozen=True, slots=True)
class Release:
    """All that is described, the canonical tables (those in `data/`) and their rows by name; an empty cell is None. The
    rows of a large file are read anew each time that they are looked at."""

    folder: Path
    described: list[Resource]
    resources: list[Resource]
    base: str
    identities: list[Identity]
    tables: Mapping[str, Iterable[Row]]


def open_release(folder: Path) -> Release:
    """Read the descriptor and every canonical table.

    Raises Stop: E-RELEASE where the folder is no release; E-RELEASE-FORM where its descriptor or a table
    is not what a release has; what is wrong with a file (E-PATH, E-FILE, E-FILE-SIZE, E-DESCRIPTOR-JSON).
    """
    document = document_of(folder, DESCRIPTOR)
    try:
        descriptor = msgspec.convert(document, Descriptor)
    except msgspec.ValidationError as error:
        raise Stop([_malformed(DESCRIPTOR, error)]) from error
    outside = [r.path for r in descriptor.resources if not r.path.startswith(("data/", "excel/")) or ".." in r.path]
    if outside:
        raise Stop([Problem("E-PATH", file=DESCRIPTOR, cell=path) for path in outside])
    resources = [resource for resource in descriptor.resources if resource.path.startswith("data/")]
    tables: dict[str, Iterable[Row]] = {}
    for resource in resources:
        rows = Rows(folder, resource)
        tables[resource.name] = rows if rows.path.stat().st_size > LONG else list(rows)
    settings = descriptor.pipeline
    return Release(folder, descriptor.resources, resources, settings.base, settings.identities, tables)


class Rows:
    """The rows of a table as they are in its file. Looking at them raises Stop with E-RELEASE-FORM where it is none."""

    def __init__(self, folder: Path, resource: Resource) -> None:
        path = regular_file(folder, resource.path)
        if isinstance(path, Problem):
            raise Stop([path])
        self.path, self.file, self._names = path, resource.path, [field.name for field in resource.schema.fields]

    def __iter__(self) -> Iterator[Row]:
        try:
            with self.path.open(encoding="utf-8", newline="") as file:
                reader = csv.reader(file, strict=True)
                if next(reader, None) != self._names:
                    raise ValueError("the header is not the schema's fields")
                for cells in reader:
                    if len(cells) != len(self._names):
                        raise ValueError("a row is longer or shorter than the header")
                    yield {name: cell or None for name, cell in zip(self._names, cells, strict=True)}
        except (ValueError, csv.Error) as error:
            raise Stop([_malformed(self.file, error)]) from error


def _malformed(file: str, error: Exception) -> Problem:
    return Problem("E-RELEASE-FORM", file=file, facts={"reason": str(error)})

"""A finished release opened as a stranger would, with nothing but its folder, which is not trusted."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from pipeline.errors import Stop
from pipeline.files import read_bytes
from pipeline.package import DESCRIPTOR
from pipeline.package.descriptor import Identity
from pipeline.package.document import read_json
from pipeline.package.models import Derivation
from pipeline.problem import Problem

MAX_BYTES = 1_000_000_000
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
    """A file of the release, its schema, and what it must weigh and hash to."""

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
    """The canonical tables (those in `data/`) and their rows by name; an empty cell is None."""

    folder: Path
    resources: list[Resource]
    base: str
    identities: list[Identity]
    tables: Mapping[str, list[Row]]


def open_release(folder: Path) -> Release:
    """Read the descriptor and every canonical table.

    Raises Stop: E-RELEASE where the folder is no release; E-RELEASE-FORM where its descriptor or a table
    is not what a release has; what is wrong with a file (E-PATH, E-FILE, E-FILE-SIZE, E-DESCRIPTOR-JSON).
    """
    problems: list[Problem] = []
    document = read_json(folder, DESCRIPTOR, problems)
    if document is None:
        missing = not (folder / DESCRIPTOR).exists()
        none = Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": DESCRIPTOR})
        raise Stop([none] if missing else problems)
    try:
        descriptor = msgspec.convert(document, Descriptor)
    except msgspec.ValidationError as error:
        raise Stop([_malformed(DESCRIPTOR, error)]) from error
    outside = [r.path for r in descriptor.resources if not r.path.startswith(("data/", "excel/")) or ".." in r.path]
    if outside:
        raise Stop([Problem("E-PATH", file=DESCRIPTOR, cell=path) for path in outside])
    resources = [resource for resource in descriptor.resources if resource.path.startswith("data/")]
    tables = {resource.name: _rows(folder, resource) for resource in resources}
    return Release(folder, resources, descriptor.pipeline.base, descriptor.pipeline.identities, tables)


def _rows(folder: Path, resource: Resource) -> list[Row]:
    content = read_bytes(folder, resource.path, MAX_BYTES)
    if isinstance(content, Problem):
        raise Stop([content])
    names = [field.name for field in resource.schema.fields]
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if reader.fieldnames != names:
            raise ValueError("the header is not the schema's fields")
        rows = list(reader)
        if any(None in row or None in row.values() for row in rows):
            raise ValueError("a row is longer or shorter than the header")
    except (ValueError, csv.Error) as error:
        raise Stop([_malformed(resource.path, error)]) from error
    return [{name: row[name] or None for name in names} for row in rows]


def _malformed(file: str, error: Exception) -> Problem:
    return Problem("E-RELEASE-FORM", file=file, facts={"reason": str(error)})

"""One side of a comparison: a release as its folder says, or one that is being made (`staged.py`)."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct

from pipeline.check.release import Field, Resource, Rows
from pipeline.check.release import Schema as Shape
from pipeline.errors import Stop
from pipeline.identifiers import absolute
from pipeline.package import DESCRIPTOR
from pipeline.package.document import document_of
from pipeline.package.models import Schema, Words
from pipeline.package.release import schema_of
from pipeline.package.words import vocabulary
from pipeline.problem import Problem
from pipeline.release.references import lacking

Row = dict[str, str | None]
Kept = TypeVar("Kept", bound=NamedTuple)
_REASON = ("reason_ja", "reason_en")


class _Addresses(Struct):
    base: str
    prefixes: dict[str, str] = {}


class _Described(Struct):
    """Of datapackage.json, what a comparison needs."""

    version: str
    pipeline: _Addresses
    resources: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Side:
    """Where its tables are, each by its name as its descriptor has it (`documents`) and its schema as the program reads
    it, the corrections that were declared for it, and its own prefixes of addresses."""

    folder: Path
    version: str
    base: str
    prefixes: Mapping[str, str]
    documents: Mapping[str, dict[str, Any]]
    schemas: Mapping[str, Schema]
    corrections: Sequence[Mapping[str, str]]

    def is_report(self, table: str) -> bool:
        """Whether it only reports on the run."""
        return "report" in self.documents[table]

    def titles(self, table: str) -> Words:
        """The title of a table; its name, where the descriptor has none in both languages."""
        said = self.documents[table].get("titles")
        return msgspec.convert(said, Words) if said else Words(ja=table, en=table)

    def address(self, address: str) -> str:
        """An address of a schema, made absolute by the base and the prefixes of the release."""
        return absolute(address, self.base, vocabulary().prefixes | dict(self.prefixes))

    def path(self, table: str) -> Path:
        """Where the rows of a table are, as CSV."""
        return self.folder / "data" / f"{table}.csv"

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, one after the other; a missing value is None. Raises Stop with E-RELEASE-FORM where it
        is not as its schema says."""
        shape = Shape([Field(name) for name in self.schemas[table].names])
        yield from Rows(self.folder, Resource(table, f"data/{table}.csv", shape, 0, ""))

    def reported(self, report: str, kind: type[Kept]) -> Iterator[Kept]:
        """The rows of the table that reports on all releases so far."""
        for name, document in self.documents.items():
            if document.get("report") == report:
                for row in self.rows(name):
                    yield kind._make(row.get(field) or "" for field in kind._fields)


def opened(folder: Path) -> Side:
    """The release in a folder. Raises Stop with E-RELEASE, E-RELEASE-FORM, E-FILE or E-PATH where it is none."""
    document = document_of(folder, DESCRIPTOR)
    try:
        side = side_of(folder, document, _corrections(folder))
        if names := lacking(side.schemas):
            raise ValueError(f"no field {names[0]}")
        for name in side.documents:
            side.titles(name)
            next(side.rows(name), None)  # which looks at the header
    except (ValueError, KeyError, TypeError, AttributeError, csv.Error) as error:
        reason = f"no key {error}" if isinstance(error, KeyError) else str(error)
        raise Stop([Problem("E-RELEASE-FORM", file=DESCRIPTOR, facts={"reason": reason})]) from error
    return side


def side_of(folder: Path, document: object, corrections: Sequence[Mapping[str, str]]) -> Side:
    """The release in a folder with this descriptor. Raises ValueError, KeyError, TypeError or AttributeError where it
    is none of a release."""
    described = msgspec.convert(document, _Described)
    tables = {of["name"]: of for of in described.resources if of["path"] == f"data/{of['name']}.csv"}
    schemas = {name: schema_of(of["schema"]) for name, of in tables.items()}
    where = described.pipeline
    return Side(folder, described.version, where.base, where.prefixes, tables, schemas, corrections)


def _corrections(folder: Path) -> list[dict[str, str]]:
    path = folder / "corrections.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    if empty := [name for row in listed for name in _REASON if not row.get(name)]:
        raise ValueError(f"empty: {empty[0]}")
    return listed

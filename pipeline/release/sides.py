"""One side of a comparison: a release as its folder says, or one that is being made."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from pipeline.emit.descriptor import descriptor
from pipeline.emit.releases import NOTHING
from pipeline.emit.swap import Stage
from pipeline.errors import Stop
from pipeline.files import regular_file
from pipeline.package import DESCRIPTOR, Package
from pipeline.package.document import read_json
from pipeline.package.models import Schema
from pipeline.problem import Problem
from pipeline.record import Run

Row = dict[str, str | None]
Kept = TypeVar("Kept", bound=NamedTuple)


@dataclass(frozen=True, slots=True)
class Side:
    """Where its tables are, the schema of each by its name, as its descriptor has it (`documents`) and as the program
    reads it, the names of those that only report on the run, and the corrections that were declared for it."""

    folder: Path
    version: str
    base: str
    documents: Mapping[str, dict[str, Any]]
    reports: frozenset[str] = frozenset()
    corrections: Sequence[Mapping[str, str]] = ()
    schemas: dict[str, Schema] = field(default_factory=dict)

    def schema(self, table: str) -> Schema:
        """The schema of a table, its words left out."""
        if table not in self.schemas:
            document = self.documents[table]["schema"]
            fields = [{k: v for k, v in of.items() if k not in ("title", "description")} for of in document["fields"]]
            self.schemas[table] = msgspec.convert(document | {"fields": fields}, Schema)
        return self.schemas[table]

    def path(self, table: str) -> Path:
        return self.folder / "data" / f"{table}.csv"

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of a table, one after the other; a missing value is None."""
        with self.path(table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, strict=True):
                yield {name: text or None for name, text in row.items()}

    def reported(self, report: str, kind: type[Kept]) -> Iterator[Kept]:
        """The rows of the table that reports on all releases so far."""
        for name, document in self.documents.items():
            if document.get("report") == report:
                for row in self.rows(name):
                    yield kind._make(row.get(field) or "" for field in kind._fields)


def opened(folder: Path) -> Side:
    """The release in a folder. Raises Stop with E-RELEASE, E-RELEASE-FORM, E-FILE or E-PATH where it is none."""
    problems: list[Problem] = []
    document: Any = read_json(folder, DESCRIPTOR, problems)
    if document is None:
        missing = not (folder / DESCRIPTOR).exists()
        none = Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": DESCRIPTOR})
        raise Stop([none] if missing else problems)
    try:
        tables = {r["name"]: r for r in document["resources"] if r["path"] == f"data/{r['name']}.csv"}
        side = Side(
            folder,
            document["version"],
            document["pipeline"]["base"],
            tables,
            frozenset(name for name, resource in tables.items() if "report" in resource),
            _corrections(folder),
        )
        for name in tables:
            side.schema(name)
            if isinstance(problem := regular_file(folder, f"data/{name}.csv"), Problem):
                raise Stop([problem])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Stop([Problem("E-RELEASE-FORM", file=DESCRIPTOR, facts={"reason": str(error)})]) from error
    return side


def being_made(run: Run, package: Package, stage: Stage) -> Side:
    """The release on the stage, so far as its tables are there."""
    files = defaultdict(lambda: NOTHING, stage.files)
    resources = json.loads(descriptor(package, files))["resources"]
    tables = {r["name"]: r for r in resources if r["path"] == f"data/{r['name']}.csv"}
    columns = run.corrected.labels if run.corrected else ()
    corrections = [
        dict(zip(columns, (cell or "" for cell in row.values()), strict=True))
        for row in (run.corrected.rows() if run.corrected else ())
    ]
    base, reports = package.descriptor.pipeline.base, frozenset(n for n, of in tables.items() if "report" in of)
    side = Side(stage.folder, package.descriptor.version, base, tables, reports, corrections)
    for name in tables:
        side.schema(name)
    return side


def _corrections(folder: Path) -> list[dict[str, str]]:
    path = folder / "corrections.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))

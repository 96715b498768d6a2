"""A finished release's tables and schemas as a build has them, to validate what frictionless passes over."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from pipeline.engine import Engine, in_order
from pipeline.package.constraints import constraint_problems
from pipeline.package.descriptor import Raw
from pipeline.package.models import Schema
from pipeline.package.release import schema_of
from pipeline.problem import Problem
from pipeline.read import open_source
from pipeline.read.pieces import Piece
from pipeline.read.received import Received, rows, some_rows
from pipeline.table import Table
from pipeline.tally import bounded
from pipeline.validate import Checked, validate_part
from pipeline.validate.keys import Key, Ledger, key_problems, keys_of
from pipeline.validate.structure import header_problems

_OURS = ("E-CATEGORY", "E-UNIQUE-KEY", "E-LEXICAL", "E-PATTERN-CELL")
"""What frictionless has no verdict on, or is not given (patterns; see `check/schemas.py`)."""


def published_problems(folder: Path, *, outside: bool, engine: Engine = in_order) -> list[Problem]:
    """The problems of the canonical tables, by the schemas in the release (those that `outside` has no word for, where
    another validator has been asked); E-DESCRIPTOR, E-PATTERN and E-RELEASE-FORM where a schema is none. The release
    must have passed `check.release.open_release`."""
    schemas: dict[str, Schema] = {}
    sources: dict[str, Received] = {}
    for resource in json.loads((folder / "datapackage.json").read_text("utf-8"))["resources"]:
        if resource["path"].startswith("data/"):
            try:
                schema = schema_of(resource["schema"])
            except msgspec.ValidationError as error:
                return [Problem("E-RELEASE-FORM", file="datapackage.json", facts={"reason": str(error)})]
            wrong = [p for field in schema.fields for p in constraint_problems(field, "datapackage.json")]
            if wrong:
                return wrong
            name = resource["name"]
            source, problems = open_source(folder, name, Raw(path=resource["path"], schema="", encoding="utf-8"))
            if source is None:
                return problems
            schemas[name], sources[name] = schema, source
    found = found_in(sources, schemas, engine)
    return [p for p in bounded(found) if not outside or p.facts.get("code", p.code) in _OURS]


def found_in(
    sources: Mapping[str, Received], schemas: Mapping[str, Schema], engine: Engine = in_order
) -> Iterator[Problem]:
    """The problems of tables that are read piece by piece, by their schemas."""
    ledgers = {name: Ledger() for name in sources}
    pieces: dict[str, list[Piece]] = {name: [] for name in sources}
    for name, source in sources.items():
        yield from header_problems(source.head, schemas[name])
        checked = functools.partial(_checked, source, schemas[name], keys_of(name, schemas))
        for part in engine(checked, source.noted(pieces[name])):
            yield from part.problems
            ledgers[name].add(part.numbers)

    def again(name: str, number: int, wanted: Sequence[int]) -> Table:
        return some_rows(sources[name], pieces[name][number], wanted)

    yield from key_problems(ledgers, schemas, again)


def _checked(source: Received, schema: Schema, keys: Sequence[Key], piece: Piece) -> Checked:
    table, problems = rows(source, piece)
    part = validate_part(table, schema, keys)
    return Checked([*problems, *part.problems], part.numbers)

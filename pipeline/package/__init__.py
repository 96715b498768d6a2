"""The only reader of datapackage.json and schemas/."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from pipeline.errors import Stop
from pipeline.files import is_folder
from pipeline.identifiers import absolute
from pipeline.package.descriptor import Descriptor, Raw, Resource
from pipeline.package.document import convert, read_json
from pipeline.package.models import Schema
from pipeline.package.references import reference_problems
from pipeline.package.renamed import with_former_names
from pipeline.package.reports import Report
from pipeline.package.words import vocabulary
from pipeline.problem import Problem

DESCRIPTOR = "datapackage.json"
Part = TypeVar("Part")


class Package(Struct, frozen=True):
    """The descriptor with every schema it names, by resource name. `documents` are the same files as
    plain JSON, for emitters that pass on what they do not know; `prefixes` are those of the standard vocabularies, and
    the package's own; `storage` is where raw tables are that are folders."""

    root: Path
    descriptor: Descriptor
    published: Mapping[str, Schema]
    raw: Mapping[str, Schema]
    documents: Mapping[str, dict[str, object]]
    prefixes: Mapping[str, str]
    storage: Path

    def resource(self, name: str) -> Resource:
        """That of a name, which the descriptor has."""
        return next(resource for resource in self.descriptor.resources if resource.name == name)

    def reporting(self, report: Report) -> Resource | None:
        """The table in which a run reports that of itself, if there is one."""
        return next((resource for resource in self.descriptor.resources if resource.origin.report == report), None)

    def address(self, address: str) -> str:
        """An address of a schema, made absolute by the package's base and prefixes."""
        return absolute(address, self.descriptor.pipeline.base, self.prefixes)

    def root_of(self, source: Raw) -> Path:
        """Where the path of a raw table begins."""
        return self.storage if is_folder(source.path) else self.root

    def raw_sources(self) -> dict[str, Raw]:
        """The raw table of each published resource that has one."""
        return {r.name: r.origin.raw for r in self.descriptor.resources if r.origin.raw}


Change = Callable[[dict[str, Any]], dict[str, Any]]


def load(root: Path, storage: Path | None = None, change: Change = lambda document: document) -> Package:
    """Read the project in folder `root`, whose raw tables that are folders may be in a `storage` elsewhere, with a
    `change` of what its datapackage.json says.

    Raises Stop with every problem found: codes E-DESCRIPTOR-… (exit 3) and E-PATH (exit 5).
    """
    problems: list[Problem] = []
    documents: dict[str, dict[str, object]] = {}

    def part(path: str, model: type[Part], change: Change) -> Part | None:
        document = read_json(root, path, problems)
        if document is None:
            return None
        documents[path] = change(document)
        return convert(documents[path], model, path, problems)

    descriptor = part(DESCRIPTOR, Descriptor, change)
    if descriptor is None:
        raise Stop(problems)
    both = functools.partial(with_former_names, released=descriptor.version)
    published = {r.name: part(r.schema, Schema, both) for r in descriptor.resources}
    raw = {r.name: part(r.origin.raw.schema, Schema, dict) for r in descriptor.resources if r.origin.raw}
    if problems:
        raise Stop(problems)
    known, received = ({n: schema for n, schema in schemas.items() if schema} for schemas in (published, raw))
    return package_of(root, descriptor, known, received, documents, storage or root)


def package_of(
    root: Path,
    descriptor: Descriptor,
    published: Mapping[str, Schema],
    raw: Mapping[str, Schema],
    documents: Mapping[str, dict[str, object]],
    storage: Path,
) -> Package:
    """The package of these descriptors. Raises Stop with what `reference_problems` finds."""
    if problems := reference_problems(descriptor, published, raw):
        raise Stop(problems)
    prefixes = vocabulary().prefixes | descriptor.pipeline.prefixes
    return Package(root, descriptor, published, raw, documents, prefixes, storage)

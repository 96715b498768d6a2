"""`raw/datapackage.json`: the raw tables of a release as received (Data Package 2.0), and of each published table where
its rows and fields come from. With it and the raw tables a stranger reads again what was read."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import msgspec

from pipeline.emit.jsonld import written
from pipeline.files import belongs
from pipeline.package import Package
from pipeline.package.descriptor import Raw, Resource
from pipeline.package.release import RECEIVED

_FOLDER = RECEIVED.rpartition("/")[0] + "/"


def received_descriptor(package: Package, paths: Collection[str]) -> bytes:
    """The descriptor of the raw tables in these files of the release, as JSON."""
    described = package.descriptor
    resources = described.resources
    document = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"{described.name}-raw",
        "title": f"{described.titles.ja}（原表） / {described.titles.en} (raw tables)",
        "resources": [_raw(package, r, r.origin.raw, paths) for r in resources if r.origin.raw],
        "tables": {resource.name: _made(package, resource) for resource in resources},
    }
    return written(document)


def _raw(package: Package, resource: Resource, raw: Raw, paths: Collection[str]) -> dict[str, Any]:
    """A raw table by its files, which lie beside this descriptor."""
    files = [path.removeprefix(_FOLDER) for path in sorted(paths) if belongs(path, raw.path)]
    made: dict[str, Any] = {"name": resource.name, "path": files[0] if len(files) == 1 else files}
    made |= {"encoding": raw.encoding} if raw.encoding else {}
    made |= {"dialect": msgspec.to_builtins(raw.dialect)} if msgspec.to_builtins(raw.dialect) else {}
    return made | {"schema": package.documents[raw.schema]}


def _made(package: Package, resource: Resource) -> dict[str, Any]:
    """Where the rows of a published table come from, and its fields that have another name than their raw ones."""
    origin: dict[str, Any] = msgspec.to_builtins(resource.origin)
    if resource.origin.raw:
        origin["raw"].pop("department", None)  # who sends a table is no part of it
        origin["raw"]["schema"] = resource.name
    named = {field.name: field.from_ for field in package.published[resource.name].fields if field.from_}
    return {"origin": origin} | ({"from": named} if named else {})

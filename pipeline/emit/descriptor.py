"""The release's datapackage.json (Data Package 2.0): every file with its schema, bytes and hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from pipeline.emit.jsonld import written
from pipeline.emit.releases import File
from pipeline.package import DESCRIPTOR, Package
from pipeline.package.descriptor import Resource
from pipeline.package.models import Words

_OURS = ("from", "notation", "origin", "formats")  # how the project makes a table is not part of the release


def descriptor(package: Package, files: Mapping[str, File]) -> bytes:
    """The descriptor of a release with these data files (by path in the release), as JSON.

    Each table is a resource twice: canonical, and as the copy for Excel. Titles and descriptions
    stand in both languages in the standard properties, and by language in `titles`, `descriptions`.
    """
    document = _both_languages(package.documents[DESCRIPTOR])
    resources = package.descriptor.resources
    document["resources"] = [_resource(package, r, files, f"data/{r.name}.csv", r.name) for r in resources] + [
        _excel_resource(package, r, files) for r in resources if "excel" in r.formats
    ]
    return written(document)


def _resource(package: Package, resource: Resource, files: Mapping[str, File], path: str, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = dict(package.documents[resource.schema])
    schema["fields"] = [_both_languages(field) for field in schema["fields"]]
    words = {"titles": resource.titles, "descriptions": resource.descriptions}
    return {
        "name": name,
        "path": path,
        "type": "table",
        **_both_languages(msgspec.to_builtins(words)),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **({"report": resource.origin.report} if resource.origin.report else {}),
        **({"sources": msgspec.to_builtins(resource.sources)} if resource.sources else {}),
        "bytes": files[path].size,
        "hash": f"sha256:{files[path].sha256}",
        "schema": schema,
    }


def _excel_resource(package: Package, resource: Resource, files: Mapping[str, File]) -> dict[str, Any]:
    made = _resource(package, resource, files, f"excel/{resource.name}.csv", f"{resource.name}-excel")
    made["titles"] = {"ja": f"{resource.titles.ja}（Excel用）", "en": f"{resource.titles.en} (for Excel)"}
    made["dialect"] = {"lineTerminator": "\r\n"}
    # its keys are those of the canonical table; a neutralised text need not keep its constraints
    for key in ("primaryKey", "uniqueKeys", "foreignKeys"):
        made["schema"].pop(key, None)
    for field in made["schema"]["fields"]:
        if field.get("type", "string") == "string":
            field.pop("constraints", None)
            field.pop("categories", None)
    return _both_languages(made)


def _both_languages(part: dict[str, Any]) -> dict[str, Any]:
    """With `title` and `description` from `titles` and `descriptions`, without our own keys; a dict of its own."""
    made: dict[str, Any] = {}
    for key, value in part.items():
        if key in _OURS or key in ("title", "description"):
            continue
        if key in ("titles", "descriptions"):
            made[key[:-1]] = Words(**value).both
        made[key] = value
    return made

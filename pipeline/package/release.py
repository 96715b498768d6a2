"""A finished release as the package that it was made of, from its own two descriptors: datapackage.json, and that of
its raw tables. The release is not trusted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec

from pipeline.errors import Stop
from pipeline.package import DESCRIPTOR, Package, package_of
from pipeline.package.descriptor import Descriptor
from pipeline.package.document import document_of
from pipeline.package.models import Schema
from pipeline.problem import Problem

RECEIVED = "raw/datapackage.json"
_STANDARD = ("title", "description")  # said in both languages by `titles` and `descriptions`
_OF_FILES = ("bytes", "hash", "report")  # the last is said by `origin` too


def load_release(folder: Path) -> Package:
    """The package of the release in `folder`; its root is the release, where the raw tables are as received.

    Raises Stop: E-RELEASE where it has no descriptors, E-RELEASE-FORM where they are none of a release; E-PATH, E-FILE,
    E-FILE-SIZE, E-DESCRIPTOR-JSON; what `reference_problems` finds.
    """
    whole: Any = document_of(folder, DESCRIPTOR)
    received: Any = document_of(folder, RECEIVED)
    place = DESCRIPTOR
    try:
        listed = [resource for resource in whole["resources"] if resource["path"].startswith("data/")]
        sources = {resource["name"]: received["tables"][resource["name"]].get("from", {}) for resource in listed}
        published = {of["name"]: schema_of(of["schema"], sources[of["name"]]) for of in listed}
        resources = [
            _without(resource, (*_STANDARD, *_OF_FILES))
            | {
                "path": f"output/{resource['path']}",
                "schema": resource["name"],
                "origin": received["tables"][resource["name"]]["origin"],
            }
            for resource in listed
        ]
        descriptor = msgspec.convert(_without(whole, _STANDARD) | {"resources": resources}, Descriptor)
        place = RECEIVED
        raw = {resource["name"]: msgspec.convert(resource["schema"], Schema) for resource in received["resources"]}
        lacking = [r.name for r in descriptor.resources if r.origin.raw and r.name not in raw]
        if lacking:
            raise KeyError(lacking[0])
    except (msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
        reasons = {KeyError: f"no key {error}", msgspec.ValidationError: str(error)}
        reason = reasons.get(type(error), "not the descriptor of a release")
        raise Stop([Problem("E-RELEASE-FORM", file=place, facts={"reason": reason})]) from error
    return package_of(folder, descriptor, published, raw, {DESCRIPTOR: whole, RECEIVED: received}, folder)


def schema_of(document: dict[str, Any], sources: Mapping[str, str] = MappingProxyType({})) -> Schema:
    """The schema of a published table as the descriptor of a release has it, with the `sources` of fields that have
    another name in their raw table. Raises msgspec.ValidationError, KeyError, TypeError or AttributeError where it is
    none."""
    fields = [
        _without(field, _STANDARD) | ({"from": source} if (source := sources.get(field.get("name"))) else {})
        for field in document["fields"]
    ]
    return msgspec.convert(document | {"fields": fields}, Schema)


def _without(part: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in keys}

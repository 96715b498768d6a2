"""The release against its own descriptor, by a validator that is not ours: frictionless."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipeline.check.hashes import Digests
from pipeline.check.release import Release
from pipeline.problem import Problem

_NO_LIMIT = 10**9
_OF_BYTES = ("hash-count", "byte-count")


def byte_problems(release: Release, digests: Digests) -> Iterator[Problem]:
    """E-RELEASE-BYTES for each resource whose bytes or hash are not those of its descriptor."""
    for resource in release.described:
        digest = digests(resource.path)
        if isinstance(digest, Problem):
            yield digest
            continue
        hashed = f"sha256:{digest.sha256}"
        for kind, said, found in (("bytes", resource.bytes, digest.size), ("hash", resource.hash, hashed)):
            if said != found:
                facts = {"kind": kind, "reason": f"{said} in the descriptor, {found} in the file"}
                yield Problem("E-RELEASE-BYTES", file=resource.path, facts=facts)


def schema_problems(folder: Path) -> Iterator[Problem]:
    """E-RELEASE-SCHEMA for each error that frictionless finds, but of bytes and hashes (`byte_problems`). W-OUTSIDE
    where it is not installed.

    It is given no patterns: it runs them on `re`, where a hostile one takes for ever.
    """
    try:
        from frictionless import Checklist, Package, system  # half a second to import
    except ModuleNotFoundError:
        yield Problem("W-OUTSIDE")
        return

    descriptor: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        for field in resource["schema"]["fields"]:
            field.get("constraints", {}).pop("pattern", None)
    try:
        with system.use_context(standards="v2"):
            package = Package.from_descriptor(descriptor, basepath=str(folder))
            report = package.validate(Checklist(), limit_errors=_NO_LIMIT)
    except Exception as error:  # a descriptor that it cannot even open; it has its own exception tree
        yield Problem("E-RELEASE-SCHEMA", file="datapackage.json", facts={"kind": "package", "reason": str(error)})
        return
    found_in = [("datapackage.json", error) for error in report.errors]
    found_in += [(task.place, error) for task in report.tasks for error in task.errors]
    for place, wrong in found_in:
        if wrong.type in _OF_BYTES:
            continue
        found = wrong.to_descriptor()
        yield Problem(
            "E-RELEASE-SCHEMA",
            file=place,
            row=found.get("rowNumber"),
            field=found.get("fieldName", ""),
            cell=found.get("cell"),
            facts={"kind": wrong.type, "reason": wrong.message},
        )

"""The release against its own descriptor, by a validator that is not ours: frictionless."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.problem import Problem

_NO_LIMIT = 10**9
_KINDS = {"hash-count": "E-RELEASE-BYTES", "byte-count": "E-RELEASE-BYTES"}


def schema_problems(folder: Path) -> Iterator[Problem]:
    """E-RELEASE-SCHEMA for each error that frictionless finds, E-RELEASE-BYTES where bytes or hash differ."""
    from frictionless import Checklist, Package  # half a second to import

    try:
        report = Package(str(folder / "datapackage.json")).validate(Checklist(), limit_errors=_NO_LIMIT)
    except Exception as error:  # a descriptor that it cannot even open; it has its own exception tree
        yield Problem("E-RELEASE-SCHEMA", file="datapackage.json", facts={"kind": "package", "reason": str(error)})
        return
    found_in = [("datapackage.json", error) for error in report.errors]
    found_in += [(task.place, error) for task in report.tasks for error in task.errors]
    for place, wrong in found_in:
        found = wrong.to_descriptor()
        yield Problem(
            _KINDS.get(wrong.type, "E-RELEASE-SCHEMA"),
            file=place,
            row=found.get("rowNumber"),
            field=found.get("fieldName", ""),
            cell=found.get("cell"),
            facts={"kind": wrong.type, "reason": wrong.message},
        )

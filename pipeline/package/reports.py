"""What a run reports of itself, as tables that are published beside the data."""

from __future__ import annotations

from typing import Literal

Report = Literal["audit", "reconciliation", "dictionary", "releases", "identifiers", "revisions"]
REPORTS: dict[Report, tuple[str, ...]] = {
    "audit": (
        *("file", "sheet", "row", "field", "printed"),
        *("table", "key", "published_field", "value", "rule"),
    ),
    "reconciliation": (
        *("identity", "scope", "title_ja", "title_en", "unit", "parts", "whole", "difference", "bound", "verdict"),
    ),
    "dictionary": (
        *("table", "field", "position", "type", "required", "title_ja", "title_en"),
        *("description_ja", "description_en", "unit", "values", "code_table", "derivation"),
    ),
    "releases": (
        *("version", "sequence", "issued", "fiscal_year", "level", "previous_version", "previous_manifest"),
        *("title_ja", "title_en", "notes_ja", "notes_en"),
    ),
    "identifiers": (
        *("identifier", "dataset", "key", "introduced", "withdrawn", "deprecated"),
        *("successor", "reason_ja", "reason_en"),
    ),
    "revisions": (*("dataset", "key", "field", "version", "until", "observation", "value", "reason_ja", "reason_en"),),
}
"""Each with the fields that its schema can have."""
HISTORY: tuple[Report, ...] = ("releases", "identifiers", "revisions")
"""Reports that are made of the release before and of all other tables of this one."""
PASSING: tuple[Report, ...] = ("audit", "reconciliation")
"""Reports of what a run did: their entries are those of one release, and of no other."""

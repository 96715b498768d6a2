"""Columns of raw tables that nothing publishes: left out on purpose or by mistake, but not in silence."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.package import Package
from pipeline.problem import Problem

EXPLAINED = ("page", "printed_label", "attribution", "attribution_note_ja", "attribution_note_en")
"""Where in the source a raw row was printed: what `explain/trail.py` tells of it, from the raw table in the release."""


def unpublished(package: Package) -> Iterator[Problem]:
    """I-COLUMNS-UNPUBLISHED for each raw table of which a field goes into no published one, and into no statement on
    where a row comes from (`propertyUrl`)."""
    for name, source in package.raw_sources().items():
        taken = {field.source[0] for field in package.published[name].fields if not field.derivation}
        told = taken.union(EXPLAINED)
        left = [f.in_header for f in package.raw[name].fields if f.name not in told and not f.property_url]
        if left:
            yield Problem("I-COLUMNS-UNPUBLISHED", file=source.path, cell=", ".join(left))

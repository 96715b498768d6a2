"""The page of an identifier that was published once: why it was withdrawn, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.package.models import Words
from pipeline.site.material import Material
from pipeline.site.page import Page
from pipeline.site.places import TERMS, folder_of
from pipeline.site.rules import gone


def gone_pages(material: Material) -> Iterator[Page]:
    """A page for each identifier in the ledger that is withdrawn, and used by nothing."""
    ledger = next((r.name for r in material.package.descriptor.resources if r.origin.report == "identifiers"), "")
    for entry in gone(material.run.history.identifiers):
        folder = "" if entry.identifier.startswith(TERMS) else folder_of(entry.identifier)
        if folder and entry.identifier not in material.places:
            titles = Words(ja=entry.key, en=entry.key)
            facts = {
                "entry": entry,
                "reason": Words(ja=entry.reason_ja, en=entry.reason_en),
                "successor": material.places.get(entry.successor),
            }
            yield Page(folder, "gone.html.j2", titles, facts=facts, graph=ledger)

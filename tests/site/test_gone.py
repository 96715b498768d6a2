"""Identifiers that were withdrawn."""

from __future__ import annotations

import dataclasses

from pipeline.release.records import Entry, History
from pipeline.site.gone import gone_pages
from pipeline.site.material import Material
from pipeline.site.page import written

GONE = Entry("id/kpi/kpi99", "kpis", "kpi99", "0.1.0", "0.2.0", "", "id/kpi/kpi08", "統合した", "Merged")
REUSED = GONE._replace(identifier="id/kpi/kpi08")


def test_a_withdrawn_identifier_says_why_and_what_stands_in_its_place(material: Material) -> None:
    run = dataclasses.replace(material.run, history=History(identifiers=[GONE, REUSED]))
    [page] = gone_pages(dataclasses.replace(material, run=run))
    files = {path: content.decode() for path, content in written(page, material.package)}
    assert list(files) == ["site/id/kpi/kpi99/index.html", "site/en/id/kpi/kpi99/index.html"]
    japanese, english = files.values()
    assert "版0.2.0で取り下げた：統合した" in japanese
    assert "Withdrawn in version 0.2.0: Merged" in english
    assert '<a href="../../../id/kpi/kpi08/">Users of the RTK' in english

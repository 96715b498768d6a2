"""How datasets are cited."""

from __future__ import annotations

from pipeline.package import load
from pipeline.package.models import Words
from pipeline.site.cite import bibtex
from tests.conftest import ROOT

PACKAGE = load(ROOT)
TITLES = Words(ja="KPI", en="KPIs {100%}")


def test_bibtex_reads_no_text_as_its_own() -> None:
    made = bibtex(PACKAGE, "dataset/kpis", TITLES)
    assert made.startswith("@misc{dataset-kpis-0.1.0,\n")
    assert r"title = {{KPI / KPIs 100\%}}" in made
    assert made.count("{") == made.count("}")

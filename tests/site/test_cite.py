"""How datasets are cited."""

from __future__ import annotations

from pipeline.package import load
from pipeline.package.models import Words
from pipeline.site.cite import bibtex, citation
from tests.conftest import ROOT

PACKAGE = load(ROOT)
TITLES = Words(ja="KPI", en="KPIs {100%}")


def test_a_citation_names_publisher_title_version_day_address_and_licence() -> None:
    said = citation(PACKAGE, "dataset/kpis", TITLES, "ja")
    assert said == "宮城県「KPI」版0.1.0、2026-11-24、https://opendata.example.jp/miyagi/dataset/kpis（CC-BY-4.0）"
    english = citation(PACKAGE, "dataset/kpis", TITLES, "en")
    assert english.startswith("Miyagi Prefecture (2026). KPIs {100%}. Version 0.1.0, 2026-11-24. https://")


def test_bibtex_reads_no_text_as_its_own() -> None:
    made = bibtex(PACKAGE, "dataset/kpis", TITLES)
    assert made.startswith("@misc{dataset-kpis-0.1.0,\n")
    assert r"title = {{KPI / KPIs 100\%}}" in made
    assert made.count("{") == made.count("}")

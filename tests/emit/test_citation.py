"""How a release and its datasets are cited."""

from __future__ import annotations

from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from pipeline.emit.citation import FILE, citation, citation_file
from pipeline.package import load
from pipeline.package.models import Words
from tests.conftest import ROOT

PACKAGE = load(ROOT)
TITLES = Words(ja="KPI", en="KPIs {100%}")


def test_a_citation_names_publisher_title_version_day_address_licence_and_source() -> None:
    said = citation(PACKAGE, "dataset/kpis", TITLES, "ja", "kpis")
    assert said == (
        "宮城県「KPI」版0.1.0、2026-11-24、https://opendata.example.jp/miyagi/dataset/kpis（CC-BY-4.0）。"
        "原資料: 「みやぎ情報化推進ポリシー」R5年度実績（宮城県）"
    )
    english = citation(PACKAGE, "dataset/kpis", TITLES, "en", "municipalities")
    assert english.startswith("Miyagi Prefecture (2026). KPIs {100%}. Version 0.1.0, 2026-11-24. https://")
    assert english.endswith(". Derived from: 全国地方公共団体コード（総務省）")


@pytest.mark.parametrize(("table", "count"), [("kpi_achievement", 1), ("", 2), ("units", 0)])
def test_what_has_no_source_of_its_own_has_those_of_what_it_is_made_with_and_no_others(table: str, count: int) -> None:
    said = citation(PACKAGE, "dataset/x", TITLES, "en", table).partition("Derived from: ")[2]
    assert len(said.split(", ") if said else []) == count


def test_the_release_has_a_citation_file() -> None:
    """By the schema of Citation File Format 1.2.0: the keys that it knows and asks for, an entity as author."""
    content = citation_file(PACKAGE)
    assert (ROOT / "output" / FILE).read_bytes() == content
    said: dict[str, Any] = yaml.safe_load(content)
    assert {"cff-version", "message", "title", "authors"} <= said.keys()
    assert said.keys() <= {
        *("cff-version", "message", "title", "authors", "abstract", "type", "version", "date-released", "url"),
        *("license", "license-url", "keywords", "doi", "identifiers", "references"),
    }
    assert (said["cff-version"], said["type"], said["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert said["authors"] == [{"name": "宮城県 / Miyagi Prefecture", "website": "https://www.pref.miyagi.jp/"}]
    assert said["version"] == PACKAGE.descriptor.version
    assert str(said["date-released"]) == PACKAGE.descriptor.pipeline.catalogue.modified
    assert said["url"] == "https://opendata.example.jp/miyagi/dataset/information-policy-results/2023"
    assert all(source.title in said["abstract"] for source in PACKAGE.descriptor.sources)

"""By clicks alone, from the first page: a CSV, a chart with what is odd about it, an answer in SPARQL."""

from __future__ import annotations

from pathlib import Path

from tests.browser.conftest import OUTPUT, Visitor


def test_the_csv_of_the_kpis(visitor: Visitor) -> None:
    page = visitor.open("")
    page.locator("main").get_by_role("link", name="KPI", exact=True).last.click()
    assert visitor.path == "dataset/kpis/"
    with page.expect_download() as download:
        page.locator(".buttons a[download]").first.click()
    assert Path(download.value.path()).read_bytes() == (OUTPUT / "data" / "kpis.csv").read_bytes()


def test_the_chart_of_a_kpi_whose_printed_rate_follows_from_no_rule(visitor: Visitor) -> None:
    page = visitor.open("")
    page.locator(".standing a[href$='id/kpi/kpi08/']").click()
    chart = page.locator("svg[role=img]").first
    chart.scroll_into_view_if_needed()
    assert chart.is_visible()
    assert page.get_by_text("どの規則でも再現できない").first.is_visible()


def test_an_answer_in_sparql(visitor: Visitor) -> None:
    page = visitor.open("")
    page.get_by_role("link", name="SPARQL").first.click()
    page.locator("main form button").first.click()
    cell = page.locator("#page-table td").first
    cell.wait_for()
    assert cell.inner_text()

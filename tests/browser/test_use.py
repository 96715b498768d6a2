"""What people do on the site: with a keyboard, in the other language, on paper, with downloads."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tests.browser.conftest import SCREENSHOTS, Visitor

FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  return { name: at.tagName, text: (at.textContent || at.name || "").trim().slice(0, 40),
    seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight,
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2 };
}"""


@pytest.mark.parametrize("path", ["", "dataset/kpi_observations/", "id/kpi/kpi08/", "query/", "en/search/"])
def test_a_keyboard_reaches_everything_and_shows_where_it_is(everyone: Visitor, path: str) -> None:
    page = everyone.open(path)
    expected = page.locator("a[href]:visible, button:visible, input:visible, textarea:visible, summary:visible").count()
    seen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at["name"] == "BODY":
            break
        assert at["seen"], at
        assert at["outlined"], at
        seen.append(at)
    assert seen[0]["text"] in ("本文へ移動", "Skip to content")
    assert len(seen) >= min(expected, 60)


def test_the_first_key_skips_to_the_content(visitor: Visitor) -> None:
    page = visitor.open("id/kpi/kpi08/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("path", ["dataset/kpis/", "en/dataset/cube/"])
def test_downloads_arrive_as_their_hash_says(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    rows = page.locator("tr", has=page.locator("a[download]")).all()
    assert len(rows) >= 3
    for row in rows:
        with page.expect_download() as download:
            row.locator("a[download]").click()
        content = Path(download.value.path()).read_bytes()
        assert hashlib.sha256(content).hexdigest() == row.locator("code").inner_text()


@pytest.mark.parametrize("path", ["", "dataset/kpis/", "id/kpi/kpi08/", "def/", "release/0.1.0/", "search/", "query/"])
def test_the_other_language_is_the_same_page(everyone: Visitor, path: str) -> None:
    page = everyone.open(path)
    page.get_by_role("link", name="English", exact=True).first.click()
    assert everyone.path == f"en/{path}"
    assert page.locator("html").get_attribute("lang") == "en"
    page.get_by_role("link", name="日本語", exact=True).first.click()
    assert everyone.path == path


def test_without_scripts_it_is_all_there(plain: Visitor) -> None:
    page = plain.open("")
    page.get_by_role("link", name="電子申請サービス導入市町村数").first.click()
    assert page.locator("svg[role=img]").count() >= 1
    assert page.locator("figure td").first.is_visible()
    page.locator("summary", has_text="数値を表で見る").first.click()
    assert not page.locator("figure td").first.is_visible()
    page.get_by_role("link", name="データセット", exact=True).first.click()
    page.locator("main").get_by_role("link", name="KPI", exact=True).first.click()
    with page.expect_download() as download:
        page.locator("a[download]").first.click()
    assert Path(download.value.path()).read_text("utf-8").startswith("kpi,")


@pytest.mark.parametrize(
    ("path", "said"), [("nowhere/at/all", "ページが見つからない"), ("en/nowhere/", "Page not found")]
)
def test_a_path_that_leads_nowhere_says_so_in_a_page_of_the_site(visitor: Visitor, path: str, said: str) -> None:
    page = visitor.open(path)
    assert page.locator("h1").inner_text() == said
    assert (
        page.locator("header").evaluate("header => getComputedStyle(header).borderTopWidth") == "4px"
    )  # it has its style
    page.locator("main").get_by_role("link").first.click()
    assert page.locator("h1").count() == 1
    assert all("404" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_paper_has_the_content_and_no_buttons(visitor: Visitor) -> None:
    page = visitor.open("id/kpi/kpi08/")
    page.emulate_media(media="print")
    assert not page.locator("header form").is_visible()
    assert page.locator("h1").is_visible()
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(e => getComputedStyle(e).overflowX === 'visible')"
    )
    page.pdf(path=SCREENSHOTS / "kpi-ja.pdf", format="A4")

"""Every page in a browser, and one of every kind looked at closely."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.conftest import OUTPUT, SCREENSHOTS, Visitor, visiting

BASE = "https://opendata.example.jp/miyagi/"
LISTED = re.findall(rf"<loc>{BASE}(.*?)</loc>", (OUTPUT / "site" / "sitemap.xml").read_text("utf-8"))
KINDS = {
    "home": "",
    "datasets": "dataset/",
    "table": "dataset/kpi_observations/",
    "graph": "dataset/cube/",
    "series": "dataset/information-policy-results/",
    "kpi": "id/kpi/kpi08/",
    "undetermined": "id/kpi/kpi05/",
    "goal": "id/goal/citizen/",
    "initiative": "id/initiative/ini01/",
    "year": "id/fiscal-year/2023/",
    "release": "release/0.1.0/",
    "vocabulary": "def/",
    "concepts": "concepts/",
    "findings": "findings/",
    "changes": "changes/",
    "search": "search/?q=県",
    "query": "query/",
    "about": "about/",
    "accessibility": "accessibility/",
}


def test_every_page_opens(browser: Browser, root: str) -> None:
    """On a screen that shows little: what is drawn there is not looked at, and takes a quarter of the time."""
    assert len(LISTED) > 300
    with visiting(browser, root, viewport={"width": 400, "height": 100}) as visitor:
        for path in LISTED:
            page = visitor.open(path)
            assert page.locator("h1").count() == 1, path


@pytest.mark.parametrize("language", ["", "en/"], ids=["ja", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_every_kind_is_accessible(everyone: Visitor, kind: str, language: str) -> None:
    """In light and dark, on a wide and a narrow screen; what depends on neither is looked at once."""
    page = everyone.open(language + KINDS[kind])
    found = {"wide": everyone.axe()}
    page.screenshot(path=SCREENSHOTS / f"{kind}-{language[:2] or 'ja'}-wide-light.png", full_page=True)
    for width in (1280, 360, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if width == 360:
            found["narrow"] = everyone.axe("target-size", "scrollable-region-focusable")
            page.emulate_media(color_scheme="dark")
            found["dark"] = everyone.axe("color-contrast")
            page.screenshot(path=SCREENSHOTS / f"{kind}-{language[:2] or 'ja'}-narrow-dark.png", full_page=True)
            page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert {name: problems for name, problems in found.items() if problems} == {}

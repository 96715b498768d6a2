"""Search in the browser: what is found, however it is written, and without scripts a list."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Visitor


@pytest.mark.parametrize(
    ("path", "words", "title"),
    [
        ("search/", "マイナンバー", "県内マイナンバーカード交付率"),
        ("search/", "ﾏｲﾅﾝﾊﾞｰ ｶｰﾄﾞ", "マイナンバーカードの普及促進"),  # half width
        ("search/", "まいなんばー", "県内マイナンバーカード交付率"),  # hiragana
        ("search/", "ＡＩを活用", "AIを活用した結婚支援センター（みやマリ！）会員登録者数"),  # full width
        ("en/search/", "my number", "My Number Card issuance rate in the prefecture"),
        ("en/search/", "municipalites", "Prefecture and municipalities"),  # a slip of the keyboard
    ],
)
def test_it_finds(everyone: Visitor, path: str, words: str, title: str) -> None:
    page = everyone.open(path)
    page.locator("main input[type=search]").fill(words)
    page.keyboard.press("Enter")
    results = page.locator("#page-results a")
    results.first.wait_for()
    titles = results.all_inner_texts()
    assert title in titles
    assert str(len(titles)) in page.locator("[role=status]").inner_text()


def test_what_is_asked_for_is_marked_as_it_is_written(visitor: Visitor) -> None:
    page = visitor.open("search/?q=ﾏｲﾅﾝﾊﾞｰ")
    page.locator("#page-results mark").first.wait_for()
    assert {*page.locator("#page-results mark").all_inner_texts()} == {"マイナンバー"}


def test_markup_in_what_is_asked_for_is_text(visitor: Visitor) -> None:
    page = visitor.open("search/?q=<img src=x onerror=alert(1)>")
    page.locator("[role=status]", has_text="見つからなかった").wait_for()
    assert page.locator("main img").count() == 0


def test_the_form_of_every_page_leads_to_what_is_found(visitor: Visitor) -> None:
    page = visitor.open("id/kpi/kpi08/")
    page.locator("header input[type=search]").fill("自治体")
    page.keyboard.press("Enter")
    link = page.locator("#page-results a").first
    link.wait_for()
    link.click()
    page.locator("main", has_text="自治体").wait_for()


def test_nothing_is_found_of_what_is_not_there(visitor: Visitor) -> None:
    page = visitor.open("en/search/?q=hippopotamus")
    page.locator("[role=status]", has_text="Nothing was found").wait_for()
    assert page.locator("#page-results li").count() == 0


def test_without_scripts_every_page_is_in_a_list(plain: Visitor) -> None:
    page = plain.open("id/kpi/kpi08/")
    page.locator("header input[type=search]").fill("自治体")
    page.locator("header button").click()
    assert "JavaScript" in page.locator("noscript").inner_text()
    page.locator("summary", has_text="行動指針").click()
    page.get_by_role("link", name="マイナンバーカードの普及促進").click()
    assert plain.path.startswith("id/guideline/")

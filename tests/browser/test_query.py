"""The page of queries: in the page with scripts, on a page of its own without."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page

from tests.browser.conftest import Visitor
from tests.conftest import ROOT


def answer(page: Page) -> list[list[str]]:
    page.locator("#page-table tbody tr").first.wait_for()
    rows: list[list[str]] = page.locator("#page-table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    )
    return rows


def test_a_query_is_answered_in_the_page_and_as_files(visitor: Visitor) -> None:
    page = visitor.open("query/")
    page.locator("textarea").fill("SELECT (1 + 1 AS ?two) ('<b>宮城</b>' AS ?text) {}")
    page.keyboard.press("Control+Enter")
    assert answer(page) == [["2", "<b>宮城</b>"]]
    with page.expect_download() as download:
        page.locator("#page-table a", has_text="CSV").click()
    assert Path(download.value.path()).read_text("utf-8").split() == ["two,text", "2,<b>宮城</b>"]
    with page.expect_download() as download:
        page.locator("#page-table a", has_text="JSON").click()
    assert json.loads(Path(download.value.path()).read_text("utf-8"))["head"]["vars"] == ["two", "text"]


def test_every_example_shows_what_it_finds(everyone: Visitor) -> None:
    """What is shown is what the server answers, row by row."""
    page = everyone.open("en/query/")
    examples = page.locator(".example")
    assert examples.count() == len(list((ROOT / "queries").glob("*.rq")))
    for example in examples.all():
        shown = example.locator("tbody tr").count()
        example.get_by_role("button").click()
        page.locator("form").get_by_role("button", name="Run").click()
        page.locator("[role=status]", has_text="rows").wait_for()
        assert min(len(answer(page)), 10) == shown


def test_what_is_no_query_is_said_in_the_language_of_the_page(visitor: Visitor) -> None:
    page = visitor.open("query/")
    page.locator("textarea").fill("SELECT nonsense")
    page.locator("main form button").first.click()
    page.locator("[role=status]", has_text="E-QUERY").wait_for()
    assert "SPARQL" in page.locator("[role=status]").inner_text()
    assert any(complaint.startswith("400") for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_missing_prefixes_are_added_once(visitor: Visitor) -> None:
    page = visitor.open("query/")
    page.locator("textarea").fill("SELECT (COUNT(*) AS ?n) { ?s a qb:Observation }")
    for _ in range(2):
        page.get_by_role("button", name="PREFIX").click()
    assert page.locator("textarea").input_value().count("PREFIX qb: <http://purl.org/linked-data/cube#>") == 1
    page.keyboard.press("Control+Enter")
    assert answer(page) == [["30"]]


def test_without_scripts_a_page_of_its_own_answers(plain: Visitor) -> None:
    page = plain.open("query/")
    page.locator("textarea").fill("SELECT (1 + 1 AS ?two) {}")
    page.locator("main form button").click()
    assert page.locator("td").all_inner_texts() == ["2"]
    page.go_back()
    example = page.locator(".example", has=page.locator("#page-example-kpi-over-the-years"))
    example.get_by_role("link", name="実行する").click()
    assert page.locator("tbody tr").count() > 10

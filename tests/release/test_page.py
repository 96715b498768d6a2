"""The differences as a page: complete, both languages, and what stands in the data is text."""

from __future__ import annotations

import html
import re
from pathlib import Path

from pipeline.release.asked import Compared, compared
from pipeline.release.page import page
from tests.release.making import field, made, table
from tests.report.test_html import HOSTILE, Reading

DESCRIBED = HOSTILE.replace("\x00", "")
"""What of it a descriptor may say."""


def test_a_hostile_text_is_text_wherever_it_stands(tmp_path: Path) -> None:
    words = {"ja": DESCRIBED, "en": DESCRIBED}
    for name, value in (("old", "1"), ("new", HOSTILE)):
        rows = [{"a": HOSTILE, "b": value}, {"a": f"{name}{HOSTILE}", "b": "2"}]
        fields = (field("a"), field("b", unit=value.replace("\x00", "")))
        made(
            tmp_path / name,
            version=DESCRIBED,
            t=table(*fields, rows=[dict(row) for row in rows], key=["a"], titles=words),
        )
    read = Reading(page(compared(tmp_path, "old", "new")))
    assert not read.tags["script"]
    assert read.tags["style"] == 1
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "src"]
    assert all(value.startswith("#") for value in read.values("href"))
    shown, described = (text.replace("\u202e", "\\u202e").replace("\x00", "\\u0000") for text in (HOSTILE, DESCRIBED))
    assert read.text.count(shown) > 0
    assert read.text.count(shown) + read.text.count(described) >= 12
    assert "49" not in read.text


def test_the_page_needs_nothing_else(second_year: Compared) -> None:
    text = page(second_year)
    assert not re.search(r"url\(|@import|src=|<link|<script", text)
    assert "default-src 'none'" in text
    assert {"prefers-color-scheme: dark", "print", "max-width: 40rem"} <= set(
        re.findall(r"@media \(?([^{)]+?)\)? {", text)
    )


def test_both_languages_and_every_difference(second_year: Compared) -> None:
    articles = page(second_year).split('<article lang="en"')
    values = [one for one in second_year.differences if one.kind.startswith("value-")]
    for article, key, shown in (
        (articles[0], "キー", "訂正: 架空のデータ：集計の誤り"),
        (articles[1], "Key", "corrected: Made up: counted wrongly"),
    ):
        assert article.count(shown) == 1
        assert article.count(f'<td data-label="{key}">') == len(values)
        told = html.unescape(article)
        assert all(one.key in told and (one.new or "") in told for one in values)
        assert all(f"<code>{one.key}</code>" in told for one in second_year.differences if one.kind == "row-added")
    assert "Nothing blocks a release." in articles[1]
    assert "（空）" not in articles[1]


def test_a_long_list_is_folded(second_year: Compared) -> None:
    text = page(second_year)
    assert "<summary>ほか 65</summary>" in text  # of 75 values of kpi_achievement
    assert "<summary>another 152</summary>" in text  # of 162 new rows of the audit


def test_what_blocks_is_said(tmp_path: Path) -> None:
    made(tmp_path / "old", t=table(field("a"), rows=[{"a": "1"}], key=["a"]))
    made(tmp_path / "new", t=table(field("a"), rows=[], key=["a"]))
    text = page(compared(tmp_path, "old", "new"))
    assert "公開できない。 消えた行か表: 1" in text
    assert "No release can be made. vanished rows or tables: 1" in text


def test_no_differences(root: Path) -> None:
    text = page(compared(root, "output", "output"))
    assert "差はない。" in text
    assert "There are no differences." in text

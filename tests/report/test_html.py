"""The page: complete, in both languages, and nothing in it that data could have put there as markup."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from pipeline.problem import Problem
from pipeline.report.catalogue import catalogue
from pipeline.report.html import Checked, page

HOSTILE = '<script>alert(1)</script></style></table>"onload="x\'{{ 7 * 7 }}\u202e\x00&lt;'
_VOID = {"meta"}


class Reading(HTMLParser):
    """Elements, attributes and text of a page; every element is closed where it should be."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.open: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(name, value or "") for name, value in attrs]
        self.open += [] if tag in _VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, name: str) -> list[str]:
        return [value for key, value in self.attributes if key == name]


def problem(row: int, cell: str = "x", code: str = "E-TYPE", **more: str) -> Problem:
    return Problem(code, "raw/t.csv", more.get("sheet", ""), row, "n", 3, cell, {"type": "integer"})


def test_a_hostile_cell_is_text_wherever_it_stands() -> None:
    problems = [
        Problem("E-TYPE", HOSTILE, HOSTILE, 2, HOSTILE, 3, HOSTILE, {"type": HOSTILE}),
        Problem("E-SHEET", f"raw/{HOSTILE}.xlsx", cell=HOSTILE, facts={"sheets": HOSTILE}),
    ]
    tables = [Checked({"ja": HOSTILE, "en": HOSTILE}, HOSTILE, 3)]
    read = Reading(page(problems, tables, {HOSTILE: f"javascript:{HOSTILE}"}))
    plain = Reading(page([problem(2), Problem("E-SHEET", "f", cell="x", facts={"sheets": "y"})], tables[:1], {}))
    assert set(read.tags) <= set(plain.tags) | {"code"}
    assert not read.tags["script"]
    assert read.tags["style"] == 1
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "src"]
    assert all(value.startswith(("#", "./")) for value in read.values("href"))
    shown = HOSTILE.replace("\u202e", "\\u202e").replace("\x00", "\\u0000")
    assert read.text.count(shown) >= 8
    assert "49" not in read.text


def test_the_page_needs_nothing_else() -> None:
    text = page([problem(2)], [], {})
    assert not re.search(r"https?:|url\(|@import|src=|<link|<script", text)
    assert "default-src 'none'" in text


def test_both_languages_japanese_first_and_said_to_be_so() -> None:
    text = page([problem(2)], [Checked({"ja": "目標", "en": "Goals"}, "raw/t.csv", 1234)], {})
    assert re.findall(r'<(?:html|article) lang="(..)"', text) == ["ja", "ja", "en"]
    japanese, english = text.split('<article lang="en"')
    assert "目標" in japanese
    assert "Goals" in english
    assert "1,234" in english
    rest = english.replace('lang="ja" hreflang="ja">日本語', "")
    assert not re.search("[぀-ヿ一-鿿]", re.sub(r"<pre>.*?</pre>|「.*?」|&#34;.*?&#34;", "", rest, flags=re.S))


def test_every_place_is_there_and_a_long_list_is_folded() -> None:
    problems = [problem(row, cell=f"x{row}") for row in range(2, 1002)]
    text = page(problems, [], {})
    assert all(text.count(f"<code>x{row}</code>") == 2 for row in range(2, 1002))
    assert Reading(text).tags["details"] == 2
    assert "990" in text
    assert Reading(page(problems[:10], [], {})).tags["details"] == 0


def test_causes_are_apart_errors_first_and_each_leads_to_its_explanation() -> None:
    problems = [problem(3, code="W-FORMULA"), problem(2), problem(4), problem(5, sheet="第1表"), Problem("E-CSV")]
    problems[-1] = Problem("E-CSV", "raw/t.csv", row=9, facts={"reason": "x"})
    read = Reading(text := page(problems, [], {}))
    causes = re.findall(r'class="cause (\w+)"', text)
    assert causes == ["error", "error", "error", "warning"] * 2
    ids = read.values("id")
    assert len(ids) == len(set(ids)) == 2 + 2 * 3
    assert {target[1:] for target in read.values("href")} == set(ids)
    assert catalogue()["E-TYPE"].about["ja"] in read.text
    assert catalogue()["E-TYPE"].example["bad"] in read.text
    assert "C5" in read.text  # a place in a sheet
    assert "row 2, column 3" in read.text


def test_a_suggestion_stands_beside_its_cell() -> None:
    text = page([problem(2, "1,234"), problem(3, "many")], [], {})
    assert "<code>1234</code>" in text


def test_a_page_without_problems_and_a_link_to_each_marked_copy() -> None:
    tables = [Checked({"ja": "表", "en": "T"}, "raw/t.csv", None)]
    text = page([], tables, {"raw/t.csv": "企画部/t 1.xlsx"}, published=True)
    assert "問題はない。" in text
    assert "公開物（output/）を作った。" in text
    assert "読めない" in text
    assert f'href="./{"%E4%BC%81%E7%94%BB%E9%83%A8"}/t%201.xlsx"' in text

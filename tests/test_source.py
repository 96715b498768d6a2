"""raw/*.csv says what the slides print: all of it, on its page, and nothing else.

The source is text taken from slides: a label runs over several lines, and figures stand apart from it.
So lines are joined, and where only the words count all white space is left out. Tests that read the
source are skipped where ../shared is not beside the repository.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

RAW = Path(__file__).resolve().parents[1] / "raw"
SHARED = RAW.parents[1] / "shared"
needs_source = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared (the source text) is not here")

Row = dict[str, str]


class Cell(NamedTuple):
    """A text that a raw table takes from a page of the source."""

    page: int
    text: str
    where: str


@cache
def table(name: str) -> tuple[Row, ...]:
    with (RAW / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def source() -> dict[int, str]:
    """Pages 1 to 5 as they are. A page begins at a line that begins with a space."""
    text = (SHARED / "source/policy-results-r5.txt").read_text(encoding="utf-8")
    return dict(enumerate(re.split(r"^ ", text, flags=re.M)[1:], 1))


@cache
def pages() -> dict[int, str]:
    """Pages 1 to 5 without white space."""
    return {number: bare(page) for number, page in source().items()}


@cache
def items() -> tuple[str, ...]:
    """What stands after each ● of pages 2 to 5: a guideline or an initiative, and its details."""
    return tuple(item for number, page in pages().items() if number > 1 for item in page.split("●")[1:])


def bare(text: str) -> str:
    """The text without white space of any kind."""
    return "".join(text.split())


def numbers(texts: Iterable[str]) -> Counter[str]:
    """How often each number stands in the texts, full-width digits as ASCII: 52万3千 has 52 and 3."""
    digits = str.maketrans("０１２３４５６７８９", "0123456789")
    return Counter(n for text in texts for n in re.findall(r"[0-9]+(?:[.,][0-9]+)*", text.translate(digits)))


def labels(name: str) -> dict[str, str]:
    """Codes and labels: the code's column is the table's name in the singular."""
    return {row[name[:-1]]: row["label_ja"] for row in table(name)}


def item_of(initiative: str) -> str:
    label = bare(labels("initiatives")[initiative])
    (item,) = (item for item in items() if item.startswith(label))
    return item


PRINTED = tuple(sorted(path.stem for path in RAW.glob("*.csv") if "page" in table(path.stem)[0]))
TAKEN = ("label_ja", "text_ja", "context", "name")  # and printed, printed_...
# ① to ③ are printed in the headings of pages 2 to 4, see test_a_priority_goal_heads_its_own_page.
ON_ANOTHER_PAGE = {("goals", "printed_number")}


def transcribed(name: str) -> list[Cell]:
    """The cells of a table that are taken from the source."""
    return [
        Cell(int(row["page"]), text, f"{name}.csv:{line} {column}")
        for line, row in enumerate(table(name), 2)
        for column, text in row.items()
        if text and (column in TAKEN or column.startswith("printed")) and (name, column) not in ON_ANOTHER_PAGE
    ]


# -- the source prints what is transcribed ------------------------------------------------------------


@needs_source
@pytest.mark.parametrize("name", PRINTED)
def test_every_transcribed_text_stands_on_its_page(name: str) -> None:
    joined = {number: "".join(page.splitlines()) for number, page in source().items()}
    assert [cell for cell in transcribed(name) if cell.text not in joined[cell.page]] == []


@needs_source
def test_a_priority_goal_heads_its_own_page() -> None:
    for page, goal in enumerate(table("goals")[:3], 2):
        assert bare(f"{goal['name']}重点目標{goal['printed_number']}「{goal['label_ja']}」取組状況") in pages()[page]


def figures() -> list[tuple[Row, str]]:
    """The rows with a figure of a KPI, and how the slide prints it: R5 377人, 目標（R6）300人, 達成率125%."""
    return [
        *((row, row["printed_year"] + row["printed"]) for row in table("kpi_values")),
        *((row, f"目標（{row['printed_target_year']}）{row['printed_target']}") for row in table("kpis")),
        *((row, row["printed_label"] + row["printed"]) for row in table("kpi_rates")),
    ]


@needs_source
def test_a_figure_stands_beside_its_year() -> None:
    apart = [text for row, text in figures() if text not in pages()[int(row["page"])]]
    assert apart == ["R5※翌年度に数値確定"]  # the note says that there is no figure of R5; R5 is not printed with it


@needs_source
def test_a_figure_is_stated_where_it_follows_the_name_of_its_kpi() -> None:
    names = {kpi: bare(label) for kpi, label in labels("kpis").items()}
    cut = re.split(f"({'|'.join(map(re.escape, names.values()))})", "".join(pages().values()))
    after = dict(zip(cut[1::2], cut[2::2], strict=True))
    for row, text in figures():
        assert row["attribution"] == ("stated" if text in after[names[row["kpi"]]] else "inferred"), row


@needs_source
def test_projects_stand_beside_their_amount() -> None:
    boxes = [row["printed_projects"] + row["printed_amount_label"] + row["printed_amount"] for row in table("budget")]
    assert [box for box in boxes if box not in pages()[1]] == []


def test_a_value_names_its_kpi() -> None:
    assert [row for row in table("kpi_values") if row["printed_label"] != labels("kpis")[row["kpi"]]] == []


@needs_source
@pytest.mark.parametrize("name", ["guidelines", "kpis", "initiatives"])
def test_codes_run_in_the_order_of_the_source(name: str) -> None:
    bullet = "" if name == "kpis" else "●"
    whole = "".join(pages().values())
    places = [whole.index(bullet + bare(label)) for label in labels(name).values()]
    assert places == sorted(places)


# -- what the source prints is transcribed ------------------------------------------------------------

MARKS = r"[●（）「」・\uf0d8 ]+"  # U+F0D8: an arrow of the Wingdings font before two details of ini01
STRUCTURE = {
    "デジタル",  # small print over Ｄ: how it is read
    "プログレス基本目標",  # small print under PROGRESS, and the heading of what is basic-goal in notes.csv
    "事業数",
    "重点目標①",  # ① to ③ stand in goals.csv
    "重点目標②",
    "重点目標③",
    "取組状況",
    "目標",  # of 目標（R6）
    "目標達成の基盤となる取組",  # heading of page 5, printed 目標達成のための基盤取組 on page 1
    "取組",  # ends the vertical heading of page 5
}


@needs_source
def test_nothing_is_left_of_the_source_but_its_structure() -> None:
    left: set[str] = set()
    for number, page in pages().items():
        cells = [cell for name in PRINTED for cell in transcribed(name) if cell.page == number or name == "goals"]
        for text in sorted({bare(cell.text) for cell in cells}, key=len, reverse=True):
            page = page.replace(text, " ")
        left.update(re.split(MARKS, page))
    assert left - {""} == STRUCTURE


@needs_source
@pytest.mark.parametrize("number", range(1, 6))
def test_every_number_of_a_page_is_transcribed(number: int) -> None:
    texts = [cell.text for name in PRINTED for cell in transcribed(name) if cell.page == number]
    assert numbers(source()[number].split()).keys() - numbers(texts).keys() == set()


@needs_source
def test_every_item_is_one_guideline_or_one_initiative() -> None:
    starts = [bare(label) for name in ("guidelines", "initiatives") for label in labels(name).values()]
    assert [item for item in items() if sum(item.startswith(start) for start in starts) != 1] == []
    assert len(items()) == len(starts)


@needs_source
def test_an_initiative_is_new_where_the_source_says_so() -> None:
    said = {code for code in labels("initiatives") if "【新規】" in item_of(code)}
    assert {row["initiative"] for row in table("initiatives") if row["printed_new"]} == said


@needs_source
@pytest.mark.parametrize("name", [name for name in PRINTED if name.startswith("initiative_")])
def test_what_is_said_of_an_initiative_is_printed_with_it(name: str) -> None:
    for row in table(name):
        context = row.get("context") or row["text_ja"]
        assert bare(context) in item_of(row["initiative"])
        assert row.get("printed", "") in context
        assert row["printed_label"] == labels("initiatives")[row["initiative"]]


def test_every_number_of_an_initiative_is_a_quantity_or_a_date() -> None:
    """And no number is one that the initiative does not print."""
    for initiative, label in labels("initiatives").items():
        texts = [row["text_ja"] for row in table("initiative_details") if row["initiative"] == initiative]
        figures = [
            row["printed"]
            for row in (*table("initiative_quantities"), *table("initiative_dates"))
            if row["initiative"] == initiative
        ]
        label = label.replace("Contest 2024", "Contest")  # the year is part of the name
        assert numbers([label, *texts]) == numbers(figures), label


# -- the tables by themselves -------------------------------------------------------------------------

PER_GOAL = {  # guidelines, KPIs, initiatives
    "citizen": (8, 4, 10),
    "local": (5, 4, 11),
    "business": (5, 4, 10),
    "foundation-pref": (3, 0, 11),
    "foundation-muni": (4, 0, 8),
}


def test_goals_are_the_five_of_the_policy() -> None:
    assert labels("goals") == {
        "citizen": "最適化による県民サービスの向上",
        "local": "地域の課題解決と活力の創出",
        "business": "デジタル化による働き方改革の推進",
        "foundation-pref": "県行政の情報化の基盤整備",
        "foundation-muni": "市町村の情報化への支援",
    }


def test_rows_of_each_goal() -> None:
    counts = [Counter(row["goal"] for row in table(name)) for name in ("guidelines", "kpis", "initiatives")]
    assert {goal: tuple(count[goal] for count in counts) for goal in PER_GOAL} == PER_GOAL


@pytest.mark.parametrize(
    ("name", "prefix", "count"), [("guidelines", "gl", 25), ("kpis", "kpi", 12), ("initiatives", "ini", 50)]
)
def test_codes_run_without_gap(name: str, prefix: str, count: int) -> None:
    assert list(labels(name)) == [f"{prefix}{n:02}" for n in range(1, count + 1)]


def test_nine_initiatives_are_new() -> None:
    assert Counter(row["printed_new"] for row in table("initiatives")) == {"【新規】": 9, "": 41}


# -- municipalities -----------------------------------------------------------------------------------


def check_digit(code: str) -> str:
    """JIS X 0401 and 0402: weights 6 to 2, last digit of 11 - sum mod 11."""
    return str(11 - sum(int(digit) * weight for digit, weight in zip(code, range(6, 1, -1), strict=True)) % 11)[-1]


def test_codes_of_municipalities_end_in_their_check_digit() -> None:
    codes = [row["code"] for row in table("municipalities")]
    assert [code for code in codes if code[5:] != check_digit(code[:5])] == []


def test_kinds_of_municipalities() -> None:
    rows = table("municipalities")
    ends = {"prefecture": "県", "city": "市", "town": "町", "village": "村"}
    assert [row["name_ja"] for row in rows if not row["name_ja"].endswith(ends[row["kind"]])] == []
    assert Counter(row["kind"] for row in rows) == {"prefecture": 1, "city": 14, "town": 20, "village": 1}


@needs_source
def test_municipalities_are_those_of_the_official_list() -> None:
    official = json.loads((SHARED / "source/miyagi_municipalities.json").read_text(encoding="utf-8"))
    prefecture, *municipalities = table("municipalities")
    same = ("code", "name_ja", "kana", "name_en")
    assert [prefecture[key] for key in same] == ["040002", "宮城県", "みやぎけん", "Miyagi"]
    assert [[row[key] for key in same] + [row["district_ja"]] for row in municipalities] == [
        [row[key] for key in same] + [row["district"] or ""] for row in official
    ]


def test_every_municipality_that_an_initiative_names_is_a_row() -> None:
    names = [row["name_ja"] for row in table("municipalities")[1:]]  # 宮城県 is part of another name
    texts = [(row["initiative"], row["text_ja"]) for row in table("initiative_details")]
    named = {(initiative, name) for initiative, text in texts for name in names if name in text}
    assert {(row["initiative"], row["printed"]) for row in table("initiative_municipalities")} == named

"""A suggestion only where the cell can have been meant to be nothing else."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.problem import Problem
from pipeline.report.suggestions import suggestion
from tests.conftest import ROOT


def suggested(code: str, cell: str | None, **facts: str) -> str | None:
    return suggestion(Problem(code, "raw/t.csv", "", 2, "f", 1, cell, facts))


@pytest.mark.parametrize(
    ("code", "facts", "cell", "better"),
    [
        ("E-LEXICAL", {"type": "integer"}, " 12 ", "12"),
        ("E-LEXICAL", {"type": "year"}, "２０２３", "2023"),
        ("E-LEXICAL", {"type": "integer"}, "1_000", None),
        ("E-LEXICAL", {"type": "integer"}, "1" * 31, None),
        ("E-LEXICAL", {"type": "number"}, "NaN", None),
        ("E-LEXICAL", {"type": "number"}, "６２．４", "62.4"),
        ("E-TYPE", {"type": "integer"}, "1,096,704", "1096704"),
        ("E-TYPE", {"type": "integer"}, "１，０９６", "1096"),
        ("E-TYPE", {"type": "integer"}, "1,09", None),
        ("E-TYPE", {"type": "integer"}, "12,3456", None),
        ("E-TYPE", {"type": "number"}, "1,096", None),  # a comma for a point, perhaps
        ("E-TYPE", {"type": "integer"}, "約12", None),
        ("E-TYPE", {"type": "date"}, "２０２４-０２-０３", "2024-02-03"),
        ("E-TYPE", {"type": "date"}, " 2024-02-30", None),
        ("E-TYPE", {"type": "yearmonth"}, "２０２４－０２", "2024-02"),
        ("E-TYPE", {"type": "boolean"}, "ｔｒｕｅ", None),
        ("E-TYPE", {"type": "integer"}, None, None),
        ("E-PATTERN-CELL", {"pattern": "04[0-9]{4}"}, "０４０００２", "040002"),
        ("E-PATTERN-CELL", {"pattern": "04[0-9]{4}"}, "040002　", "040002"),
        ("E-PATTERN-CELL", {"pattern": "04[0-9]{4}"}, "40002", "040002"),
        ("E-PATTERN-CELL", {"pattern": "04[0-9]{4}"}, "40003", None),
        ("E-PATTERN-CELL", {"pattern": "[0-9]{4}"}, "40002", None),
        ("E-PATTERN-CELL", {"pattern": "kpi[0-9]+"}, "KPI1", None),
        ("E-MIN-LENGTH", {"limit": "6"}, "40002", "040002"),
        ("E-MIN-LENGTH", {"limit": "7"}, "40002", None),
        ("E-ENUM", {"allowed": "citizen, local"}, "Ｃｉｔｉｚｅｎ ", "citizen"),
        ("E-ENUM", {"allowed": "citizen, Citizen"}, "CITIZEN", None),
        ("E-ENUM", {"allowed": "citizen, local"}, "citizens", None),
        ("E-CATEGORY", {"allowed": "ガス, 水道"}, "ｶﾞｽ", "ガス"),
        ("E-CATEGORY", {"allowed": "(株), 1"}, "㈱", None),
        ("E-CATEGORY", {"allowed": "仙台市, 石巻市"}, "仙台　市", "仙台市"),
        ("E-PHRASE", {"rest": "前年度越え、なし"}, " なし", "なし"),
        ("E-FOREIGN-KEY", {"table": "t", "fields": "f"}, " a", None),
        ("E-REQUIRED", {}, "", None),
    ],
)
def test_a_suggestion(code: str, facts: dict[str, str], cell: str | None, better: str | None) -> None:
    assert suggested(code, cell, **facts) == better


def test_every_code_of_the_prefecture_is_found_again_without_its_zero() -> None:
    with (ROOT / "raw" / "municipalities.csv").open(encoding="utf-8") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    assert codes
    assert all(suggested("E-PATTERN-CELL", code[1:], pattern="04[0-9]{4}") == code for code in codes)
    wrong = [f"{code[1:-1]}{(int(code[-1]) + 1) % 10}" for code in codes]
    assert {suggested("E-PATTERN-CELL", code, pattern="04[0-9]{4}") for code in wrong} == {None}


@given(st.text(), st.sampled_from(["integer", "number", "year", "yearmonth", "date", "string", "any"]))
def test_no_cell_is_suggested_as_it_is_and_none_ends_a_run(cell: str, kind: str) -> None:
    assert suggested("E-TYPE", cell, type=kind) != cell

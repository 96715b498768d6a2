from __future__ import annotations

import time

import pytest
import re2

from pipeline.package.patterns import MAX_LENGTH, compiled


@pytest.mark.parametrize(
    ("pattern", "texts", "others"),
    [
        ("a|bc", ["a", "bc"], ["ac", "abc", "bca", "", "a\n"]),
        ("^a$", ["a"], ["a\n", "aa"]),
        ("a|ab", ["a", "ab"], ["abb"]),
        ("", [""], ["a"]),
        ("[ぁ-ゖー]+", ["みやぎけん"], ["ミヤギ", "みやぎ県"]),
        (r"\d{2}", ["12"], ["１２", "123"]),
        (r"\p{Nd}{2}", ["12", "１２"], ["123"]),
        ("(?i)kpi", ["KPI"], ["KPIs"]),
        ("a.c", ["abc", "a𠮷c"], ["a\nc", "ac"]),
    ],
)
def test_a_pattern_matches_the_whole_value(pattern: str, texts: list[str], others: list[str]) -> None:
    assert [text for text in texts + others if compiled(pattern).fullmatch(text)] == texts


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(a*)*b", "(.*a){10}", "(?:a?){30}a{30}"])
def test_a_catastrophic_pattern_compiles_and_runs_at_once(pattern: str) -> None:
    start = time.process_time()
    compiled(pattern).fullmatch("a" * 30_000 + "!")
    assert time.process_time() - start < 1


def test_a_pattern_over_the_limit_is_refused() -> None:
    assert compiled("a" * MAX_LENGTH).fullmatch("a" * MAX_LENGTH)
    with pytest.raises(re2.error, match="longer than 500 characters"):
        compiled("a" * (MAX_LENGTH + 1))

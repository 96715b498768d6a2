"""Full-width forms of ASCII are narrowed; everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.characters import narrow


@pytest.mark.parametrize(
    ("printed", "narrowed"),
    [
        ("１，２３４ｈ", "1,234h"),
        ("５０．５％", "50.5%"),
        ("Ｒ５　（２）", "R5 (2)"),
        ("人日／年", "人日/年"),
        ("Ｒ６．３月～", "R6.3月~"),
        ("－5", "-5"),  # FF0D
        ("−5", "-5"),  # 2212
        ("‐5‑5–5", "-5-5-5"),  # 2010, 2011, 2013
    ],
)
def test_numbers_and_codes_become_ascii(printed: str, narrowed: str) -> None:
    assert narrow(printed) == narrowed


@pytest.mark.parametrize("label", ["㈱みやぎ", "①", "ｶﾞｲﾄﾞ", "△1", "サーバー", "宮城旬鮮探訪", "〜"])
def test_labels_are_left_alone(label: str) -> None:
    assert narrow(label) == label


@given(st.text())
def test_length_is_kept_and_a_second_time_changes_nothing(text: str) -> None:
    once = narrow(text)
    assert len(once) == len(text)
    assert narrow(once) == once


@given(st.text(st.characters(max_codepoint=0x7E)))
def test_ascii_is_its_own_narrow_form(text: str) -> None:
    assert narrow(text) == text

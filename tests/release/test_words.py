"""A difference in words of both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.package.models import Words
from pipeline.release.differences import Cause, Difference, kinds
from pipeline.release.words import percent, said, why

VALUE = Difference("value-changed", "t", "k", "f", "1", None, measured=True)


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_is_said_with_all_that_it_names(kind: str) -> None:
    one = Difference(kind, "t", "a/b", "", None, "{new}")
    for language in ("ja", "en"):
        text = said(one, language, 1234)
        assert text
        assert "{" not in text.replace("{new}", "")
    assert "1,234" in said(Difference("row-added", "t"), "ja", 1234)


def test_a_missing_value_is_said_to_be_empty() -> None:
    assert said(VALUE, "ja") == "k の f を 1 から （空） に変更"
    assert said(VALUE, "en") == "f of k changed from 1 to (empty)"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("377", "379", "+0.53%"),
        ("7.31", "12.90", "+76.47%"),
        ("1", "1000", "+99,900%"),
        ("1", "1", "+0.00%"),
        ("1", "1.000001", "+1.0e-4%"),
        ("1", "1e999", "+1.0e+1001%"),
        ("0", "1", ""),
    ],
)
def test_a_relative_change(old: str, new: str, text: str) -> None:
    assert percent(replace(VALUE, old=old, new=new)) == text


def test_the_reasons_of_a_value() -> None:
    cause = Cause("t", "k", "a", "1", "2")
    lookups = [Cause("u", "k/2023", "v", "1", None), Cause("u", "k/2024", "v", None, "2")]
    assert why(replace(VALUE, reason=Words(ja="誤り", en="wrong")), "ja") == "訂正: 誤り"
    assert why(replace(VALUE, causes=[cause]), "en") == "inputs moved: t k a 1 → 2"
    assert why(replace(VALUE, causes=lookups), "en") == "inputs moved: u v 1 (k/2023) → 2 (k/2024)"
    assert why(replace(VALUE, causes=lookups[:1]), "en") == "inputs moved: u k/2023 v 1 → (empty)"
    assert "corrections.csv" in why(replace(VALUE, unexplained=True), "en")
    assert why(Difference("row-added", "t"), "en") == ""

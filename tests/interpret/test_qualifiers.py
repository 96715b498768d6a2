"""Words beside a number: what each makes of the quantity, and which do not go together."""

from __future__ import annotations

import pytest

from pipeline.interpret.qualifiers import PREFIXES, SUFFIXES
from pipeline.interpret.quantities import Unread, quantities
from pipeline.interpret.units import Units


@pytest.mark.parametrize(
    ("printed", "approximate", "cumulative", "qualifier"),
    [
        ("12件", "false", "false", ""),
        ("約5万2千件", "true", "false", ""),
        ("およそ12件", "true", "false", ""),
        ("概ね12件", "true", "false", ""),
        ("12件程度", "true", "false", ""),
        ("12件前後", "true", "false", ""),
        ("約12件程度", "true", "false", ""),
        ("延べ12件", "false", "true", ""),
        ("延12件", "false", "true", ""),
        ("累計12件", "false", "true", ""),
        ("延べ約12件", "true", "true", ""),
        ("約延べ12件", "true", "true", ""),
        ("全35市町村", "false", "false", "all"),
        ("計246人", "false", "false", "total"),
        ("計約246人", "true", "false", "total"),
        ("12件以上", "false", "false", "at_least"),
        ("12件以下", "false", "false", "at_most"),
        ("12件未満", "false", "false", "less_than"),
        ("12件超", "false", "false", "more_than"),
        ("約12件以上", "true", "false", "at_least"),
    ],
)
def test_qualifiers(printed: str, approximate: str, cumulative: str, qualifier: str, known: Units) -> None:
    read = quantities(printed, known)
    assert isinstance(read, tuple)
    [quantity] = read
    assert (quantity.approximate, quantity.cumulative, quantity.qualifier) == (approximate, cumulative, qualifier)


@pytest.mark.parametrize(
    ("printed", "rest"),
    [
        ("全計12件", "計12件"),
        ("計全12件", "全12件"),
        ("12件以上未満", "未満"),
        ("計12件以上", "以上"),
        ("以上12件", "以上12件"),
        ("12件約", "約"),
        ("12約件", "約件"),
        ("ほぼ12件", "ほぼ12件"),
    ],
)
def test_what_does_not_go_together_is_refused(printed: str, rest: str, known: Units) -> None:
    read = quantities(printed, known)
    assert isinstance(read, Unread)
    assert (read.code, read.rest) == ("E-UNIT" if rest == "約件" else "E-QUANTITY", rest)


def test_every_word_is_read_and_named_by_its_rule(known: Units) -> None:
    printed = {f"{word}3件": (word, *said) for word, said in PREFIXES.items()}
    printed |= {f"3件{word}": (word, *said) for word, said in SUFFIXES.items()}
    for text, (word, part, code) in printed.items():
        read = quantities(text, known)
        assert isinstance(read, tuple), text
        assert getattr(read[0], part) == code
        assert read[0].rules[part] == f"qualifier.{word}"

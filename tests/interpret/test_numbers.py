"""Printed numbers: what they say, how finely, and what is no number."""

from __future__ import annotations

import ast
import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.interpret.characters import narrow
from pipeline.interpret.numbers import number

ROOT = Path(__file__).parents[2]
NOTATION = "0123456789,.千百兆億万△▲+-"
WIDE = str.maketrans("0123456789,.-", "０１２３４５６７８９，．－")


@pytest.mark.parametrize(
    ("printed", "value", "step", "scaled"),
    [
        ("0", "0", "1", False),
        ("35", "35", "1", False),
        ("1,768", "1768", "1", False),
        ("12,345,678", "12345678", "1", False),
        ("78.34", "78.34", "0.01", True),
        ("40.0", "40.0", "0.1", True),
        ("1,234.5", "1234.5", "0.1", True),
        ("0.05", "0.05", "0.01", True),
        ("62.4億", "6240000000", "10000000", True),
        ("16.0億", "1600000000", "10000000", True),
        ("162万", "1620000", "10000", True),
        ("14.7万", "147000", "1000", True),
        ("5万2千", "52000", "1000", True),
        ("52万3千", "523000", "1000", True),
        ("2千5百万", "25000000", "1000000", True),
        ("1億2千万", "120000000", "10000000", True),
        ("3兆4億", "3000400000000", "100000000", True),
        ("5千2", "5002", "1", False),
        ("1万2,345", "12345", "1", False),
        ("△1,200", "-1200", "1", False),
        ("▲0.5", "-0.5", "0.1", True),
        ("-3万", "-30000", "10000", True),
        ("+7", "7", "1", False),
    ],
)
def test_value_step_and_scale(printed: str, value: str, step: str, scaled: bool) -> None:
    read = number(printed)
    assert read is not None
    assert (str(read.value), str(read.step), read.scaled) == (value, step, scaled)


@pytest.mark.parametrize(
    "printed",
    [
        *("007", "00", "00.5", "0,123", "007,123"),  # leading zeros are codes, 0,123 is a decimal elsewhere
        *("1,76", "1,2345", "12345,678", ",123", "1,,234", "1,234,", "5万2,0"),
        *("1.5億2千万", "1億2.5千万", "5万52000", "5万0", "0億5", "1万20千"),  # they say no one thing
        *("億", "万5", "5万万", "5万3億", "5千千", "3百5千", "1億千万"),
        *("1.", ".5", "1.2.3", "5万.5", "1.234,5"),
        *("△", "△△5", "5-", "--5", "1e3", "五", "½", "５", "٣", "NaN", "Infinity", " 5", "5\n", ""),
    ],
)
def test_what_is_no_number_for_certain_is_refused(printed: str) -> None:
    assert number(printed) is None


def test_thirty_digits_are_read_exactly_and_one_more_is_refused() -> None:
    read = number("△" + "9" * 30)
    assert read is not None
    assert read.value == -(10**30 - 1)
    assert number("9" * 31) is None


@pytest.mark.parametrize(
    ("printed", "rules"),
    [
        ("35", ()),
        ("-35", ()),
        ("1,768", ("number.thousands",)),
        ("5万2千", ("number.myriad",)),
        ("△1,234万", ("number.thousands", "number.myriad", "number.minus")),
    ],
)
def test_rules_say_what_was_done(printed: str, rules: tuple[str, ...]) -> None:
    read = number(printed)
    assert read is not None
    assert read.rules == rules


def chain(n: int, thousands: str = "") -> str:
    """12345678 as 1234万5678, or as 1千234万5千678."""
    written = ""
    for power, myriad in ((12, "兆"), (8, "億"), (4, "万"), (0, "")):
        group = n // 10**power % 10**4
        if thousands and group >= 1000:
            written += f"{group // 1000}{thousands}{group % 1000 or ''}{myriad}"
        elif group:
            written += f"{group}{myriad}"
    return written or "0"


@given(st.integers(-(10**30) + 1, 10**30 - 1))
def test_an_integer_with_thousands_separators_reads_back(n: int) -> None:
    printed = f"{n:,}"
    for text in (printed, narrow(printed.translate(WIDE)), printed.replace("-", "△"), printed.replace("-", "▲")):
        read = number(text)
        assert read is not None
        assert (read.value, read.step) == (Decimal(n), Decimal(1))


@given(st.integers(0, 10**16 - 1))
def test_an_integer_in_myriads_reads_back(n: int) -> None:
    for printed in (chain(n), chain(n, "千"), narrow(chain(n).translate(WIDE))):
        read = number(printed)
        assert read is not None, printed
        assert read.value == n


@given(st.text())
def test_arbitrary_text_is_a_number_or_none(text: str) -> None:
    read = number(text)
    assert read is None or (type(read.value) is Decimal and type(read.step) is Decimal)


def said(text: str) -> Fraction:
    """What a reader of 5万2千 adds up: the count before each 千 and 百, the sum before each 兆, 億 and 万."""
    total = section = current = Fraction(0)
    for word in re.findall("[0-9.]+|[千百兆億万]", text.replace(",", "")):
        if word in "千百":
            section, current = section + current * {"千": 1000, "百": 100}[word], Fraction(0)
        elif word in "兆億万":
            total += (section + current) * 10 ** {"兆": 12, "億": 8, "万": 4}[word]
            section = current = Fraction(0)
        else:
            current = Fraction(word)
    return (total + section + current) * (-1 if text[0] in "△▲-" else 1)


@given(st.text(NOTATION, max_size=12))
def test_what_is_accepted_is_exact_and_recoverable(text: str) -> None:
    read = number(text)
    if read is not None:
        assert read.value == said(text)
        assert read.value % read.step == 0
        again = number(f"{read.value:f}")
        assert again is not None
        assert again.value == read.value


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("pipeline/[ie]n*/*.py")), ids=lambda path: f"{path.parent.name}.{path.stem}"
)
def test_no_float_is_written_in_interpret_or_enrich(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), ast.dump(node)
        assert not (isinstance(node, ast.Name) and node.id == "float"), ast.dump(node)

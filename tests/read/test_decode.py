from __future__ import annotations

import random
import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.encodings import CODECS, CONTROL, candidates
from pipeline.read.decode import _has_controls, decode
from pipeline.report.catalogue import remedy

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        ("目標,金額\n".encode(), "utf-8", "目標,金額\n"),
        (BOM + "目標,金額\n".encode(), "utf-8", "目標,金額\n"),
        ("目標,金額\r\n".encode("cp932"), "cp932", "目標,金額\r\n"),
        ("髙﨑①㈱～－∥ｶﾅ".encode("cp932"), "Windows-31J", "髙﨑①㈱～－∥ｶﾅ"),
        ("表示ソ能".encode("cp932"), "Shift_JIS", "表示ソ能"),
        ("𠮷\t\u3000\u00a0e\u0301\u2028".encode(), "UTF8", "𠮷\t\u3000\u00a0e\u0301\u2028"),
        (b"", "utf-8", ""),
        (BOM, "utf-8", ""),
    ],
)
def test_every_byte_is_decoded(data: bytes, encoding: str, text: str) -> None:
    assert decode(data, encoding, "f") == (text, [])


@pytest.mark.parametrize(
    ("data", "encoding", "row", "cell", "offset"),
    [
        (b"a\nb\nc\xff", "utf-8", 3, "0xff", "5"),
        (b"a\rb\rc\xff", "utf-8", 3, "0xff", "5"),
        (b"a\r\nb\r\n\xe7\x9b", "utf-8", 3, "0xe7 9b", "6"),
        (BOM + b"ab\xff", "utf-8", 1, "0xff", "5"),
        ("a\n目標".encode("cp932"), "utf-8", 2, "0x96", "2"),
        (b"\xc0\xaf", "utf-8", 1, "0xc0", "0"),
        (b"\xed\xa0\x80", "utf-8", 1, "0xed", "0"),
        (b"\xff\xfea\x00", "utf-8", 1, "0xff", "0"),
        ("目標\n".encode("cp932") + b"a\x85\x40", "cp932", 2, "0x85", "6"),
        (b"a\n\x81", "cp932", 2, "0x81", "2"),
        ("表\n表\n".encode("cp932") + b"\x81\x20", "cp932", 3, "0x81", "6"),
    ],
)
def test_the_first_bad_byte_is_named(data: bytes, encoding: str, row: int, cell: str, offset: str) -> None:
    text, problems = decode(data, encoding, "raw/f.csv")
    assert text == ""
    assert [(p.code, p.file, p.row, p.cell) for p in problems] == [("E-BYTE", "raw/f.csv", row, cell)]
    facts = {name: fact for name, fact in problems[0].facts.items() if not name.startswith("when_")}
    assert facts == {"offset": offset, "bytes": cell[2:], "encoding": encoding}


def test_a_line_of_cp932_is_shown_as_it_would_be_read() -> None:
    _, [problem] = decode("a,b\n目標,1\n".encode("cp932"), "utf-8", "f")
    assert "cp932 として読めば、この行は「目標,1」となる" in remedy(problem, "ja")
    _, [problem] = decode(b"a,b\n\xfe\xfd\n", "utf-8", "f")
    assert remedy(problem, "en").startswith("If Excel saved the file")


@pytest.mark.parametrize(
    ("data", "encoding", "expected"),
    [
        (b"a\x00b", "utf-8", [(1, "U+0000")]),
        (b"a\n\x1ab\x1a\nc\x7f\n", "utf-8", [(2, "U+001A"), (3, "U+007F")]),
        ("a\r\n\x85\r\n".encode(), "utf-8", [(2, "U+0085")]),
        (BOM + BOM + b"a", "utf-8", [(1, "U+FEFF")]),
        (b"a,b\r" + BOM + b"a,b\r", "utf-8", [(2, "U+FEFF")]),
        ("a\uffff".encode(), "utf-8", [(1, "U+FFFF")]),
        (b"a\x80", "cp932", [(1, "U+0080")]),
        (b"a\n\xa0", "cp932", [(2, "U+F8F0")]),
        (b"\xfd\xfe\n\xff", "cp932", [(1, "U+F8F1"), (2, "U+F8F3")]),
        (b"a\x0bb\x0c", "cp932", [(1, "U+000B")]),
    ],
)
def test_each_line_with_a_character_that_is_no_text(
    data: bytes, encoding: str, expected: list[tuple[int, str]]
) -> None:
    problems = decode(data, encoding, "f")[1]
    assert {problem.code for problem in problems} == {"E-CONTROL"}
    assert [(problem.row, problem.facts["character"]) for problem in problems] == expected


@pytest.mark.parametrize("encoding", ["cp500", "utf-7", "utf-8-sig", "ascii"])
def test_an_encoding_that_is_not_known_here(encoding: str) -> None:
    problem = decode(b"a", encoding, "f")[1][0]
    assert (problem.code, problem.cell) == ("E-ENCODING", encoding)
    assert set(problem.facts["known"].split(", ")) == set(CODECS)


def test_a_megabyte_of_nothing_takes_no_time() -> None:
    start = time.process_time()
    assert len(decode(b"\0" * 1_000_000, "utf-8", "f")[1]) == 1
    assert len(decode(b"\0\n" * 100_000, "utf-8", "f")[1]) == 100_000
    assert time.process_time() - start < 5


@given(st.binary(), st.sampled_from(sorted(CODECS)))
def test_any_bytes_are_decoded_whole_or_refused(data: bytes, encoding: str) -> None:
    text, problems = decode(data, encoding, "f")
    if [problem.code for problem in problems] == ["E-BYTE"]:
        assert text == ""
    else:
        assert {problem.code for problem in problems} <= {"E-CONTROL"}
        assert text == data.decode(CODECS[encoding]).removeprefix("\ufeff")


WORDS = [
    *(
        "宮城県",
        "仙台市",
        "石巻市",
        "気仙沼市",
        "令和５年度",
        "人口",
        "面積",
        "約5万2千件",
        "ｶﾅ",
        "ﾐﾔｷﾞ",
        "髙﨑",
        "①",
        "㈱",
        "△3.5%",
    ),
    *(
        "データ",
        "デジタル化",
        "市町村",
        "、",
        "。",
        "～",
        "kpi01",
        "35",
        "自治体",
        "様",
        "痰",
        "ñ",
        "é",
        "Ж",
        "あ",
        "い",
    ),
]
HEADERS = ["code,name,value", "コード,名称,値", "年度,件数"]


def undeclared(number: int) -> tuple[str, bytes]:
    """The truth and the bytes of a made-up file, from one word to twenty rows of them."""
    chance = random.Random(number)
    truth = chance.choice(["utf-8", "utf-8 with BOM", "cp932", "euc-jp", "iso-2022-jp", "utf-16"])
    codec = {"utf-8 with BOM": "utf-8-sig"}.get(truth) or CODECS[truth]
    rows = [",".join(chance.choices(WORDS, k=3)) for _ in range(chance.choice([1, 1, 2, 3, 5, 20]))]
    text = "\n".join([chance.choice(HEADERS), *rows])
    return truth.removesuffix(" with BOM"), text.encode(codec, "ignore")


def test_no_file_of_3000_is_read_in_a_wrong_encoding() -> None:
    verdicts: Counter[str] = Counter()
    for number in range(3_000):
        truth, data = undeclared(number)
        possible = candidates(data)
        if len(possible) == 1:
            assert data.decode(CODECS[possible[0]]) == data.decode(CODECS[truth]), (truth, possible, data)
            verdicts["certain"] += 1
        else:
            assert truth in possible or data.isascii(), (truth, possible, data)
            verdicts["asked"] += 1
    assert verdicts["certain"] > 2_000
    assert verdicts["asked"] > 100


def test_what_is_not_declared_and_can_be_only_one_is_read_and_said() -> None:
    text, problems = decode("目標,表\n".encode("cp932"), "", "f")
    assert text == "目標,表\n"
    assert [(problem.code, problem.facts["encoding"]) for problem in problems] == [("I-ENCODING", "cp932")]
    assert decode(b"a,b\n", "", "f") == ("a,b\n", [])


def test_what_can_be_two_is_asked_with_both_readings() -> None:
    text, [problem] = decode("目標\n".encode("euc_jp"), "", "f")
    assert (text, problem.code) == ("", "E-ENCODING-UNCLEAR")
    assert problem.facts["readings"] == "cp932: 「ﾌﾜﾉｸ」; euc-jp: 「目標」"


@given(st.text(st.characters(codec="cp932", exclude_categories=("Cc", "Co"), exclude_characters="¢£¬‖−〜")))
def test_any_japanese_text_comes_back(text: str) -> None:
    for encoding in ("utf-8", "cp932"):
        assert decode(text.encode(encoding), encoding, "f") == (text, [])


def test_every_control_character_is_looked_for() -> None:
    every = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    assert all(_has_controls(f"目標,\t{character}\r\n".encode()) for character in every if CONTROL.match(character))
    assert not _has_controls("目標,表\tＡ〜£\r\n".encode())

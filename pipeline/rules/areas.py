"""The rule of areas (L3-06): codes with their check digit, names in full."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.identifiers import check_digit
from pipeline.interpret.characters import narrow
from pipeline.rules.subject import Column, Subject
from pipeline.rules.words import Finding, finding

_CODES = re.compile(r"(地方公共団体|団体|自治体|都道府県|市区?町村|区市町村|標準地域|地域)コード")
_NAMES = re.compile(r"(都道府県|市区?町村|区市町村|自治体|団体|地域|県)(名称?)?([(（].*[)）])?")
_MUNICIPAL = re.compile(r"市区?町村|区市町村")
_FULL = re.compile(r".+[都道府県市区町村郡]|.*(計|全国|全域|全県|その他).*")
_PREFECTURES = (
    *("青森", "岩手", "宮城", "秋田", "山形", "福島", "茨城", "栃木", "群馬", "埼玉", "千葉", "東京", "神奈川", "新潟"),
    *("富山", "石川", "福井", "山梨", "長野", "岐阜", "静岡", "愛知", "三重", "滋賀", "京都", "大阪", "兵庫", "奈良"),
    *("和歌山", "鳥取", "島根", "岡山", "広島", "山口", "徳島", "香川", "愛媛", "高知", "福岡", "佐賀", "長崎", "熊本"),
    *("大分", "宮崎", "鹿児島", "沖縄"),
)
_SUFFIX = {"東京": "都", "京都": "府", "大阪": "府"}


def repaired(code: str) -> list[str]:
    """The six-digit codes that five digits can be: one whose leading zero is lost, or one without its check digit.

    >>> repaired("42021"), repaired("13101"), repaired("99999")
    (['042021', '420212'], ['131016'], [])
    """
    return [whole for whole in (f"0{code}", f"{code}{check_digit(code)}") if _valid(whole)]


def _valid(code: str) -> bool:
    return "01" <= code[:2] <= "47" and check_digit(code[:5]) == code[5]


def areas(subject: Subject) -> Iterator[Finding]:
    """L3-06. Texts in a language are not names of areas alone."""
    for column in subject.columns:
        if column.free:
            continue
        if match := _CODES.search(column.title) or _CODES.search(column.label):
            yield from _codes(subject, column, match[1])
        elif match := _NAMES.fullmatch(column.title) or _NAMES.fullmatch(column.label):
            yield from _names(subject, column, municipal=bool(_MUNICIPAL.match(match[1])))


def _codes(subject: Subject, column: Column, kind: str) -> Iterator[Finding]:
    for index, text in column.filled:
        row, position = subject.row(index), column.position
        if not re.fullmatch("[0-9]+", text):
            wide = narrow(text).strip()
            if re.fullmatch("[0-9]+", wide):
                yield finding("L3-06", "repair", row, position, text, code=wide)
            else:
                yield finding("L3-06", "code", row, position, text)
        elif len(text) == 6:
            if not _valid(text):
                yield finding("L3-06", "digit", row, position, text, digit=check_digit(text[:5]))
        elif _short(text, kind):
            continue
        elif _short(f"0{text}", kind):
            yield finding("L3-06", "repair", row, position, text, code=f"0{text}")
        elif len(text) == 5 and (codes := repaired(text)):
            yield finding("L3-06", "repair", row, position, text, code=", ".join(codes))
        else:
            yield finding("L3-06", "code", row, position, text)


def _short(text: str, kind: str) -> bool:
    """A code of the standard areas, which have no check digit, or of a prefecture."""
    lengths = {"標準地域": (2, 5), "地域": (2, 5), "都道府県": (2,)}.get(kind, ())
    return len(text) in lengths and ("01" <= text[:2] <= "47" or text in ("00", "00000"))


def _names(subject: Subject, column: Column, *, municipal: bool) -> Iterator[Finding]:
    for index, text in column.filled:
        name = text.strip()
        if name in _PREFECTURES and not municipal:
            full = name + _SUFFIX.get(name, "県")
            yield finding("L3-06", "name", subject.row(index), column.position, text, name=full)
        elif municipal and not _FULL.fullmatch(name) and not re.fullmatch("[0-9]+", name):
            yield finding("L3-06", "short", subject.row(index), column.position, text)

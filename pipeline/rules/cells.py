"""Rules of what stands in a cell: one value, as a program reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.interpret.characters import narrow
from pipeline.interpret.numbers import number
from pipeline.rules.subject import Column, Subject
from pipeline.rules.texts import SYMBOLS, decorated, decoration, items, plain, several
from pipeline.rules.words import Finding, finding

_LAYOUT = re.compile(r"^\s|\s$|[　\t]|\s\s")
_CJK = "[぀-ヿ一-鿿]"
_SPREAD = re.compile(rf"{_CJK}(?: {_CJK})+")
_LINE = re.compile(r"[\r\n]")
_DITTO = frozenset({"〃", "々", "”", "″", '"', "同上", "同", "同左", "上に同じ"})
_OTHER = re.compile(r"(?:その他|そのほか|other)\s*[(（:：].+", re.I)
# enclosed, Roman and squared signs, half-width kana, private use, the two that encodings take for wave dash
_SIGNS = re.compile("[①-⓿Ⅰ-ↈ㈀-㏿｡-ﾟ\ue000-\uf8ff№℡〝〟∑∟⊿～〜\U0001f100-\U0001faff]")


def _texts(subject: Subject, *, free: bool = True) -> Iterator[tuple[Column, int, str]]:
    """Every cell that is not blank, but for quotations; without `free`, but for texts in a language too."""
    for column in subject.columns:
        if not (column.quoted or (column.free and not free)):
            yield from ((column, index, text) for index, text in column.filled)


def no_layout(subject: Subject) -> Iterator[Finding]:
    """L1-06. A line break in CSV is L1-14's."""
    for column in subject.columns:
        if _laid_out(column.label, subject):
            yield finding("L1-06", "space", subject.header, column.position, column.label)
    for column, index, text in _texts(subject):
        if _laid_out(text, subject):
            kind = "line" if _LINE.search(text) else "space"
            yield finding("L1-06", kind, subject.row(index), column.position, text)


def _laid_out(text: str, subject: Subject) -> bool:
    if _LINE.search(text):
        return subject.media == "xlsx"
    return bool(text.strip()) and bool(_LAYOUT.search(text) or _SPREAD.fullmatch(text))


def one_datum(subject: Subject) -> Iterator[Finding]:
    """L1-07: several numbers, or items of which one is a cell of the column, or all stand in other cells, too."""
    for column in subject.columns:
        if column.free:
            continue
        cells = [(index, text, items(text)) for index, text in column.filled]
        alone = {text for _, text, _ in cells}
        times = Counter(part for parts in {text: parts for _, text, parts in cells}.values() for part in {*parts})
        for index, text, parts in cells:
            if several(text):
                yield finding("L1-07", "numbers", subject.row(index), column.position, text)
            elif len(parts) > 1 and (any(part in alone for part in parts) or all(times[part] > 1 for part in parts)):
                yield finding("L1-07", "items", subject.row(index), column.position, text)


def no_platform_characters(subject: Subject) -> Iterator[Finding]:
    """L1-08. Kanji outside JIS X 0208 are proper names, but not in a header, a choice or a number."""
    for column in subject.columns:
        yield from _platform(subject.header, column, column.label, kanji=True)
    for column, index, text in _texts(subject, free=False):
        yield from _platform(subject.row(index), column, text, kanji=bool(column.choices) or column.numeric)


def _platform(row: int, column: Column, text: str, *, kanji: bool) -> Iterator[Finding]:
    if text.isascii():
        return
    signs = {c for c in text if _SIGNS.match(c) or (kanji and _is_kanji(c) and not _in_jis(c))}
    if signs:
        yield finding("L1-08", "character", row, column.position, text, characters=" ".join(sorted(signs)))


def _is_kanji(character: str) -> bool:
    return "一" <= character <= "鿿" or "豈" <= character <= "\ufaff" or character >= "\U00020000"


def _in_jis(character: str) -> bool:
    try:
        character.encode("iso2022_jp")
    except UnicodeEncodeError:
        return False
    return True


def blanks_explained(subject: Subject) -> Iterator[Finding]:
    """L1-09: a column of numbers has blanks, and nothing says what they mean."""
    for column in subject.columns:
        blank = [index for index in column.blank if any(map(str.strip, subject.rows[index]))]
        if column.numeric and column.filled and blank and "" not in column.explained:
            yield finding("L1-09", "blank", subject.row(blank[0]), column.position, count=str(len(blank)))


def one_line(subject: Subject) -> Iterator[Finding]:
    """L1-14."""
    for column in subject.columns:
        if _LINE.search(column.label):
            yield finding("L1-14", "line", subject.header, column.position, column.label)
        for index, text in enumerate(column.texts):
            if _LINE.search(text):
                yield finding("L1-14", "line", subject.row(index), column.position, text)


def numbers_only(subject: Subject) -> Iterator[Finding]:
    """L2-01. What no schema calls a number is one only where it looks like one."""
    for column in subject.columns if not subject.titled else ():
        for index, text in column.filled if column.numeric else ():
            if plain(text) or text.strip() in SYMBOLS or text.strip() in _DITTO or several(text):
                continue
            if column.declared_number or decorated(text):
                kind = decoration(text)
                value = number(narrow(text).strip()) if kind in ("wide", "comma", "minus") else None
                note = {"value": f"{value.value:f}"} if value else {}
                kind = f"{kind}_value" if value else kind
                yield finding("L2-01", kind, subject.row(index), column.position, text, **note)


def nothing_omitted(subject: Subject) -> Iterator[Finding]:
    """L2-02: a sign for the same as above, or a blank below a value where every row needs one."""
    for column, index, text in _texts(subject):
        if text.strip() in _DITTO:
            yield finding("L2-02", "ditto", subject.row(index), column.position, text)
    keys = subject.schema.primary_key if subject.schema else []
    leading = subject.schema is None
    for column in subject.columns:
        needed = column.field is not None and (column.field.constraints.required or column.field.name in keys)
        blank = list(_below(subject, column)) if needed or (leading and not column.numeric) else []
        leading = leading and bool(blank)
        for index in blank:
            yield finding("L2-02", "blank", subject.row(index), column.position)


def _below(subject: Subject, column: Column) -> Iterator[int]:
    """Rows that have something, but nothing in the column, below one that has."""
    first = column.filled[0][0] if column.filled else len(column.texts)
    return (index for index in column.blank if index > first and sum(map(bool, subject.rows[index])) > 0)


def other_apart(subject: Subject) -> Iterator[Finding]:
    """L2-05."""
    for column, index, text in _texts(subject, free=False):
        if _OTHER.fullmatch(text.strip()):
            yield finding("L2-05", "other", subject.row(index), column.position, text)

"""Rules of codes, units and times: what is said in the same way everywhere, and where it is explained."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from pipeline.package.models import Labelled
from pipeline.rules.subject import Column, Subject
from pipeline.rules.texts import SYMBOLS, era_year, plain, same, with_unit
from pipeline.rules.words import Finding, finding

_PHYSICAL = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_ABBREVIATED = re.compile(r"[MTSHR][0-9]{1,2}", re.I)
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_IN_TITLE = re.compile(r"[(（［\[【].+[)）］\]】]\s*$|[%％]|単位")
_NO_UNIT = re.compile(r"コード|番号|番$|No\b|ID$|code|年|月|日|ページ|頁|順|緯度|経度|電話|郵便|year|page|number", re.I)


def choices_in_one_spelling(subject: Subject) -> Iterator[Finding]:
    """L2-04: a choice that the schema does not list, or the rarer of two spellings."""
    for column in subject.columns:
        if column.free or column.numeric:
            continue
        times = Counter(text for _, text in column.filled)
        usual = {same(choice): choice for choice in column.choices}
        if not usual:
            for text, count in sorted(times.items(), key=lambda entry: (entry[1], entry[0])):
                usual[same(text)] = text if count > 1 else usual.get(same(text), text)
        for index, text in column.filled:
            choice = usual.get(same(text))
            if choice is None:
                yield finding("L2-04", "unlisted", subject.row(index), column.position, text)
            elif choice != text and text not in column.choices and (column.choices or times[choice] > 1):
                yield finding("L2-04", "spelling", subject.row(index), column.position, text, choice=choice)


def codes_explained(subject: Subject) -> Iterator[Finding]:
    """L3-02: codes that the schema lists and does not explain."""
    keys = {name for key in subject.schema.foreign_keys for name in key.fields} if subject.schema else set()
    for column in subject.columns:
        labelled = {
            entry.value
            for entry in (column.field.categories or [] if column.field else [])
            if isinstance(entry, Labelled) and (entry.label or entry.labels)
        }
        bare = [choice for choice in column.choices if choice not in labelled and _CODE.fullmatch(choice)]
        if bare and column.field and column.field.name not in keys:
            yield finding("L3-02", "code", subject.header, column.position, ", ".join(bare))


def symbols_explained(subject: Subject) -> Iterator[Finding]:
    """L3-03: each sign among numbers that nothing explains, where it stands first."""
    for column in subject.columns:
        seen = {*column.explained}
        for index, text in enumerate(column.texts if column.numeric else ()):
            sign = text.strip()
            if sign in SYMBOLS and sign not in seen:
                seen.add(sign)
                yield finding("L3-03", "symbol", subject.row(index), column.position, text)


def units_said(subject: Subject) -> Iterator[Finding]:
    """L3-04: a column of measured numbers without a unit in it, above it or beside it."""
    beside = any(re.search(r"単位|\bunit\b", f"{column.title} {column.label}") for column in subject.columns)
    for column in subject.columns if not beside and not subject.titled else ():
        title = f"{column.label} {column.title}"
        if _measured(column) and not (_IN_TITLE.search(column.title) or _IN_TITLE.search(column.label)):
            if _NO_UNIT.search(title) or (column.field and column.field.unit):
                continue
            if not any(with_unit(text) for _, text in column.filled):
                yield finding("L3-04", "unit", subject.header, column.position, column.label)


def _measured(column: Column) -> bool:
    """An integer of a schema can be an ordinal or an identifier, unless it is called a measure."""
    if not column.numeric or not column.filled:
        return False
    if column.field is None or not column.declared_number:
        return not all(_YEAR.fullmatch(text) for _, text in column.filled)
    return column.field.type != "integer" or column.field.role == "measure"


def western_years(subject: Subject) -> Iterator[Finding]:
    """L3-05: a time by its era only. `R5` alone is a time where all that the column holds are such."""
    for column in subject.columns:
        year = era_year(column.label)
        if year:
            yield finding("L3-05", "era", subject.header, column.position, column.label, year=str(year))
        if column.free:
            continue
        times = [(index, text, era_year(text)) for index, text in column.filled]
        found = [(index, text, year) for index, text, year in times if year]
        coded = len(found) < len(times) or bool(column.choices)
        if coded and all(_ABBREVIATED.fullmatch(text) for _, text, _ in found):
            continue
        if found and not _beside(subject, column, [(index, year) for index, _, year in found]):
            for index, text, year in found:
                yield finding("L3-05", "era", subject.row(index), column.position, text, year=str(year))


def _beside(subject: Subject, column: Column, years: list[tuple[int, int]]) -> bool:
    """Another column says the same years by the Western calendar."""
    others = [other for other in subject.columns if other is not column]
    return any(all(str(year) in other.texts[index] for index, year in years) for other in others)


def defined(subject: Subject) -> Iterator[Finding]:
    """L3-08: names for programs, a description of each published field, a declared encoding."""
    if subject.encoding == "" and subject.media == "csv":
        yield finding("L3-08", "encoding", None, None)
    for column in subject.columns if not subject.titled else ():
        label = column.label.strip()
        if label and not _PHYSICAL.fullmatch(label) and not plain(label):
            yield finding("L3-08", "name", subject.header, column.position, column.label)
        if subject.published and (column.field is None or column.field.descriptions is None):
            yield finding("L3-08", "description", subject.header, column.position, column.label)

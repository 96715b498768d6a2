"""Rules of the form of a file: one table from its first line, whole, with a name above each column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.interpret.characters import alike, narrow
from pipeline.letters import letter
from pipeline.rules.subject import Column, Subject
from pipeline.rules.texts import decorated, era_year, plain
from pipeline.rules.words import Finding, finding

_FORMATS = (".csv", ".tsv", ".xlsx", ".xml", ".ods", ".json")
_OTHERS = ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"\xd0\xcf\x11\xe0", "xls, doc"), (b"<!doctype html", "HTML"))
_NAMELESS = re.compile(r"(?:Unnamed(?:[:_ ].*)?|(?:列|項目|カラム|Column|Field|F|V|X)[ _]?[0-9]*|[A-Z]|[^\w]+)", re.I)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])|(?:明治|大正|昭和|平成|令和)(?:元|[0-9]{1,2})")
_ABBREVIATED = re.compile(r"[MTSHR][0-9]{1,2}(?:年度?)?")
_REMARK = re.compile(r"[(（]?(?:注|※|\*|出典|出所|資料[:：]|備考|作成)")


def format_of_file(subject: Subject) -> Iterator[Finding]:
    """L1-01."""
    name, head = subject.table.file, subject.table.received[:20].lower().lstrip()
    other = next((other for mark, other in _OTHERS if head.startswith(mark.lower())), "")
    if other:
        yield finding("L1-01", "inside", None, None, name, format=other)
    elif name and not name.lower().endswith(_FORMATS):
        yield finding("L1-01", "name", None, None, name)


def one_table(subject: Subject) -> Iterator[Finding]:
    """L1-02: a second header, below the table or inside it."""
    labels = tuple(column.label for column in subject.columns)
    for index, cells in enumerate(subject.rows):
        if len(labels) > 1 and cells == labels and any(labels):
            yield finding("L1-02", "repeated", subject.row(index), None, cells[0])
        elif index and not any(subject.rows[index - 1]) and _header_like(subject, cells):
            yield finding("L1-02", "second", subject.row(index), None, next(filter(None, cells)))
    second = next(((row, texts) for row, texts in subject.below if len(texts) > 1), None)
    if second:
        yield finding("L1-02", "second", second[0], None, second[1][0])


def _header_like(subject: Subject, cells: tuple[str, ...]) -> bool:
    texts = [text for text in cells if text.strip()]
    words = not any(plain(text) or decorated(text) for text in texts)
    above = any(
        column.numeric and column.filled and text.strip() for column, text in zip(subject.columns, cells, strict=True)
    )
    return len(texts) > 1 and words and above


def not_split(subject: Subject) -> Iterator[Finding]:
    """L1-03: empty rows with rows below them, and columns without a name and without a value."""
    last = max((index for index, cells in enumerate(subject.rows) if any(map(str.strip, cells))), default=-1)
    for index, cells in enumerate(subject.rows[: last + 1]):
        if not any(map(str.strip, cells)):
            yield finding("L1-03", "row", subject.row(index), None)
    for column in subject.columns if not subject.titled else ():
        if _unused(column):
            yield finding("L1-03", "column", None, column.position)


def _unused(column: Column) -> bool:
    return not column.label.strip() and len(column.blank) == len(column.texts)


def nothing_else(subject: Subject) -> Iterator[Finding]:
    """L1-04: remarks below the table, and cells beside it with a gap between."""
    for row, texts in subject.below:
        if len(texts) == 1:
            yield finding("L1-04", "below", row, None, texts[0])
    several_filled = any(sum(map(bool, cells)) > 1 for cells in subject.rows)
    for index in range(len(subject.rows) - 1, -1, -1):
        filled = [(position, text) for position, text in enumerate(subject.rows[index], 1) if text.strip()]
        if len(filled) > 1 or not several_filled:
            break
        for position, text in filled:
            if len(subject.columns) > 2 or _REMARK.match(text):
                yield finding("L1-04", "below", subject.row(index), position, text)
    for index, column, cells in _wider(subject):
        if not all(map(str.strip, cells[: column - 1])):
            yield finding("L1-04", "beside", subject.row(index), column, cells[column - 1])


def commas_quoted(subject: Subject) -> Iterator[Finding]:
    """L1-15: a row with more cells than the header, none of them empty."""
    for index, column, cells in _wider(subject):
        if all(map(str.strip, cells[: column - 1])):
            yield finding("L1-15", "more", subject.row(index), column, cells[column - 1])


def _wider(subject: Subject) -> Iterator[tuple[int, int, list[str]]]:
    """Rows that go on beyond the header: the index, the position of the first cell there, and the cells."""
    width = len(subject.table.labels)
    for index, cells in sorted((subject.table.ragged or {}).items() if not subject.titled else ()):
        beyond = next((position for position, cell in enumerate(cells, 1) if position > width and cell.strip()), None)
        if beyond:
            yield index, beyond, cells


def named(subject: Subject) -> Iterator[Finding]:
    """L1-05."""
    for column in subject.columns if not subject.titled else ():
        label = column.label.strip()
        if not label and not _unused(column):
            yield finding("L1-05", "empty", subject.header, column.position)
        elif label and not (subject.published and column.field) and _NAMELESS.fullmatch(narrow(label)):
            yield finding("L1-05", "code", subject.header, column.position, column.label)


def uniquely_named(subject: Subject) -> Iterator[Finding]:
    """L2-03."""
    first: dict[str, int] = {}
    for column in subject.columns:
        label = alike(column.label.strip())
        if label and first.setdefault(label, column.position) != column.position:
            yield finding("L2-03", "double", subject.header, column.position, column.label, first=str(first[label]))


def not_merged(subject: Subject) -> Iterator[Finding]:
    """L1-12."""
    for top, left, bottom, right in subject.merged:
        address = f"{letter(left)}{top}:{letter(right)}{bottom}"
        yield finding("L1-12", "merged", top, subject.position(left), address)


def nothing_hidden(subject: Subject) -> Iterator[Finding]:
    """L1-13."""
    for row in subject.hidden_rows:
        yield finding("L1-13", "row", row, None)
    for column in subject.hidden_columns:
        yield finding("L1-13", "column", None, subject.position(column), letter(column))


def no_formulas(subject: Subject) -> Iterator[Finding]:
    """L2-06."""
    for row, column in subject.formulas:
        yield finding("L2-06", "formula", row, subject.position(column), f"{letter(column)}{row}")


def header_first(subject: Subject) -> Iterator[Finding]:
    """L3-01."""
    if subject.titled:
        title = next(column for column in subject.columns if column.label.strip())
        yield finding("L3-01", "title", subject.header, title.position, title.label)
    elif subject.header > 1:
        yield finding("L3-01", "later", subject.header, None)


def long_form(subject: Subject) -> Iterator[Finding]:
    """L3-09: columns whose names differ by the year only."""
    years: dict[str, list[Column]] = {}
    for column in subject.columns:
        label = narrow(column.label).strip()
        match = _YEAR.search(label) or (_ABBREVIATED.match(label) if era_year(label) else None)
        if match:
            years.setdefault(label[: match.start()] + "{}" + label[match.end() :].strip(), []).append(column)
    for columns in years.values():
        if len({column.label for column in columns}) > 1:
            named = ", ".join(column.label for column in columns)
            yield finding("L3-09", "years", subject.header, columns[0].position, named)

"""What a cell should have been, where that is certain. It is only said: nothing takes it without a person."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from pipeline.identifiers import check_digit
from pipeline.interpret.characters import narrow
from pipeline.package.patterns import compiled
from pipeline.problem import Problem

_LISTED = {
    "E-ENUM": ("allowed", ", "),
    "E-CATEGORY": ("allowed", ", "),
    "E-PHRASE": ("rest", "、"),
    "E-CELL-KEY": ("near", ", "),
    "E-CELL-FIELD": ("near", ", "),
}
_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,30}"),
    "number": re.compile(r"[+-]?[0-9]{1,20}(\.[0-9]{1,10})?"),
    "year": re.compile(r"[0-9]{4}"),
    "yearmonth": re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+")
_HALF_OR_FULL = re.compile("[\uff00-\uffef\u3000]+")  # Unicode, Halfwidth and Fullwidth Forms


def suggestion(problem: Problem) -> str | None:
    """The value that the cell was meant to be, if it can be no other: without spaces around it, in half-width
    digits, without commas between thousands, with its leading zero, or as the list of values writes it."""
    if not problem.cell:
        return None
    found = _suggested(problem, problem.cell)
    return None if found == problem.cell else found


def _suggested(problem: Problem, cell: str) -> str | None:
    facts, plain = problem.facts, narrow(cell).strip()
    if problem.code in ("E-TYPE", "E-LEXICAL"):
        return _typed(facts["type"], plain)
    if problem.code == "E-PATTERN-CELL":
        pattern = compiled(facts["pattern"])
        return next((text for text in (plain, _with_zero(plain)) if text and pattern.fullmatch(text)), None)
    if problem.code == "E-MIN-LENGTH" and facts["limit"] == "6":
        return _with_zero(plain)
    if problem.code in _LISTED:
        fact, separator = _LISTED[problem.code]
        alike = [value for value in facts[fact].split(separator) if _folded(value) == _folded(cell)]
        return alike[0] if len(alike) == 1 else None
    return None


def _typed(kind: str, text: str) -> str | None:
    if kind == "integer" and _THOUSANDS.fullmatch(text):
        text = text.replace(",", "")
    if kind not in _FORMS or not _FORMS[kind].fullmatch(text):
        return None
    if kind == "date":
        try:
            date.fromisoformat(text)
        except ValueError:
            return None
    return text


def _with_zero(text: str) -> str | None:
    """A 全国地方公共団体コード whose leading zero a spreadsheet has taken, if its check digit is right.

    >>> _with_zero("40002"), _with_zero("40003")
    ('040002', None)
    """
    if not re.fullmatch("[1-9][0-9]{4}", text):
        return None
    code = f"0{text}"
    return code if check_digit(code[:5]) == code[5] else None


def _folded(text: str) -> str:
    """Without case, width and spaces. Only forms of width are taken together: ㈱ and ① are no other writing
    of (株) and 1."""
    wide = _HALF_OR_FULL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return "".join(wide.split()).casefold()

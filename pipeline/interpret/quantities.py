"""Printed quantities: qualifier, number, unit; several in one cell by arrows or separators."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.interpret import numbers
from pipeline.interpret.characters import narrow
from pipeline.interpret.eras import fiscal_year
from pipeline.interpret.qualifiers import PREFIXES, SUFFIXES
from pipeline.interpret.units import Units

UNSTATED = "unstated"
_ARROW = re.compile(r" *(?:→|⇒|->) *")
_SEPARATOR = re.compile(r" *[、,・/;] *")
_YEAR_LABEL = re.compile(r"((?:[MTSHR]|明治|大正|昭和|平成|令和)(?:元|[0-9]{1,2})(?:年度)?|[0-9]{4}(?:年度)?) *: *")


@dataclass(frozen=True, slots=True)
class Quantity:
    """One printed quantity. `value` is canonical decimal text; `step` the unit of its last printed
    digit, empty where the number is an exact count; `fiscal_year` as printed before it (`R4:62万`);
    `position` is single, from, to, or its place in a list (1, 2, ...). `rules` say what was done to
    get each part."""

    value: str
    unit: str
    step: str
    approximate: str = "false"
    cumulative: str = "false"
    qualifier: str = ""
    fiscal_year: str = ""
    position: str = "single"
    rules: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Text that is no quantity for certain: a problem code, where it stops making sense, and why."""

    code: str
    rest: str
    why: Mapping[str, str] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, str]:
        """Of the problem."""
        return {"rest": self.rest, **self.why}


def quantities(text: str, known: Units, *, unit_optional: bool = False) -> tuple[Quantity, ...] | Unread:
    """Every quantity of a cell, in order, or the place where it cannot be read.

    >>> from pipeline.interpret.units import units
    >>> [(q.value, q.unit, q.position) for q in quantities("7種→25種", units({"種": "kind"}))]
    [('7', 'kind', 'from'), ('25', 'kind', 'to')]
    """
    narrowed = narrow(text).strip()
    widths = [] if narrowed == text.strip() else ["characters.narrow"]
    found: list[Quantity] = []
    at, joint = 0, ""
    while True:
        step = _one(narrowed, at, known, unit_optional, widths)
        if isinstance(step, Unread):
            return step
        quantity, at = step
        found.append(quantity)
        if at == len(narrowed):
            break
        arrow, separator = _ARROW.match(narrowed, at), _SEPARATOR.match(narrowed, at)
        between, kind = (arrow, "arrow") if arrow else (separator, "list")
        if between is None or joint == "arrow" or joint not in ("", kind):
            return Unread("E-QUANTITY", narrowed[at:])
        if quantity.unit == UNSTATED and between[0].strip() in "/・":  # 1/2 and 3・11 are no lists
            return Unread("E-QUANTITY", narrowed[at:])
        at, joint = between.end(), kind
    if not joint:
        return tuple(found)
    places = ("from", "to") if joint == "arrow" else tuple(str(n + 1) for n in range(len(found)))
    return tuple(
        replace(q, position=place, rules={**q.rules, "position": f"position.{joint}"})
        for q, place in zip(found, places, strict=True)
    )


def _one(text: str, at: int, known: Units, unit_optional: bool, done: Sequence[str]) -> tuple[Quantity, int] | Unread:
    """The quantity that begins at `at`, and where it ends."""
    parts: dict[str, str] = {}
    rules: dict[str, str] = {}
    label = _YEAR_LABEL.match(text, at)
    if label:
        year = fiscal_year(label[1])
        if year is None:
            return Unread("E-FISCAL-YEAR", label[1])
        parts["fiscal_year"], rules["fiscal_year"], at = str(year), "era.fiscal_year", label.end()
    at = _after_spaces(text, _qualifiers(text, at, PREFIXES, parts, rules))
    token = numbers.TOKEN.match(text, at)
    read = numbers.number(token[0]) if token else None
    if token is None or read is None:
        return Unread("E-QUANTITY", text[at:])
    at = token.end()
    unit = known.pattern.match(text, _after_spaces(text, at))
    if unit is None and not unit_optional:
        return Unread("E-UNIT", text[at:])
    code = known.codes[unit[0]] if unit else UNSTATED
    at = _qualifiers(text, unit.end() if unit else at, SUFFIXES, parts, rules)
    rules["value"] = "+".join([*done, *read.rules]) or "number"
    rules["unit"] = "unit.form" if unit else "unit.unstated"
    exact = code in known.counted and not read.scaled
    return Quantity(f"{read.value:f}", code, "" if exact else f"{read.step:f}", **parts, rules=rules), at


def _after_spaces(text: str, at: int) -> int:
    return at + len(text[at:]) - len(text[at:].lstrip(" "))


def _qualifiers(
    text: str, at: int, table: Mapping[str, tuple[str, str]], parts: dict[str, str], rules: dict[str, str]
) -> int:
    """Takes the qualifier words that stand at `at` into `parts`; returns where they end."""
    while True:
        word = next((w for w in sorted(table, key=len, reverse=True) if text.startswith(w, at)), None)
        if word is None:
            return at
        part, code = table[word]
        if parts.get(part, code) != code:
            return at  # 全 and 計, 以上 and 未満: not both
        parts[part], rules[part], at = code, f"qualifier.{word}", at + len(word)

"""The notations that a raw field can be in: what each reads, and the parts it gives.

A raw schema names one (`"notation": {"kind": "quantity"}`); a published field takes a part of it
(`"from": "printed.value"`). An empty cell has no parts unless a phrase stands for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields

from pipeline.interpret import eras
from pipeline.interpret.quantities import Quantity, Unread, quantities
from pipeline.interpret.units import Units

Parts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell says once: parts by name (canonical text), and the rule that gave each."""

    parts: Parts
    rules: Parts


@dataclass(frozen=True, slots=True)
class Options:
    """How a field declares its notation. `phrases`: printed words to codes; `otherwise`: the code
    where a number stands instead; `unit`: the only unit allowed; `unit_optional`: may be missing."""

    units: Units
    phrases: Mapping[str, str]
    otherwise: str
    unit: str
    unit_optional: bool


Read = Callable[[str, Options], tuple[Reading, ...] | Unread]

NEUTRAL: Parts = {"approximate": "false", "cumulative": "false", "qualifier": "", "position": "single", "bound": "at"}
"""What a part says when the source prints nothing for it: not published, it loses nothing."""


def _quantities(text: str, options: Options) -> tuple[Reading, ...] | Unread:
    read = quantities(text, options.units, unit_optional=options.unit_optional)
    if isinstance(read, Unread):
        return read
    if options.unit and any(q.unit != options.unit for q in read):
        return Unread("E-UNIT-OTHER", options.unit)
    return tuple(_reading(q, options.otherwise) for q in read)


def _quantity(text: str, options: Options) -> tuple[Reading, ...] | Unread:
    read = _quantities(text, options)
    if not isinstance(read, Unread) and len(read) > 1:
        return Unread("E-SEVERAL", text)
    return read


def _reading(quantity: Quantity, phrase: str) -> Reading:
    parts = {f.name: getattr(quantity, f.name) for f in fields(quantity) if f.name != "rules"}
    return Reading(parts | {"phrase": phrase}, quantity.rules)


def _fiscal_year(text: str, options: Options) -> tuple[Reading, ...] | Unread:
    year = eras.fiscal_year(text)
    if year is None:
        return Unread("E-FISCAL-YEAR", text)
    return (Reading({"fiscal_year": str(year)}, {"fiscal_year": "era.fiscal_year"}),)


def _period(text: str, options: Options) -> tuple[Reading, ...] | Unread:
    read = eras.period(text)
    if read is None:
        absent = eras.absent_day(text)
        said = dict(zip(("year", "month", "day"), map(str, absent), strict=True)) if absent else {}
        return Unread("E-DAY", text, said) if absent else Unread("E-DATE", text)
    parts = {"start": str(read.start), "end": str(read.end), "precision": read.precision, "bound": read.bound}
    return (Reading(parts, dict.fromkeys(parts, f"era.{read.precision}")),)


def _phrase(text: str, options: Options) -> tuple[Reading, ...] | Unread:
    return Unread("E-PHRASE", "、".join(filter(None, options.phrases)))


NOTATIONS: Mapping[str, Read] = {
    "quantity": _quantity,
    "quantities": _quantities,
    "fiscal_year": _fiscal_year,
    "period": _period,
    "phrase": _phrase,
}


_QUANTITY_PARTS = frozenset(f.name for f in fields(Quantity) if f.name != "rules") | {"phrase"}
PARTS: Mapping[str, frozenset[str]] = {
    "quantity": _QUANTITY_PARTS,
    "quantities": _QUANTITY_PARTS,
    "fiscal_year": frozenset({"fiscal_year"}),
    "period": frozenset({"start", "end", "precision", "bound"}),
    "phrase": frozenset({"phrase"}),
}
"""The parts that a published field can take of each notation."""


def read(kind: str, text: str, options: Options) -> tuple[Reading, ...] | Unread:
    """Read one cell in the notation `kind`: one reading or more, or why it cannot be read."""
    if text in options.phrases:
        said_nothing = {part: neutral for part, neutral in NEUTRAL.items() if part in PARTS[kind]}
        return (Reading({**said_nothing, "phrase": options.phrases[text]}, {"phrase": "phrase"}),)
    if text == "":
        return (Reading({}, {}),)
    return NOTATIONS[kind](text, options)

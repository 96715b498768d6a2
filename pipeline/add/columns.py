"""What the columns of a new table are, told by their cells: fiscal years, area codes, quantities, days, or text."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from itertools import combinations
from typing import Literal

from pipeline.enrich.rates.outcome import UNSTATED
from pipeline.identifiers import check_digit
from pipeline.interpret import eras
from pipeline.interpret.characters import narrow
from pipeline.interpret.quantities import Quantity, quantities
from pipeline.interpret.units import Units

Kind = Literal["fiscal_year", "area_code", "quantity", "period", "text"]

OUR_TIME = range(1950, 2100)
"""The years in which a bare number of four digits may be one without a word."""
_YEARS = re.compile("(?:年度?|year|fy)$", re.IGNORECASE)  # 年度, 設置年; not 年齢, 年間利用者数


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the new table. `parts` are those of its printed cells that say something beside a number; `guessed`
    is true where the name and the English title are not known and a person must give them."""

    name: str
    label: str
    title: str
    kind: Kind
    complete: bool
    parts: tuple[str, ...] = ()
    whole: bool = False
    unit_known: bool = True
    guessed: bool = False


def columns(labels: Sequence[str], rows: Sequence[Sequence[str]], units: Units) -> list[Column]:
    """Each column by its header and its cells; names are unique."""
    found: list[Column] = []
    for position, label in enumerate(labels):
        cells = [row[position].strip() for row in rows]
        filled = [cell for cell in cells if cell]
        name, title, guessed = _named(label, position)
        taken = {column.name for column in found}
        name = next(n for n in (name, *(f"{name}_{number}" for number in range(2, 999))) if n not in taken)
        kind, parts, numbers = _kind(label, filled, units)
        whole = all("." not in number.value for number in numbers)
        known = all(number.unit not in ("", UNSTATED) for number in numbers)
        found.append(Column(name, label, title, kind, len(filled) == len(cells), parts, whole, known, guessed))
    return found


def key(found: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    """The fewest columns that tell the rows apart and have no hole, leftmost first; none where three do not."""
    positions = [position for position, column in enumerate(found) if column.complete and column.kind != "quantity"]
    for size in (1, 2, 3):
        for chosen in combinations(positions, size):
            values = [tuple(row[position].strip() for position in chosen) for row in rows]
            if len(set(values)) == len(values):
                return [found[position].name for position in chosen]
    return []


def is_fiscal_year(text: str) -> bool:
    """Whether it names a fiscal year; a bare number only if it is one of our time."""
    year = eras.fiscal_year(text)
    return year is not None and (not _bare(text) or year in OUR_TIME)


def are_fiscal_years(label: str, cells: Sequence[str]) -> bool:
    """Whether cells name fiscal years. Bare numbers do where the header says so, or where they are years of our time
    without a gap: four digits are as well a number of visitors.

    >>> are_fiscal_years("値", ["1200", "1885"]), are_fiscal_years("年度", ["1990", "2020"])
    (False, True)
    """
    years = {eras.fiscal_year(cell) for cell in cells}
    if not cells or None in years:
        return False
    if not any(_bare(cell) for cell in cells) or _YEARS.search(re.sub("[(（].*", "", narrow(label)).strip()):
        return True
    found = sorted(year for year in years if year)
    return all(year in OUR_TIME for year in found) and found[-1] - found[0] < len(found)


def _bare(text: str) -> bool:
    return narrow(text).strip().isdigit()


def _kind(label: str, cells: Sequence[str], units: Units) -> tuple[Kind, tuple[str, ...], list[Quantity]]:
    """What the cells are, the parts that they print, and the quantities that they are."""
    if are_fiscal_years(label, cells):
        return "fiscal_year", (), []
    if cells and all(re.fullmatch("[0-9]{6}", cell) and check_digit(cell[:5]) == cell[5] for cell in cells):
        return "area_code", (), []
    periods = [None if _bare(cell) else eras.period(cell) for cell in cells]
    if cells and all(periods):
        bound = any(period and period.bound != "at" for period in periods)
        return "period", ("start", "end", "precision", *(["bound"] if bound else [])), []
    read = [quantities(cell, units, unit_optional=True) for cell in cells]
    several = [q[0] for q in read if isinstance(q, tuple) and len(q) == 1]
    if cells and len(several) == len(cells) and not any(re.fullmatch("0[0-9]+", narrow(cell)) for cell in cells):
        return "quantity", _parts(several), several
    return "text", (), []


def _parts(several: Sequence[Quantity]) -> tuple[str, ...]:
    """The parts of quantities that would be lost if no field took them."""
    said: Mapping[str, bool] = {
        "unit": any(q.unit for q in several),
        "approximate": any(q.approximate == "true" for q in several),
        "cumulative": any(q.cumulative == "true" for q in several),
        "qualifier": any(q.qualifier for q in several),
        "fiscal_year": any(q.fiscal_year for q in several),
    }
    return tuple(part for part, is_said in said.items() if is_said)


def _named(label: str, position: int) -> tuple[str, str, bool]:
    """Name, English title, and whether both are only a guess."""
    plain = re.sub(r"[\s()（）]", "", narrow(label))
    if re.fullmatch("[A-Za-z][A-Za-z0-9_ ]*", plain):
        return plain.lower(), label, False
    parts = [entry for header, entry in sorted(_headers().items(), key=lambda h: -len(h[0])) if header in plain]
    if not parts:
        return f"column_{position + 1}", f"Column {position + 1}", True
    exact = _headers().get(plain)
    chosen = [exact] if exact else parts[:2][::-1]
    return "_".join(name for name, _ in chosen), ", ".join(title for _, title in chosen), exact is None


@functools.cache
def _headers() -> dict[str, tuple[str, str]]:
    text = resources.files("pipeline.add").joinpath("headers.toml").read_text("utf-8")
    return {header: (entry[0], entry[1]) for header, entry in tomllib.loads(text)["headers"].items()}

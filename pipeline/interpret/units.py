"""Printed units to unit codes. The forms are data (a raw table); this only looks them up."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from pipeline.interpret.characters import narrow


@dataclass(frozen=True, slots=True)
class Units:
    """`codes`: narrowed printed form to unit code. `counted`: the units whose numbers are counts,
    so that one printed in full is exact. `pattern` finds the longest form."""

    codes: Mapping[str, str]
    counted: Sequence[str]
    pattern: re.Pattern[str]


def units(forms: Mapping[str, str], counted: Collection[str] = ()) -> Units:
    """From printed form to code: `units({"件": "case", "人日／年": "person-day-per-year"})`."""
    codes = {narrow(form): code for form, code in forms.items()}
    longest_first = sorted(codes, key=lambda form: (-len(form), form))
    pattern = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
    return Units(codes, sorted(counted), pattern)

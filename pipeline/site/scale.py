"""Where numbers stand on an axis, and which of them are written at it. Exact, so that no number is too large. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_TICKS = 5
"""Steps that an axis has at most."""


class Scale(NamedTuple):
    """An axis from the lowest to the highest of its ticks."""

    ticks: Sequence[Decimal]

    def fraction(self, number: Decimal) -> float:
        """How far along the axis a number stands, from 0 to 1."""
        low, high = self.ticks[0], self.ticks[-1]
        return float(min(max((number - low) / (high - low), Decimal(0)), Decimal(1)))


def scale(numbers: Sequence[Decimal], *, zero: bool) -> Scale:
    """An axis on which all these numbers are, with round ticks; it begins at `zero`, or where the numbers are close to
    each other and far from it, near them.

    >>> [str(tick) for tick in scale([Decimal(112), Decimal(160), Decimal(100)], zero=False).ticks]
    ['80', '100', '120', '140', '160']
    >>> [str(tick) for tick in scale([], zero=True).ticks]
    ['0', '1']
    """
    if not any(numbers):
        return Scale((Decimal(0), Decimal(1)))
    low, high = min(numbers), max(numbers)
    near = not zero and low < high and (2 * low >= high if low > 0 else 2 * high <= low < 0)
    if not near:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    step = _step((high - low) / _TICKS)
    first = (low / step).to_integral_value(ROUND_FLOOR)
    first -= near and first * step == low > 0  # nothing lies on the axis of x that is not 0
    last = max((high / step).to_integral_value(ROUND_CEILING), first + 1)
    return Scale([(first + n) * step for n in range(int(last - first) + 1)])


def _step(least: Decimal) -> Decimal:
    """The lowest round number that is at least this one."""
    magnitude = Decimal(1).scaleb(least.adjusted())
    found = next(step for step in _STEPS if step * magnitude >= least) * magnitude
    return found.normalize() if found != found.to_integral_value() else found.quantize(1) if found < 10**20 else found

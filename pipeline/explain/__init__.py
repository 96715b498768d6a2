"""One published value followed back to the cell of the source, in a finished release alone."""

from __future__ import annotations

from pathlib import Path

from pipeline.errors import Stop
from pipeline.explain.follow import follow
from pipeline.explain.opened import Opened, chosen, opened
from pipeline.explain.said import Explained
from pipeline.package import DESCRIPTOR
from pipeline.problem import Problem

__all__ = ["Explained", "Opened", "explain", "follow", "opened"]


def explain(folder: Path, table: str, key: str, field: str) -> Explained:
    """How the value of `field` came about in the row of `table` with this key: the values of the primary key parted by
    `/`, or of a table without one the line in its CSV.

    Raises Stop: E-TARGET, E-CELL-KEY, E-CELL-FIELD where there is no such cell; E-RELEASE, E-RELEASE-FORM and what is
    wrong with a file where the release cannot be opened, or its raw tables do not give the row.
    """
    try:
        release = opened(folder)
        return follow(release, chosen(release, table, key, field))
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:  # a name or number that it does not declare
        raise Stop([Problem("E-RELEASE-FORM", file=DESCRIPTOR, facts={"reason": f"derivation: {error}"})]) from error

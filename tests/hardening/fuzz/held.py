"""What must hold of whatever a reader says."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.problem import Problem
from pipeline.report.catalogue import message, remedy

SECONDS = 2.0
"""Of processor time, for one input."""
MEGABYTES = 512
"""Of the whole process."""


def held(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each of which can be worded in both languages, by text that can be written."""
    found = list(problems)
    for problem in found[:20]:
        for language in ("ja", "en"):
            (message(problem, language) + remedy(problem, language)).encode("utf-8")
    return found

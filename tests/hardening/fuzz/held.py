"""What must hold of whatever a reader says."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.problem import Problem
from pipeline.report.catalogue import in_japanese, message, remedy
from tests.conftest import SAID_BY_OTHERS

SECONDS = 2.0
"""Of processor time, for one input."""
MEGABYTES = 512
"""Of the whole process."""
_JAPANESE = re.compile("[ぁ-ゖ一-鿿]")


def held(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, each of which can be worded in both languages, by text that can be written."""
    found = list(problems)
    for problem in found[:20]:
        reason = problem.facts.get("reason", "")
        others = f"{problem.code}: {reason}".startswith(SAID_BY_OTHERS)
        assert not reason or others or _JAPANESE.search(in_japanese(reason)), f"{problem.code}: {reason}"
        for language in ("ja", "en"):
            (message(problem, language) + remedy(problem, language)).encode("utf-8")
    return found

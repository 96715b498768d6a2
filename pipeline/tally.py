"""Problems as they are gathered: of one cause so many are kept, and how many more there are is counted and said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.problem import SEVERITIES, Problem

LIMIT = 10_000
"""Problems of one cause that are kept, which bounds the memory and the report of a run (docs/errors/I-MORE.md)."""
MORE = "I-MORE"
Cause = tuple[str, str, str, str]
"""Code, file, sheet and field."""


class Tally:
    """Problems in the order in which they are added. Those beyond the limit are counted, and `said` ends with one
    problem for each cause that has such. What another tally said can be added: the totals stay exact."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._counts: Counter[Cause] = Counter()
        self._more: Counter[Cause] = Counter()

    def room(self, code: str, file: str, sheet: str, field: str) -> bool:
        """Whether one more of this cause would be kept; where not, it is counted, and need not be made."""
        full = self._counts[code, file, sheet, field] >= LIMIT
        if full:
            self._more[code, file, sheet, field] += 1
        return not full

    def add(self, problems: Iterable[Problem]) -> None:
        """Each, or its count."""
        for problem in problems:
            if problem.code == MORE:
                facts = problem.facts
                self._more[facts["code"], problem.file, problem.sheet, problem.field] += int(facts["count"])
            elif self.room(problem.code, problem.file, problem.sheet, problem.field):
                self._counts[problem.code, problem.file, problem.sheet, problem.field] += 1
                self._kept.append(problem)

    def said(self) -> list[Problem]:
        """Those that are kept, then I-MORE with `count`, those that are not, and `total`, all of its cause."""
        return self._kept + [
            Problem(MORE, file, sheet, None, field, facts=_facts(code, count, count + self._counts[cause]))
            for cause, count in self._more.items()
            for code, file, sheet, field in [cause]
        ]


def _facts(code: str, count: int, total: int) -> dict[str, str]:
    return {"code": code, "count": str(count), "total": str(total)}


def bounded(problems: Iterable[Problem]) -> list[Problem]:
    """All the problems, but of one cause no more than the limit, and how many more."""
    tally = Tally()
    tally.add(problems)
    return tally.said()


def counts(problems: Iterable[Problem]) -> Counter[str]:
    """How many there are of each severity, with those that were only counted."""
    found: Counter[str] = Counter()
    for problem in problems:
        if problem.code == MORE:
            found[SEVERITIES[problem.facts["code"][0]]] += int(problem.facts["count"])
        else:
            found[problem.severity] += 1
    return found

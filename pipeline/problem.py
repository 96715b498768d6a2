"""A problem: what is wrong, where, and the facts its message is made of.

The wording (ja, en), the severity and the remedy of each code are in `catalogue.toml`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

SEVERITIES = {"E": "error", "W": "warning", "I": "information"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of a run.

    `row` is the physical line of the file, from 1, as a text editor shows it; `column` the position
    of the field, from 1; `cell` the text as received. `facts` fills the placeholders of the message.
    """

    code: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    field: str = ""
    column: int | None = None
    cell: str | None = None
    facts: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def severity(self) -> str:
        """error, warning or information, by the first letter of the code."""
        return SEVERITIES[self.code[0]]


def system_problem(code: str, file: object, error: OSError) -> Problem:
    """A problem with a file of which the system says what it would not do."""
    return Problem(code, file=str(file), facts={"reason": error.strerror or str(error)})


def no_release(folder: object, reason: str) -> Problem:
    """E-RELEASE for a folder that lacks, or spoils, what every release has: `reason` says what."""
    return Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": reason})


def failed(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)

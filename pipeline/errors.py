"""The only exceptions of the house.

    Exception
    ├── Stop         the run cannot go on; the problems say why, and their codes decide the exit status
    │   └── Missing  a library of an extra is not installed; also a ModuleNotFoundError, for others who do without it
    └── Ambiguous    a lookup finds several values; becomes a problem where it is caught

Everything else that is raised is a bug (exit 70).
"""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.problem import Problem


class Stop(Exception):
    """Ends a run. The problems are complete and are shown to the user as they are."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in self.problems))


class Missing(Stop, ModuleNotFoundError):
    """E-EXTRA: the module that is needed, and the extra that brings it."""

    def __init__(self, module: str, extra: str) -> None:
        super().__init__([Problem("E-EXTRA", cell=module, facts={"extra": extra})])
        self.name = module


class Ambiguous(Exception):
    """The rows that a lookup picks give more than one value."""

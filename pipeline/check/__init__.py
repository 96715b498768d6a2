"""What a stranger checks on a finished release: hashes, schemas, identities, derived values.

Shares no code with `emit`, so that it is able to disagree.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.check.csv2rdf import rdf_problems
from pipeline.check.derived import derived_problems
from pipeline.check.hashes import hash_problems
from pipeline.check.identities import identity_problems
from pipeline.check.release import open_release
from pipeline.check.schemas import schema_problems
from pipeline.errors import Stop
from pipeline.problem import Problem


def check(folder: Path) -> list[Problem]:
    """Every problem of the release in `folder`. Raises Stop with E-RELEASE where it is none.

    Where files are damaged so that it cannot be read further, their hashes say which.
    """
    problems = list(hash_problems(folder))
    try:
        release = open_release(folder)
    except Stop:
        if problems:
            return problems
        raise
    problems += schema_problems(folder)
    try:
        problems += identity_problems(release)
        problems += derived_problems(release)
        problems += rdf_problems(folder)
    except (KeyError, TypeError) as error:  # a name that its descriptor uses and does not declare
        problems.append(Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": str(error)}))
    return problems

"""What a stranger checks on a finished release: hashes, schemas, identities, derived values, and its RDF.

Shares no code with `emit`, so that it is able to disagree.
"""

from __future__ import annotations

from pathlib import Path

from pipeline.check.catalogue import catalogue_problems
from pipeline.check.copies import copy_problems
from pipeline.check.csv2rdf import rdf_problems
from pipeline.check.cube import cube_problems
from pipeline.check.derived import derived_problems
from pipeline.check.graphs import read_graphs, stored
from pipeline.check.hashes import digests_in, hash_problems
from pipeline.check.identities import identity_problems
from pipeline.check.release import open_release
from pipeline.check.schemas import byte_problems, schema_problems
from pipeline.check.shapes import shape_problems
from pipeline.errors import Stop
from pipeline.memory import FORGETFUL, Memory
from pipeline.problem import Problem


def check(folder: Path, *, outside: bool = True, memory: Memory = FORGETFUL) -> list[Problem]:
    """Every problem of the release in `folder`; `outside`: also those that another validator finds, frictionless, which
    takes as long as all the rest, and of a large table as all the rest of its build. Raises Stop with E-RELEASE where
    it is no release. What is in the memory of large tables is not looked at again.

    Where files are damaged so that it cannot be read further, that is said of them and the rest is not checked.
    """
    digests = digests_in(folder)
    problems = list(hash_problems(folder, digests))
    try:
        release = open_release(folder)
    except Stop as stop:
        if problems:
            said = {(problem.code, problem.file) for problem in problems}
            return problems + [problem for problem in stop.problems if (problem.code, problem.file) not in said]
        raise
    if any(problem.code in ("E-FILE", "E-PATH", "E-RELEASE-MISSING") for problem in problems):
        return problems
    problems += byte_problems(release, digests)
    problems += schema_problems(folder) if outside else []
    problems += copy_problems(release)
    try:
        problems += identity_problems(release)
        problems += derived_problems(release)
        graphs, unread = read_graphs(folder)
        problems += [*unread, *rdf_problems(folder, graphs, digests, memory), *shape_problems(graphs)]
        store = stored(graphs)
        problems += [*cube_problems(store), *catalogue_problems(folder, release.base, store, digests)]
    except (KeyError, TypeError, ArithmeticError) as error:  # a name or number that its descriptor does not declare
        reason = f"no field {error}" if isinstance(error, KeyError) else f"derivation: {error}"
        problems.append(Problem("E-RELEASE-FORM", file="datapackage.json", facts={"reason": reason}))
    return problems

"""The integrity constraints of the W3C RDF Data Cube Vocabulary on the RDF of a finished release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources

import pyoxigraph as ox

from pipeline.problem import Problem

_LAST = 21
_PROPERTY = "<$p>"


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint that does not hold, and the nodes at fault as N-Triples writes them."""

    constraint: str
    name: str
    offenders: tuple[str, ...]


def cube_problems(store: ox.Store) -> Iterator[Problem]:
    """E-CUBE for each integrity constraint of the W3C RDF Data Cube Vocabulary (Recommendation of 16 January 2014,
    section 11) that the triples of a release violate, with the first node at fault and how many there are."""
    for found in violations(store):
        facts = {"constraint": found.constraint, "name": found.name}
        facts |= {"node": found.offenders[0], "count": str(len(found.offenders))}
        yield Problem("E-CUBE", "rdf", facts=facts)


def violations(store: ox.Store) -> list[Violation]:
    """The constraints IC-1 to IC-21 that a graph violates; it must be in normal form (section 10)."""
    found = []
    for number in range(1, _LAST + 1):
        query = _query(f"ic-{number:02}")
        constraint, name = query.splitlines()[0].removeprefix("# ").split(". ")
        queries = [query]
        if _PROPERTY in query:
            properties = _nodes(store, _query(f"ic-{number:02}-properties"))
            queries = [query.replace(_PROPERTY, str(node)) for node in properties if isinstance(node, ox.NamedNode)]
        offenders = dict.fromkeys(str(node) for query in queries for node in _nodes(store, query))
        if offenders:
            found.append(Violation(constraint, name, tuple(offenders)))
    return found


def _query(name: str) -> str:
    return resources.files("pipeline.check").joinpath("constraints", f"{name}.rq").read_text("utf-8")


def _nodes(store: ox.Store, query: str) -> Iterator[object]:
    solutions = store.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    for solution in solutions:
        yield solution[0]

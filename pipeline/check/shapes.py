"""The shape of a release (W3C SHACL Core): `shapes.ttl` on all that its graphs say."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from importlib import resources
from importlib.util import find_spec

import pyoxigraph as ox

from pipeline.check.graphs import Graph
from pipeline.problem import Problem


def shape_problems(graphs: Mapping[str, Graph]) -> list[Problem]:
    """E-SHAPE for each node that is not of its shape. Nothing is fetched, and nothing but SHACL Core is run.

    Rudof, where the extra `fast` is installed, says in a third of the time whether there is any; pySHACL says which,
    in our words.
    """
    shapes = _shapes()
    lines = b"\n".join(_looked_at(graphs, shapes)).decode()
    return [] if find_spec("pyrudof") and conforms(lines, shapes) else broken_shapes(lines, shapes)


def count() -> int:
    """How many shapes there are that nodes must have."""
    return sum(1 for triple in _statements(_shapes()) if triple.object == _SHAPE)


def _shapes() -> str:
    return resources.files("pipeline.check").joinpath("shapes.ttl").read_text("utf-8")


_TYPE = b"<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SUBCLASS = b"<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
"""What SHACL looks at beside the predicates that shapes name."""


def _looked_at(graphs: Mapping[str, Graph], shapes: str) -> Iterator[bytes]:
    """The triples that make a difference: not those of other predicates than are named, or of a type that is not named
    and is not under another one."""
    named = {str(term).encode() for triple in _statements(shapes) for term in triple}
    lines = [line for graph in graphs.values() for line in graph]
    types = named | {line.split(b" ", 1)[0] for line in lines if _SUBCLASS in line}
    predicates = (named | {_SUBCLASS}) - {_TYPE}
    for line in lines:
        _, predicate, rest = line.split(b" ", 2)
        if predicate in predicates or (predicate == _TYPE and rest.removesuffix(b" .") in types):
            yield line


@functools.cache
def _statements(shapes: str) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(shapes, format=ox.RdfFormat.TURTLE)]


_MESSAGE = ox.NamedNode("http://www.w3.org/ns/shacl#message")
_SHAPE = ox.NamedNode("http://www.w3.org/ns/shacl#NodeShape")


def conforms(lines: str, shapes: str) -> bool:
    """Whether N-Triples are of the shapes, by Rudof; without their messages, which it would copy for each node."""
    from pyrudof import RDFFormat, Rudof, RudofConfig

    asked = (triple for triple in _statements(shapes) if triple.predicate != _MESSAGE)
    with resources.as_file(resources.files("pipeline.check").joinpath("rudof.toml")) as offline:
        rudof = Rudof(RudofConfig.from_path(offline))
    rudof.read_data(lines, RDFFormat.NTriples)
    rudof.read_shacl((ox.serialize(asked, format=ox.RdfFormat.TURTLE) or b"").decode())
    return bool(rudof.validate_shacl().conforms)


def broken_shapes(lines: str, shapes: str) -> list[Problem]:
    """E-SHAPE for each node that is not of its shape, by pySHACL."""
    import logging

    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    logging.getLogger("rdflib").setLevel(logging.ERROR)  # a wrong number is a finding, not a warning
    data = rdflib.Graph().parse(data=lines, format="nt")
    of_shapes = rdflib.Graph().parse(data=shapes)
    _, report, _ = pyshacl.validate(data, shacl_graph=of_shapes, inference="none", advanced=False)
    assert isinstance(report, rdflib.Graph)
    problems = []
    for result in report.objects(None, SH.result):  # not the details of another result
        path = report.value(result, SH.resultPath)
        facts = {"node": str(report.value(result, SH.focusNode))}
        facts |= {"path": str(path) if isinstance(path, rdflib.URIRef) else ""}
        messages = [m for m in report.objects(result, SH.resultMessage) if isinstance(m, rdflib.Literal)]
        said = {message.language: str(message) for message in messages}
        facts |= {f"reason_{language}": said.get(language) or said.get(None, "") for language in ("ja", "en")}
        problems.append(Problem("E-SHAPE", "rdf", facts=facts))
    return sorted(problems, key=lambda problem: sorted(problem.facts.items()))

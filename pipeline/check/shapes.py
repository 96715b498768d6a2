"""The shape of a release (W3C SHACL Core): `shapes.ttl` on all that its graphs say."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from importlib import resources

from pipeline.check.graphs import Graph
from pipeline.problem import Problem


def shape_problems(graphs: Mapping[str, Graph]) -> list[Problem]:
    """E-SHAPE for each node that is not of its shape. Nothing is fetched, and nothing but SHACL Core is run."""
    import pyshacl
    import rdflib
    from rdflib.namespace import SH

    logging.getLogger("rdflib").setLevel(logging.ERROR)  # a wrong number is a finding, not a warning
    shapes = rdflib.Graph().parse(data=resources.files("pipeline.check").joinpath("shapes.ttl").read_text("utf-8"))
    lines = "".join(f"{triple} .\n" for graph in graphs.values() for triple in graph)
    data = rdflib.Graph().parse(data=lines, format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
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

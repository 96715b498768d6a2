"""The RDF of a release: every graph stands in three forms, which must say the same."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from pipeline.check.release import LARGE, MAX_BYTES
from pipeline.files import read_bytes
from pipeline.problem import Problem

Graph = set[ox.Triple]
FORMS = {".nt": ox.RdfFormat.N_TRIPLES, ".ttl": ox.RdfFormat.TURTLE, ".jsonld": ox.RdfFormat.JSON_LD}


def read_graphs(folder: Path) -> tuple[dict[str, Graph], list[Problem]]:
    """Each graph by the name of its files, as its N-Triples have it, but for large ones. Problems: E-RDF for each file
    that cannot be read or says something else."""
    graphs: dict[str, Graph] = {}
    problems: list[Problem] = []
    for name in sorted({path.stem for suffix in (".nt", ".ttl") for path in (folder / "rdf").glob(f"*{suffix}")}):
        for suffix, syntax in FORMS.items():
            path = f"rdf/{name}{suffix}"
            place = folder / path
            if not place.exists() or place.stat().st_size > LARGE:
                continue
            try:
                content = read_bytes(folder, path, MAX_BYTES)
                if isinstance(content, Problem):
                    problems.append(Problem("E-RDF", path, facts={"reason": content.facts["reason"]}))
                    continue
                found = {quad.triple for quad in ox.parse(content, format=syntax)}
            except SyntaxError as error:
                problems.append(Problem("E-RDF", path, facts={"reason": str(error)}))
                continue
            problems += difference(path, graphs.setdefault(name, found), found)
    return graphs, problems


def difference(path: str, expected: Graph, found: Graph) -> list[Problem]:
    """E-RDF where the graph of a file is not the expected one."""
    for triple in sorted(map(str, expected ^ found))[:1]:
        facts = {"reason": f"{len(expected - found)} missing, {len(found - expected)} more; first: {triple}"}
        return [Problem("E-RDF", path, facts=facts)]
    return []


def stored(graphs: Mapping[str, Graph]) -> ox.Store:
    """All graphs in one store, for queries."""
    store = ox.Store()
    store.bulk_extend(ox.Quad(*triple) for graph in graphs.values() for triple in graph)
    return store

"""The RDF of a release: every graph stands in three forms, which must say the same."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

import pyoxigraph as ox

from pipeline.check.release import LARGE, MAX_BYTES
from pipeline.files import read_bytes
from pipeline.problem import Problem

Graph = set[bytes]
"""Triples as lines of canonical N-Triples: a third of the time that objects take."""
FORMS = {".jsonld": ox.RdfFormat.JSON_LD, ".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}


def read_graphs(folder: Path) -> tuple[dict[str, Graph], list[Problem]]:
    """Each graph by the name of its files, as its N-Triples have it, but for large ones. Problems: E-RDF for each file
    that cannot be read or says something else."""
    graphs: dict[str, Graph] = {}
    problems: list[Problem] = []
    for name in sorted({path.stem for suffix in (".nt", ".ttl") for path in (folder / "rdf").glob(f"*{suffix}")}):
        forms: dict[str, Graph] = {}
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
                forms[path] = _graph(content, syntax, forms.values())
            except (SyntaxError, ValueError) as error:  # or statements in a graph of their own
                problems.append(Problem("E-RDF", path, facts={"reason": str(error)}))
        for path, found in reversed(forms.items()):
            problems += difference(path, graphs.setdefault(name, found), found)
    return graphs, problems


def _graph(content: bytes, syntax: ox.RdfFormat, known: Collection[Graph]) -> Graph:
    """What a file says. One that consists of the lines of a known graph says that, and is not parsed."""
    if syntax == ox.RdfFormat.N_TRIPLES and (lines := set(content.splitlines())) in known:
        return lines
    return set((ox.serialize(ox.parse(content, format=syntax), format=ox.RdfFormat.N_TRIPLES) or b"").splitlines())


def difference(path: str, expected: Graph, found: Graph) -> list[Problem]:
    """E-RDF where the graph of a file is not the expected one."""
    for line in sorted(expected ^ found)[:1]:
        triple = line.decode().removesuffix(" .")
        facts = {"reason": f"{len(expected - found)} missing, {len(found - expected)} more; first: {triple}"}
        return [Problem("E-RDF", path, facts=facts)]
    return []


def stored(graphs: Mapping[str, Graph]) -> ox.Store:
    """All graphs in one store, for queries."""
    store = ox.Store()
    lines = b"\n".join(line for graph in graphs.values() for line in graph)
    store.load(lines, format=ox.RdfFormat.N_TRIPLES, lenient=True)  # they have been read before, and not leniently
    return store

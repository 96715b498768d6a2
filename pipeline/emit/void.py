"""What there is to query (W3C VoID): triples, things and vocabularies of each dataset, and one to look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pipeline.emit.releases import edition
from pipeline.emit.statements import Said, describe
from pipeline.mapping import dataset
from pipeline.package import Package
from pipeline.triples import RDF_TYPE, Literal, Triple


def void(package: Package, graphs: Mapping[str, Sequence[Triple]]) -> Iterator[Triple]:
    """VoID of the release and of each of its graphs, by the name of their files. Its dumps are the graphs that are
    counted: not the two that lead here, the catalogue and this one."""
    whole: dict[str, Said] = {"rdf:type": "void:Dataset", "dcterms:title": package.descriptor.titles}
    whole |= {"void:uriSpace": Literal(package.descriptor.pipeline.base), "void:subset": [dataset(n) for n in graphs]}
    whole |= {"dcterms:license": package.descriptor.licenses[0].path}
    whole |= {"void:dataDump": [_dump(name) for name in graphs]}
    whole |= {"void:sparqlEndpoint": package.descriptor.pipeline.catalogue.endpoint}
    every = [triple for graph in graphs.values() for triple in graph]
    yield from describe(package, edition(package), whole | _counted(package, every))
    for name, graph in graphs.items():
        said: dict[str, Said] = {"rdf:type": "void:Dataset", "void:dataDump": _dump(name)}
        said |= {"void:exampleResource": graph[0][0] if graph else None}
        yield from describe(package, dataset(name), said | _counted(package, graph))
        yield from _classes(package, name, graph)


def _dump(name: str) -> str:
    return f"rdf/{name}.nt"


def _counted(package: Package, graph: Sequence[Triple]) -> dict[str, Said]:
    predicates = {predicate for _, predicate, _ in graph}
    namespaces = sorted(start for start in package.prefixes.values() if any(p.startswith(start) for p in predicates))
    return {
        "void:triples": _number(len(set(graph))),
        "void:distinctSubjects": _number(len({subject for subject, _, _ in graph})),
        "void:properties": _number(len(predicates)),
        "void:vocabulary": namespaces,
    }


def _classes(package: Package, name: str, graph: Sequence[Triple]) -> Iterator[Triple]:
    """How many things of each class."""
    classes = [target for _, predicate, target in graph if predicate == RDF_TYPE and isinstance(target, str)]
    for number, (kind, count) in enumerate(Counter(classes).items(), 1):
        part = f"{dataset(name)}/class/{number}"
        yield from describe(package, dataset(name), {"void:classPartition": part})
        yield from describe(package, part, {"void:class": kind, "void:entities": _number(count)})


def _number(count: int) -> Literal:
    return Literal(str(count), "integer")

"""A finished release as whoever delivers it sees it: its descriptor, its catalogue, the files that it distributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import msgspec
import pyoxigraph as ox
from msgspec import Struct

from pipeline.check.hashes import digests_in, hash_problems
from pipeline.errors import Stop
from pipeline.package.document import document_of
from pipeline.problem import Problem

DESCRIPTOR = "datapackage.json"
CATALOGUE = "rdf/catalogue.nt"
NAMESPACES = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}


class Licence(Struct):
    """A licence by its Open Definition name, or its address."""

    name: str = ""
    path: str = ""


class Source(Struct):
    """Where the data came from."""

    title: str = ""
    path: str = ""


class Resource(Struct):
    """A file of the package."""

    path: str


class Pipeline(Struct):
    """The address of the release."""

    base: str


class Descriptor(Struct):
    """Of datapackage.json (Data Package 2.0), what delivering needs."""

    name: str
    resources: list[Resource]
    pipeline: Pipeline
    id: str = ""
    version: str = ""
    profile: str = msgspec.field(name="$schema", default="")
    licenses: list[Licence] = []
    sources: list[Source] = []


@dataclass(frozen=True)
class Catalogue:
    """What the catalogue of a release says, by `prefix:name` of a property."""

    store: ox.Store

    def values(self, thing: str, name: str) -> list[str]:
        """Addresses and texts, sorted."""
        return sorted(term.value for term in self._objects(thing, name))

    def value(self, thing: str, name: str) -> str:
        """The only one, or the first; empty where there is none."""
        return next(iter(self.values(thing, name)), "")

    def text(self, thing: str, name: str, lang: str) -> str:
        """In the language, else in whatever there is."""
        found = {getattr(term, "language", None) or "": term.value for term in self._objects(thing, name)}
        return found.get(lang) or next((found[key] for key in sorted(found)), "")

    def subjects(self, name: str, of: str | None = None) -> list[str]:
        """The things that have the property (with a value `of`), sorted."""
        quads = self.store.quads_for_pattern(None, _property(name), None if of is None else ox.NamedNode(of))
        return sorted({quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)})

    def _objects(self, thing: str, name: str) -> Iterator[ox.NamedNode | ox.BlankNode | ox.Literal]:
        if thing:
            for quad in self.store.quads_for_pattern(ox.NamedNode(thing), _property(name), None):
                if not isinstance(quad.object, ox.Triple):
                    yield quad.object


def _property(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(NAMESPACES[prefix] + local)


@dataclass(frozen=True)
class Distribution:
    """A file of a release that its catalogue describes: its address there, and what it weighs and hashes to."""

    uri: str
    path: str
    place: Path
    size: int
    sha256: str


@dataclass(frozen=True)
class Released:
    """A finished release. `dataset` is the address of what the data package is in the catalogue."""

    descriptor: Descriptor
    catalogue: Catalogue
    dataset: str
    distributions: tuple[Distribution, ...]


def released(folder: Path) -> Released:
    """The release in a folder. Its list of hashes is believed once every file has been hashed.

    Raises Stop: E-RELEASE, E-HASH, E-RELEASE-MISSING, E-RELEASE-EXTRA, E-RELEASE-FORM.
    """
    descriptor = _descriptor(folder)
    digests = digests_in(folder)
    problems = list(hash_problems(folder, digests))
    if problems:
        raise Stop(problems)
    catalogue = Catalogue(_store(folder))
    found = []
    for uri in catalogue.subjects("dcat:downloadURL"):
        path = unquote(catalogue.value(uri, "dcat:downloadURL").removeprefix(descriptor.pipeline.base))
        digest = digests(path)
        if isinstance(digest, Problem):
            raise Stop([digest])
        found.append(Distribution(uri, path, folder / path, digest.size, digest.sha256))
    whole = next((d.uri for d in found if d.path == DESCRIPTOR), "")
    dataset = next(iter(catalogue.subjects("dcat:distribution", whole)), "") if whole else ""
    if not dataset:
        facts = {"reason": f"no dataset has the distribution {DESCRIPTOR}"}
        raise Stop([Problem("E-RELEASE-FORM", file=CATALOGUE, facts=facts)])
    return Released(descriptor, catalogue, dataset, tuple(sorted(found, key=_order(descriptor))))


def _descriptor(folder: Path) -> Descriptor:
    document = document_of(folder, DESCRIPTOR)
    try:
        return msgspec.convert(document, Descriptor)
    except msgspec.ValidationError as error:
        raise Stop([Problem("E-RELEASE-FORM", file=DESCRIPTOR, facts={"reason": str(error)})]) from error


def _store(folder: Path) -> ox.Store:
    store = ox.Store()
    try:
        store.load(path=str(folder / CATALOGUE))
    except (SyntaxError, OSError) as error:
        none = Problem("E-RELEASE", file=str(folder), cell=str(folder), facts={"reason": CATALOGUE})
        raise Stop([none]) from error
    return store


def _order(descriptor: Descriptor) -> Callable[[Distribution], tuple[bool, int, str]]:
    """The descriptor first, then table by table as it lists them, each in all its forms, then the other graphs."""
    places: dict[str, int] = {}
    for resource in descriptor.resources:
        places.setdefault(Path(resource.path).stem, len(places))
    return lambda d: (d.path != DESCRIPTOR, places.get(Path(d.path).stem, len(places)), d.uri)

"""What the catalogue of a release says of it, and of the files that it distributes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from pipeline.deliver.contents import Content, Release
from pipeline.errors import Stop
from pipeline.identifiers import absolute
from pipeline.package import DESCRIPTOR
from pipeline.package.words import vocabulary
from pipeline.problem import Problem, no_release

CATALOGUE = "rdf/catalogue.nt"


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
    return ox.NamedNode(absolute(name, "", vocabulary().prefixes))


@dataclass(frozen=True)
class Distribution:
    """A file of a release that its catalogue describes: its address there, its path, and its bytes."""

    uri: str
    path: str
    content: Content


def catalogue_of(release: Release) -> Catalogue:
    """Raises Stop with E-RELEASE where it is missing, or no RDF."""
    store = ox.Store()
    try:
        store.load(path=str(release.folder / CATALOGUE))
    except (SyntaxError, OSError) as error:
        raise Stop([no_release(release.folder, CATALOGUE)]) from error
    return Catalogue(store)


def distributions(catalogue: Catalogue, release: Release) -> list[Distribution]:
    """The descriptor first, then table by table as it lists them, each in all its forms, then the other graphs. Raises
    Stop with E-RELEASE-MISSING where the release does not have one."""
    found = []
    for uri in catalogue.subjects("dcat:downloadURL"):
        path = unquote(catalogue.value(uri, "dcat:downloadURL").removeprefix(release.descriptor.pipeline.base))
        if path not in release.files:
            raise Stop([Problem("E-RELEASE-MISSING", file=path)])
        found.append(Distribution(uri, path, release.files[path]))
    places: dict[str, int] = {}
    for resource in release.descriptor.resources:
        places.setdefault(Path(resource.path).stem, len(places))

    def order(one: Distribution) -> tuple[bool, int, str]:
        return one.path != DESCRIPTOR, places.get(Path(one.path).stem, len(places)), one.uri

    return sorted(found, key=order)


def dataset_of(catalogue: Catalogue, files: list[Distribution]) -> str:
    """The address of what the data package is in the catalogue. Raises Stop with E-RELEASE-FORM where it is nothing."""
    whole = next((one.uri for one in files if one.path == DESCRIPTOR), "")
    found = catalogue.subjects("dcat:distribution", whole) if whole else []
    if not found:
        facts = {"reason": f"no dataset has the distribution {DESCRIPTOR}"}
        raise Stop([Problem("E-RELEASE-FORM", file=CATALOGUE, facts=facts)])
    return found[0]

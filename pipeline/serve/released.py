"""A finished release as the server has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.package import DESCRIPTOR, Package
from pipeline.package.release import RECEIVED
from pipeline.package.words import authorities
from pipeline.serve.pool import Pool


@dataclass(frozen=True, slots=True)
class Released:
    """The folder, what the release says of itself, its RDF, and the Link headers by path in the web root."""

    folder: Path
    package: Package
    pool: Pool
    links: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a path to another, or to an address elsewhere (RFC 8288)."""

    target: str
    relation: str
    media: str = ""

    def address(self, path: str) -> str:
        """The target as seen from a path in the web root."""
        return self.target if "://" in self.target else ("../" * path.count("/") + self.target) or "./"

    def from_(self, path: str) -> str:
        """As it stands in the header of an answer to `path`."""
        media = f'; type="{self.media}"' if self.media else ""
        return f'<{self.address(path)}>; rel="{self.relation}"{media}'


def of_raw(path: str) -> str:
    """The Link header of a file as received: how its columns are printed; its hash, its source, and what became of its
    rows."""
    return ", ".join(link.from_(path) for link in _OF_RAW) if path.startswith(_RAW) and path != RECEIVED else ""


_RAW = RECEIVED.rpartition("/")[0] + "/"
_OF_RAW = (
    Link(RECEIVED, "describedby", "application/json"),
    Link("rdf/provenance.ttl", "describedby", "text/turtle"),
)


def links(package: Package) -> dict[str, str]:
    """The Link header of the home page, and of each table's files and pages: what describes it, its licence, its
    other forms."""
    found: dict[str, str] = {}
    licence = Link(package.descriptor.licenses[0].path, "license")
    described = Link(DESCRIPTOR, "describedby", "application/json")
    for resource in package.descriptor.resources:
        name = resource.name
        forms = [authorities().formats[form] for form in resource.formats]
        paths = {form.path.format(name=name): form.media for form in forms}
        table = f"{authorities().formats['csv'].path.format(name=name)}-metadata.json"
        csvw = Link(table, "describedby", "application/csvm+json")
        for path in (*paths, f"dataset/{name}/", f"en/dataset/{name}/"):
            others = [Link(other, "alternate", media) for other, media in paths.items() if other != path]
            found[path] = ", ".join(link.from_(path) for link in (csvw, described, licence, *others))
    for home in ("", "en/", DESCRIPTOR):
        found[home] = ", ".join(link.from_(home) for link in (described, licence) if link.target != home)
    return found

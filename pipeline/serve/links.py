"""What belongs to an answer, as Link headers say it (RFC 8288): what describes it, its licence, its other forms."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.package import DESCRIPTOR, Package
from pipeline.package.release import RECEIVED
from pipeline.package.words import authorities
from pipeline.site.hosts import OF_RAW

_RAW = RECEIVED.rpartition("/")[0] + "/"


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a path to another, or to an address elsewhere ."""

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
    """The Link header of a file as received."""
    if not path.startswith(_RAW) or path == RECEIVED:
        return ""
    return ", ".join(Link(target, "describedby", media).from_(path) for target, media in OF_RAW)


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

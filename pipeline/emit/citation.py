"""How a dataset is cited: in one line, and as CITATION.cff (Citation File Format 1.2.0) of a release."""

from __future__ import annotations

import json
import re

from pipeline.emit.releases import edition
from pipeline.language import Language
from pipeline.package import Package
from pipeline.package.dependence import reached
from pipeline.package.descriptor import Source
from pipeline.package.models import Words

FILE = "CITATION.cff"
_SPDX = re.compile(r"CC0-1\.0|CC-BY(-[A-Z]{2})*-[0-9]\.[0-9]")
"""Licences that are sure to be of the list of SPDX, the only ones that the format names."""


def citation(package: Package, address: str, titles: Words, language: Language, table: str = "") -> str:
    """One line: publisher, title, version, day, address and licence, and what the dataset, of a table or of all, was
    derived from."""
    described, settings = package.descriptor, package.descriptor.pipeline.catalogue
    publisher, title, url = settings.publisher.titles[language], titles[language], package.address(address)
    licence, sources = described.licenses[0].name, _sources(package, table)
    if language == "ja":
        line = f"{publisher}「{title}」版{described.version}、{settings.modified}、{url}（{licence}）"
        return line + (f"。原資料: {'、'.join(one.title for one in sources)}" if sources else "")
    year, version = settings.modified[:4], f"Version {described.version}, {settings.modified}"
    line = f"{publisher} ({year}). {title}. {version}. {url} ({licence})"
    return line + (f". Derived from: {', '.join(one.title for one in sources)}" if sources else "")


def citation_file(package: Package) -> bytes:
    """CITATION.cff of the edition. Each value is JSON, which YAML reads as it stands."""
    described, settings = package.descriptor, package.descriptor.pipeline.catalogue
    publisher, licence = settings.publisher, described.licenses[0]
    derived = "; ".join(f"{one.title} {one.path}" for one in _sources(package, ""))
    about = f"{described.descriptions.both} 原資料 / Derived from: {derived}"
    said: dict[str, object] = {
        "cff-version": "1.2.0",
        "message": "引用には、この情報を使う。 / To cite this dataset, use what follows.",
        "type": "dataset",
        "title": described.titles.both,
        "abstract": about if derived else described.descriptions.both,
        "authors": [{"name": publisher.titles.both, "website": publisher.homepage}],
        "version": described.version,
        "date-released": settings.modified,
        "url": package.address(edition(package)),
        **({"license": licence.name} if _SPDX.fullmatch(licence.name) else {"license-url": licence.path}),
        **({"keywords": described.keywords} if described.keywords else {}),
    }
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in said.items()).encode()


def _sources(package: Package, table: str) -> list[Source]:
    """What a table says that it was taken from; where it says nothing, what those say that it is made with. What the
    package as a whole was taken from need not be what each table was."""
    if not table:
        return package.descriptor.sources
    origins = {resource.name: resource.origin.table for resource in package.descriptor.resources}
    made_with = reached(table, package.published, origins)
    theirs = {source.path: source for name in made_with for source in package.resource(name).sources}
    return package.resource(table).sources or list(theirs.values())

"""The tag files that make a folder of a release a bag (BagIt 1.0, RFC 8493), whose payload is `data/`. Everything else
is a tag file of it; the tag manifest lists all of them, so that its own hash stands for the whole release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.emit.releases import File
from pipeline.emit.swap import Stage
from pipeline.package import Package

PAYLOAD = "data/"
_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def bag(package: Package, stage: Stage) -> None:
    """Writes them, last: nothing is added to the release after its manifests."""
    payload = {path: file for path, file in stage.files.items() if path.startswith(PAYLOAD)}
    stage.write("bagit.txt", _DECLARATION.encode())
    stage.write("bag-info.txt", "".join(f"{label}: {value}\n" for label, value in _said(package, payload)).encode())
    stage.write("manifest-sha256.txt", _manifest(payload))
    stage.write("tagmanifest-sha256.txt", _manifest({p: f for p, f in stage.files.items() if p not in payload}))


def _said(package: Package, payload: Mapping[str, File]) -> Iterator[tuple[str, str]]:
    """Section 2.2.2, the reserved elements. The date is the publisher's: a build knows no clock."""
    described = package.descriptor
    publisher, titles = described.pipeline.catalogue.publisher.titles, described.titles
    yield "Source-Organization", _one_line(publisher.both)
    yield "External-Identifier", _one_line(described.id)
    yield "External-Description", _one_line(titles.both)
    yield "Bagging-Date", described.pipeline.catalogue.modified
    yield "Payload-Oxum", f"{sum(file.size for file in payload.values())}.{len(payload)}"
    yield "Bag-Software-Agent", "opendata-pipeline"  # without its version, which changes no byte of the rest


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _manifest(files: Mapping[str, File]) -> bytes:
    """Section 2.1.3, in the form of sha256sum too."""
    return "".join(f"{files[path].sha256}  {_encoded(path)}\n" for path in sorted(files)).encode()


def _encoded(path: str) -> str:
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

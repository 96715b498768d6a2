"""How much there is to check in a finished release: what a receipt says of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.check import shapes
from pipeline.check.release import open_release
from pipeline.signature import SIGNATURE

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Counts:
    """Files and bytes of all but the signature; tables in `data/` with their rows and cells; cells among them that are
    derived; identities that the descriptor declares; triples in N-Triples; node shapes that these must have."""

    files: int
    bytes: int
    tables: int
    rows: int
    cells: int
    derived: int
    identities: int
    triples: int
    shapes: int


def counts(folder: Path) -> Counts:
    """Of the release in `folder`. Raises Stop as `open_release` does."""
    release = open_release(folder)
    sizes = [path.stat().st_size for path in _files(folder)]
    rows = {resource.name: sum(1 for _ in release.tables[resource.name]) for resource in release.resources}
    fields = {resource.name: resource.schema.fields for resource in release.resources}
    return Counts(
        files=len(sizes),
        bytes=sum(sizes),
        tables=len(rows),
        rows=sum(rows.values()),
        cells=sum(count * len(fields[name]) for name, count in rows.items()),
        derived=sum(count * sum(1 for f in fields[name] if f.derivation) for name, count in rows.items()),
        identities=len(release.identities),
        triples=sum(_lines(path) for path in _files(folder / "rdf") if path.suffix == ".nt"),
        shapes=shapes.count(),
    )


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and path.name != SIGNATURE:
            yield path


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(_BLOCK), b""))

"""What the graphs of a release speak of."""

from __future__ import annotations

from pathlib import Path

BASE = "https://opendata.example.jp/miyagi/"


def subjects(release: Path) -> dict[str, set[str]]:
    """Every subject below the base, as it is requested: without it and without a fragment; and the graphs that describe
    it. Not those that are a page themselves, which is there."""
    found: dict[str, set[str]] = {}
    for file in sorted((release / "rdf").glob("*.nt")):
        for line in file.read_text("utf-8").splitlines():
            subject = line[1 : line.index(">")]
            if subject.startswith(BASE):
                found.setdefault(subject.removeprefix(BASE).partition("#")[0], set()).add(file.stem)
    return {path: graphs for path, graphs in found.items() if not _is_page(release, path)}


def _is_page(release: Path, path: str) -> bool:
    return path.endswith("/") and (release / "site" / path / "index.html").is_file()

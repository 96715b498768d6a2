"""Questions of the tests to RDF, with the prefixes that everything published uses."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from pipeline.package.words import vocabulary

BASE = "https://opendata.example.jp/miyagi/"
PREFIXES = vocabulary().prefixes | {"": BASE, "def": f"{BASE}def/"}


def opened(*paths: Path) -> ox.Store:
    """The files, or of a folder its N-Triples, in one store."""
    store = ox.Store()
    for path in paths:
        for file in sorted(path.glob("*.nt")) if path.is_dir() else [path]:
            store.load(path=str(file))
    return store


def ask(store: ox.Store, query: str) -> list[list[str]]:
    """The solutions as texts."""
    found = store.query(query, base_iri=BASE, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return [[term.value for term in solution] for solution in found]

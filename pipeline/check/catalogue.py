"""The files of a release against what its RDF says of them: size and hash of each, and that none is left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox

from pipeline.check.hashes import Digests
from pipeline.problem import Problem

_FILES = """
    PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX spdx: <http://spdx.org/rdf/terms#>
    SELECT ?file ?size ?hash WHERE {
      ?thing dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?hash
      OPTIONAL { ?thing dcat:downloadURL ?url } BIND(STR(COALESCE(?url, ?thing)) AS ?file)
    } ORDER BY ?file"""


def catalogue_problems(folder: Path, base: str, store: ox.Store, digests: Digests) -> Iterator[Problem]:
    """E-CATALOGUE for each file of another size or hash than is said, or of which nothing is said."""
    solutions = store.query(_FILES)
    assert isinstance(solutions, ox.QuerySolutions)
    described = set()
    for solution in solutions:
        path, size, sha256 = (solution[name].value for name in ("file", "size", "hash"))
        path = unquote(path.removeprefix(base))
        described.add(path)
        found = digests(path)
        if isinstance(found, Problem):
            yield found
        elif (str(found.size), found.sha256) != (size, sha256):
            facts = {"reason": f"{path}: {size} bytes, {sha256} in the catalogue"}
            yield Problem("E-CATALOGUE", path, facts=facts)
    for path in sorted(str(place.relative_to(folder)) for part in _PARTS for place in (folder / part).glob("*.csv")):
        if path not in described:
            yield Problem("E-CATALOGUE", path, facts={"reason": f"{path}: not in the catalogue"})


_PARTS = ("data", "excel", "raw")

"""A finished release as the server has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.package import Package
from pipeline.serve.identifiers import Identifiers
from pipeline.serve.pool import Pool


@dataclass(frozen=True, slots=True)
class Released:
    """The folder, what the release says of itself, its RDF, its identifiers, and the Link headers by path in the web
    root."""

    folder: Path
    package: Package
    pool: Pool
    identifiers: Identifiers
    links: Mapping[str, str]

"""What pyproject.toml declares that the tool needs."""

from __future__ import annotations

import tomllib

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def declared(project: str) -> dict[str, list[str]]:
    """The names of packages by the extra that brings them, those that are always needed under ""; `project` is the text
    of pyproject.toml. Not those of `dev`, nor of `all`, which are those of the others."""
    found = tomllib.loads(project)["project"]
    extras = {"": found["dependencies"], **found["optional-dependencies"]}
    return {extra: [name_of(line) for line in lines] for extra, lines in extras.items() if extra not in ("all", "dev")}


def name_of(requirement: str) -> str:
    """The package that a requirement asks for."""
    return canonicalize_name(Requirement(requirement).name)

"""The rules and withdrawn identifiers that the site of a release publishes for its hosts (`pipeline/site/rules.py`)."""

from __future__ import annotations

from pathlib import Path

import msgspec

from pipeline.errors import Stop
from pipeline.files import regular_file
from pipeline.problem import Problem
from pipeline.site.hosts import RULES
from pipeline.site.page import FOLDER
from pipeline.site.rules import Rule


class Withdrawn(msgspec.Struct, frozen=True):
    """An identifier that was withdrawn, in which release, why, and what took its place."""

    identifier: str
    withdrawn: str
    successor: str
    reason_ja: str
    reason_en: str


class Identifiers(msgspec.Struct, frozen=True):
    """What answers for the addresses below a base, in order, and what was withdrawn."""

    base: str
    rules: list[Rule]
    gone: list[Withdrawn]

    def withdrawn(self, path: str) -> Withdrawn | None:
        """Why an identifier, without the base, is no more; None where it was not withdrawn."""
        return next((entry for entry in self.gone if entry.identifier == path), None)


def identifiers(folder: Path) -> Identifiers:
    """Those of a release; none where it has no site. Raises Stop with E-RELEASE-FORM where the file cannot be used."""
    place = regular_file(folder, FOLDER + RULES)
    if isinstance(place, Problem):
        return Identifiers("", [], [])
    try:
        return msgspec.json.decode(place.read_bytes(), type=Identifiers)
    except msgspec.DecodeError as error:
        raise Stop([Problem("E-RELEASE-FORM", file=FOLDER + RULES, facts={"reason": str(error)})]) from error

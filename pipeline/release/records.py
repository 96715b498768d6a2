"""What a release says of all releases so far, as rows of the reports of `package.reports.HISTORY`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.package.models import Words


class Release(NamedTuple):
    """A release: its number, its place among them, and what changed since the one before."""

    version: str
    sequence: str
    issued: str
    fiscal_year: str
    level: str
    previous_version: str
    previous_manifest: str
    title_ja: str
    title_en: str
    notes_ja: str
    notes_en: str

    @property
    def titles(self) -> Words:
        return Words(ja=self.title_ja, en=self.title_en)

    @property
    def notes(self) -> Words:
        return Words(ja=self.notes_ja, en=self.notes_en)


class Entry(NamedTuple):
    """An identifier, relative to the base address, the table and the primary key of its row, and the releases in which
    it was introduced and withdrawn. `deprecated` is `true` or empty."""

    identifier: str
    dataset: str
    key: str
    introduced: str
    withdrawn: str = ""
    deprecated: str = ""
    successor: str = ""
    reason_ja: str = ""
    reason_en: str = ""


class Revision(NamedTuple):
    """A published value of an observation: its table, primary key and field, the release in which the value came, and
    the one in which it became another or went (empty while it is published)."""

    dataset: str
    key: str
    field: str
    version: str
    until: str
    observation: str
    value: str
    reason_ja: str = ""
    reason_en: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """The oldest first, the one that is being made last."""

    releases: Sequence[Release] = ()
    identifiers: Sequence[Entry] = ()
    revisions: Sequence[Revision] = ()

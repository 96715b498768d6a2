"""What `rules.toml` says of each rule, and findings worded by it."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any, Literal

Both = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the Digital Agency (2026): what it demands, its numbers in the rules of MIC (2020) and e-Stat (1.2),
    and who can decide it. `note` are the wordings of its findings by their kind."""

    id: str
    level: int
    severity: Literal["fatal", "critical", "major", "minor"]
    applies: Literal["csv", "xlsx", "both"]
    decided: Literal["machine", "partly", "person"]
    text: Both
    remedy: Both
    why: Both = field(default_factory=dict)
    mic: Sequence[str] = ()
    estat: Sequence[str] = ()
    note: Mapping[str, Both] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a table breaks a rule. `row` is the physical line of the file, `column` the position of the field,
    from 1; None where it is the whole file, the whole row or the whole column."""

    rule: str
    row: int | None
    column: int | None
    cell: str
    note_ja: str
    note_en: str


@functools.cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, in the order of the file."""
    text = resources.files("pipeline.rules").joinpath("rules.toml").read_text("utf-8")
    documents: dict[str, Any] = tomllib.loads(text)
    return {name: Rule(name, **document) for name, document in documents.items()}


def finding(rule: str, kind: str, row: int | None, column: int | None, cell: str = "", **facts: str) -> Finding:
    """A finding of the rule, in the words that it has for this kind."""
    note = rules()[rule].note[kind]
    known = {"cell": cell, **facts}
    return Finding(rule, row, column, cell, note["ja"].format_map(known), note["en"].format_map(known))

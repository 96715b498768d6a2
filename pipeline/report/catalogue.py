"""The wording of every problem code, from `catalogue.toml`, in Japanese and English."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from pipeline.language import Language
from pipeline.problem import SEVERITIES, Problem

BUG = 70


@dataclass(frozen=True, slots=True)
class Entry:
    """What the catalogue says of one code. `exit` is the status of a run that ends with it, `http` of an answer."""

    code: str
    exit: int
    message: Mapping[str, str]
    remedy: Mapping[str, str]
    about: Mapping[str, str]
    example: Mapping[str, str]
    frictionless: str = ""
    http: int = 500

    @property
    def severity(self) -> str:
        return SEVERITIES[self.code[0]]


@functools.cache
def catalogue() -> Mapping[str, Entry]:
    """Every entry by its code, in the order of the file."""
    documents: dict[str, dict[str, Any]] = tomllib.loads(_text())
    return {code: Entry(code, **document) for code, document in documents.items()}


@functools.cache
def entry(code: str) -> Entry:
    """That of one code; to parse the others would take a run that has little to say a twentieth of its time. Raises
    KeyError."""
    _, found, rest = _text().partition(f"\n[{code}]\n")
    if not found:
        raise KeyError(code)
    return Entry(code, **tomllib.loads(rest.partition("\n[")[0]))


@functools.cache
def _text() -> str:
    return resources.files("pipeline").joinpath("catalogue.toml").read_text("utf-8")


def message(problem: Problem, language: Language) -> str:
    """What is wrong, in one line."""
    return _fill(entry(problem.code).message[language], problem, language)


def remedy(problem: Problem, language: Language) -> str:
    """What to do."""
    return _fill(entry(problem.code).remedy[language], problem, language)


def exit_status(problems: Iterable[Problem]) -> int:
    """0 without errors; else the gravest status among them."""
    return max((entry(p.code).exit for p in problems if p.severity == "error"), default=0)


def in_japanese(reason: str) -> str:
    """A reason that the program or a library gives in English, by `reasons.toml`; as it is where none fits."""
    for pattern, template in _reasons():
        if match := pattern.fullmatch(reason):
            return template.format(*map(in_japanese, match.groups()))
    return reason


@functools.cache
def _reasons() -> Sequence[tuple[re.Pattern[str], str]]:
    text = resources.files("pipeline.report").joinpath("reasons.toml").read_text("utf-8")
    pairs: list[tuple[str, str]] = tomllib.loads(text)["reasons"]
    return [(re.compile(re.escape(english).replace(r"\{\}", "(.+?)"), re.S), japanese) for english, japanese in pairs]


def _fill(template: str, problem: Problem, language: Language) -> str:
    row = "" if problem.row is None else str(problem.row)
    facts = {"file": problem.file, "row": row, "field": problem.field, "cell": problem.cell or "", **problem.facts}
    if language == "ja" and "reason" in facts:
        facts["reason"] = in_japanese(facts["reason"])
    return template.format_map(facts)


def by_cause(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Problems of one cause (code, file, sheet, field) together, errors first."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in sorted(problems, key=lambda p: list(SEVERITIES.values()).index(p.severity)):
        groups.setdefault((problem.code, problem.file, problem.sheet, problem.field), []).append(problem)
    return list(groups.values())

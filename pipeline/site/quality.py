"""What was found in a table: problems of the source, and how the identities came out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.files import belongs
from pipeline.language import Language
from pipeline.mapping import codes
from pipeline.problem import Problem
from pipeline.record import Result
from pipeline.report.catalogue import message
from pipeline.site.material import Material
from pipeline.site.numbers import grouped


class Finding(NamedTuple):
    """A problem: its code, severity, place, and what it says."""

    code: str
    severity: str
    place: str
    message: str


class Check(NamedTuple):
    """How an identity came out: what must be true, the numbers, and the verdict."""

    title: str
    scope: str
    parts: str
    whole: str
    difference: str
    bound: str
    verdict: str


def findings(material: Material, table: str | None, language: Language) -> list[Finding]:
    """The problems of the files of a table, or all of them."""
    found = material.run.problems
    if table is not None:
        known = material.run.received.get(table)
        place = known[1].file if known else table
        found = [problem for problem in found if belongs(problem.file, place)]
    return [Finding(p.code, p.severity, _place(p), message(p, language)) for p in found]


def _place(problem: Problem) -> str:
    return ":".join(filter(None, [problem.file, problem.sheet, str(problem.row or "")]))


def checks(material: Material, table: str | None, language: Language) -> list[Check]:
    """How the identities of a table came out, or all of them."""
    verdicts = dict(_verdicts(material, language))
    results: Sequence[Result] = material.run.results
    return [_check(one, verdicts, language) for one in results if table in (None, one.identity.table)]


def _check(one: Result, verdicts: dict[str, str], language: Language) -> Check:
    parts, whole, difference, bound = (
        grouped(format(number, "f")) for number in (one.parts, one.whole, one.difference, one.bound)
    )
    title, said = one.identity.titles[language], verdicts.get(one.verdict, one.verdict)
    return Check(title, one.scope, parts, whole, difference, bound, said)


def _verdicts(material: Material, language: Language) -> Iterator[tuple[str, str]]:
    """The name of each verdict, as the schema of the report has it."""
    for resource in material.package.descriptor.resources:
        if resource.origin.report == "reconciliation":
            for field in material.schema(resource.name).fields:
                yield from ((entry.value, entry.labels[language]) for entry in codes(field) if entry.labels)

"""Statements of a package in its own short addresses, as triples with absolute ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pipeline.identifiers import filled
from pipeline.interpret.eras import fiscal_period
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.triples import Literal, Node, Triple

Said = Node | Words | Iterable[Node] | None
"""What is said of a subject: an address, a literal, words in both languages, several nodes, or nothing. An empty
address is nothing: made absolute, it would be the base."""


def describe(package: Package, subject: str, statements: Mapping[str, Said]) -> Iterator[Triple]:
    """Triples about `subject`, in the order of the statements. Every address may be relative or prefixed."""
    about = package.address(subject)
    for predicate, said in statements.items():
        full = package.address(predicate)
        for node in _nodes(said):
            yield about, full, package.address(node) if isinstance(node, str) else node


def checksum(package: Package, address: str, sha256: str) -> Iterator[Triple]:
    """The SHA-256 of a file (SPDX)."""
    digest = Literal(sha256, "hexBinary")
    said: dict[str, Said] = {"rdf:type": "spdx:Checksum", "spdx:algorithm": "spdx:checksumAlgorithm_sha256"}
    yield from describe(package, address, said | {"spdx:checksumValue": digest})


def days(year: str) -> dict[str, Said]:
    """What is said of a fiscal year as a time: its first and its last day."""
    period = fiscal_period(int(year))
    said: dict[str, Said] = {"rdf:type": "dcterms:PeriodOfTime"}
    said |= {"dcat:startDate": Literal(period.start.isoformat(), "date")}
    return said | {"dcat:endDate": Literal(period.end.isoformat(), "date")}


def worded(words: Words, ja: Mapping[str, str | None], en: Mapping[str, str | None]) -> Words:
    """Words of a schema with the values of a row in them, as they are called in each language."""
    return Words(ja=filled(words.ja, ja), en=filled(words.en, en))


def _nodes(said: Said) -> Iterator[Node]:
    if isinstance(said, Words):
        yield Literal(said.ja, lang="ja")
        yield Literal(said.en, lang="en")
    elif isinstance(said, str | Literal):
        yield from [said] if said != "" else []
    elif said is not None:
        yield from (node for node in said if node != "")

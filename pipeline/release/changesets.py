"""Differences between two releases as RDF: a ChangeSet for each thing that is said otherwise, by the vocabulary of that
name (http://purl.org/vocab/changeset/schema#).

It holds, as reified statements, what a row no longer says and what it newly says: whoever takes the first from the old
release, and adds the second, has what the row says in the new one. Its reason is the correction, or the inputs that
moved, whose rows it was influenced by (PROV). What is different in the description of a table is a ChangeSet with a
reason and without statements.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from pipeline.emit.rdf import grouped, node_of, ntriples, turtle, turtle_head
from pipeline.identifiers import encoded, expand
from pipeline.language import LANGUAGES
from pipeline.mapping import Column, columns_of, types_first
from pipeline.package.words import vocabulary
from pipeline.release.asked import Compared
from pipeline.release.differences import Difference
from pipeline.release.groups import ADDED, REMOVED, VALUES
from pipeline.release.rows import changed_rows
from pipeline.release.sides import Row, Side
from pipeline.release.words import said, why
from pipeline.triples import RDF_TYPE, Literal, Triple

CHANGESET = "http://purl.org/vocab/changeset/schema#"
_REASON = f"{CHANGESET}changeReason"
_INFLUENCE = "http://www.w3.org/ns/prov#wasInfluencedBy"
_RDF = RDF_TYPE.removesuffix("type")
_OF_ROWS = (*VALUES, ADDED, REMOVED)


def write(compared: Compared, form: str, sink: BinaryIO) -> None:
    """All change sets as `nt` or `ttl`, one after the other, however many there are."""
    prefixes = vocabulary().prefixes | dict(compared.new.prefixes) | {"cs": CHANGESET}
    if form == "ttl":
        sink.write(turtle_head(prefixes))
    for triples in changesets(compared):
        lines = ntriples(triples)
        sink.write(turtle(lines, prefixes) if form == "ttl" else lines)


def changesets(compared: Compared) -> Iterator[list[Triple]]:
    """The triples of each change set, those of descriptions first, then table by table in the order of the rows."""
    old, new = compared.old, compared.new
    whole = new.address(f"change/{encoded(old.version)}/{encoded(new.version)}")
    tables: dict[str, list[Difference]] = {}
    for one in compared.differences:
        tables.setdefault(one.table, []).append(one)
    for table in [name for name in dict.fromkeys(["", *old.documents, *new.documents]) if name in tables]:
        numbered = (f"{whole}/{table}/{number}" for number in itertools.count(1))
        yield from (_described(next(numbered), one) for one in tables[table] if one.kind not in _OF_ROWS)
        if any(one.kind in _OF_ROWS for one in tables[table]):
            yield from _of_rows(old, new, table, numbered, tables[table])


def _described(place: str, one: Difference) -> list[Triple]:
    reasons = [(place, _REASON, Literal(said(one, language), lang=language)) for language in LANGUAGES]
    return [*_head(place, one.about), *reasons]


def _of_rows(
    old: Side, new: Side, table: str, numbered: Iterator[str], found: Sequence[Difference]
) -> Iterator[list[Triple]]:
    """A change set for each subject of which a row says something else."""
    before, after = (types_first(columns_of(side.schemas[table], side.address)) for side in (old, new))
    values: dict[str, list[Difference]] = {}
    for one in found:
        if one.kind in VALUES:
            values.setdefault(one.key, []).append(one)
    for row in changed_rows(old, new, table):
        left, come = _said(before, row.old), _said(after, row.new)
        removed = {triple: column for triple, column in left.items() if triple not in come}
        added = {triple: column for triple, column in come.items() if triple not in left}
        for subject in dict.fromkeys(triple[0] for triple in (*removed, *added)):
            place = next(numbered)
            gone, newly = ([triple for triple in triples if triple[0] == subject] for triples in (removed, added))
            columns = {removed[triple] for triple in gone} | {added[triple] for triple in newly}
            reasons = _reasons(place, [one for one in values.get(row.key, ()) if one.field in columns])
            statements = [*_statements(place, "removal", gone), *_statements(place, "addition", newly)]
            yield grouped([*_head(place, subject), *reasons, *statements])


def _said(columns: Sequence[Column], row: Row | None) -> dict[Triple, str]:
    """What a row says, each triple with the column by which it does. A missing cell says nothing (csv2rdf)."""
    saying = [column for column in columns if row and (column.virtual or row[column.name] is not None)]
    return {(expand(c.about, row or {}), c.predicate, node_of(c, row or {})): c.name for c in saying}


def _head(place: str, subject: str) -> Iterator[Triple]:
    yield place, RDF_TYPE, f"{CHANGESET}ChangeSet"
    yield place, f"{CHANGESET}subjectOfChange", subject


def _reasons(place: str, values: Sequence[Difference]) -> Iterator[Triple]:
    """Why fields have other values, and the rows whose values moved them."""
    for one in values:
        if not one.unexplained:
            for language in LANGUAGES:
                yield place, _REASON, Literal(f"{one.field}: {why(one, language)}", lang=language)
    for about in dict.fromkeys(cause.about for one in values for cause in one.causes if cause.about):
        yield place, _INFLUENCE, about


def _statements(place: str, name: str, triples: Sequence[Triple]) -> Iterator[Triple]:
    """Triples that are no longer said, or newly, each with an address (RDF 1.1 Schema, 5.3)."""
    for number, triple in enumerate(triples, 1):
        made = f"{place}/{name}/{number}"
        yield place, CHANGESET + name, made
        yield made, RDF_TYPE, f"{_RDF}Statement"
        for part, node in zip(("subject", "predicate", "object"), triple, strict=True):
            yield made, _RDF + part, node

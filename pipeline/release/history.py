"""What a release says of all releases so far: which there are, what was ever published, and which values were."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.emit.swap import Stage
from pipeline.identifiers import expand
from pipeline.mapping import dataset, dictionary_entry, label, said_of_rows
from pipeline.memory import Memory
from pipeline.package import Package
from pipeline.package.models import Words
from pipeline.package.reports import HISTORY, PASSING
from pipeline.read import read_declared
from pipeline.record import Run
from pipeline.release.compare import compare
from pipeline.release.differences import Difference
from pipeline.release.ledger import WITHDRAWALS, Named, declared, entries, named
from pipeline.release.notes import notes
from pipeline.release.records import Entry, History, Release, Revision
from pipeline.release.revisions import Place, Value, revisions
from pipeline.release.sides import Side
from pipeline.release.staged import being_made
from pipeline.release.versions import farthest
from pipeline.signature import seal
from pipeline.table import Table

_OBSERVED = ("measure", "attribute")


def remember(run: Run, package: Package, stage: Stage, past: Side | None, memory: Memory) -> None:
    """Puts into the run the history with the release that is being made: all tables but those of `HISTORY` are on the
    stage, those that are looked at whole also in the run.

    Problems: E-VANISHED, E-REUSED, E-WITHDRAWAL, E-COLLISION.
    """
    run.withdrawn, wrong = read_declared(package.root, WITHDRAWALS)
    withdrawals, misshapen = declared(run.withdrawn)
    reports = {r.name: r.origin.report or "" for r in package.descriptor.resources if r.origin.report}
    late = sorted(name for name, report in reports.items() if report in HISTORY)
    found = _differences(run, package, stage, past, late, memory)
    lasting = {name: table for name, table in run.tables.items() if reports.get(name) not in PASSING}
    present, collisions = named(one for name, table in lasting.items() for one in _named(package, name, table))
    version, described = package.descriptor.version, {name for name in reports if name in lasting}
    listed, problems = entries(
        present,
        past.reported("identifiers", Entry) if past else (),
        withdrawals,
        version,
        described,
        _replaced(package, past),
        lambda one: _called(past, one),
    )
    values = dict(value for name, table in run.tables.items() for value in _values(package, name, table))
    kept = revisions(values, past.reported("revisions", Revision) if past else (), _reasons(found), version)
    releases = [*past.reported("releases", Release)] if past else []
    releases.append(_release(package, releases, found, past))
    run.history, run.differences = History(releases, listed, kept), found
    run.problems += [*wrong, *misshapen, *collisions, *problems]


def _differences(
    run: Run, package: Package, stage: Stage, past: Side | None, late: Sequence[str], memory: Memory
) -> list[Difference]:
    """From the release before, if there is one."""
    if past is None:
        return []
    new = being_made(run, package, stage)
    hashes = {path: of.sha256 for path, of in stage.files.items()}
    return memory.once(lambda: compare(past, new, late), seal(past.folder), hashes, new.documents, new.corrections)


def _release(
    package: Package, past: Sequence[Release], differences: Sequence[Difference], before: Side | None
) -> Release:
    descriptor = package.descriptor
    titles = {resource.name: resource.titles for resource in descriptor.resources}
    words = notes(differences if before else None, titles)
    return Release(
        version=descriptor.version,
        sequence=str(len(past) + 1),
        issued=descriptor.pipeline.catalogue.modified,
        fiscal_year=descriptor.pipeline.catalogue.fiscal_year,
        level=(farthest([one.level for one in differences]) or "patch") if before else "first",
        previous_version=before.version if before else "",
        previous_manifest=seal(before.folder) if before else "",
        title_ja=descriptor.titles.ja,
        title_en=descriptor.titles.en,
        notes_ja=words.ja,
        notes_en=words.en,
    )


def _named(package: Package, name: str, table: Table) -> Iterator[Named]:
    """The rows of a table as identifiers, and the table itself."""
    schema = package.published[name]
    yield Named(dataset(name), name, "*")
    for row in table.rows():
        words = label(schema, row)
        yield Named(expand(schema.about_url, row), name, schema.key_of(row), words.ja if words else "")


def _values(package: Package, name: str, table: Table) -> Iterator[tuple[Place, Value]]:
    """What a table of observations says of each."""
    schema = package.published[name]
    if "qb:dataSet" not in said_of_rows(schema):
        return
    fields = [field.name for field in schema.fields if field.role in _OBSERVED]
    for row in table.rows():
        for field in fields:
            if value := row[field]:
                yield (name, schema.key_of(row), field), Value(expand(schema.about_url, row), value)


def _replaced(package: Package, past: Side | None) -> dict[str, str]:
    """Entries of the data dictionary whose field is the former name of another, and that of the other."""
    if past is None:
        return {}
    fields = [(table, field) for table in past.documents for field in past.schemas[table].fields if field.replaced_by]
    pairs = [(dictionary_entry(package, t, f.name), dictionary_entry(package, t, f.replaced_by)) for t, f in fields]
    return {former: new for former, new in pairs if former and new}


def _called(past: Side | None, entry: Entry) -> str:
    """What a row was called in the release before."""
    if past is None or entry.dataset not in past.documents:
        return ""
    schema = past.schemas[entry.dataset]
    rows = (row for row in past.rows(entry.dataset) if schema.key_of(row) == entry.key)
    words = next((label(schema, row) for row in rows), None)
    return words.ja if words else ""


def _reasons(differences: Sequence[Difference]) -> dict[Place, Words]:
    """Of each value that a correction changed, why."""
    return {(one.table, one.key, one.field): one.reason for one in differences if one.reason}

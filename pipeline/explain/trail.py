"""The end of the trail of a value: the raw cell, what corrections and reading made of it, and the document."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.correct import CORRECTED
from pipeline.explain.opened import Opened
from pipeline.explain.origin import Origins, Read
from pipeline.explain.said import Change, Correction, Document, Origin, RawCell
from pipeline.package.descriptor import Raw
from pipeline.package.models import Field, Words
from pipeline.package.words import reading
from pipeline.problem import Problem
from pipeline.table import Row, Table
from pipeline.trace import Cell

_PAGE, _LABEL, _ATTRIBUTION = "page", "printed_label", "attribution"
_NOTE = "attribution_note"
"""Fields of a raw row that say where in the source it was printed; see CONTRIBUTING.md."""


def origin_of(release: Opened, origins: Origins, cell: Cell, field: Field) -> Origin:
    """The raw cell of a field that is not derived. Raises Stop with E-RELEASE-FORM where the raw table does not give
    the row."""
    name, package = cell.table, release.package
    read, index = origins.row(name, release.number(name, cell.row), cell.row)
    raw, _ = field.source
    names = package.raw[name].names
    documents = [Document(one.title, one.path) for one in package.resource(name).sources]
    received = _row(read, index, names)
    file, sheet, _ = read.received.place(index)
    position = names.index(raw)
    line, column, header = _place(read.received, package.raw_sources()[name], index, position)
    notes = Words(ja=received.get(f"{_NOTE}_ja") or "", en=received.get(f"{_NOTE}_en") or "")
    found = RawCell(
        file,
        sheet,
        line,
        column,
        header,
        raw,
        received[raw] or "",
        received.get(_PAGE) or "",
        received.get(_LABEL) or "",
        received.get(_ATTRIBUTION) or "",
        notes if notes.ja or notes.en else None,
    )
    corrections = list(_corrections(origins, read, package.raw[name].key_of(received), name, raw))
    return Origin(found, corrections, list(_changes(release, cell, found)), documents)


def _place(table: Table, source: Raw, index: int, position: int) -> tuple[int, int, str]:
    """Line, column and header of a raw cell. Of a table that is wide in its file, what stands above a cell is a cell of
    the header too."""
    line, last = table.line(index) or 0, len(table.labels) - 1
    if source.unpivot and position >= last - 1:
        above = table.frame.column(last - 1)[index].as_py() or ""
        return (line if position == last else table.header_row), table.last_columns[index], above
    return line, table.column(index, position), table.labels[position]


def _row(read: Read, index: int, names: list[str]) -> Row:
    [row] = read.received.frame.slice(index, 1).to_pylist()
    return dict(zip(names, row.values(), strict=True))


def _corrections(origins: Origins, read: Read, key: str, table: str, field: str) -> Iterator[Correction]:
    for one, came in read.made:
        if (one.resource, one.key, one.field) == (table, key, field) and not isinstance(came, Problem):
            reason = Words(ja=one.reason_ja, en=one.reason_en)
            place = (origins.corrections_file, one.row)
            yield Correction(place, one.expected, one.value, reason, one.confirmed_by, one.date)


def _changes(release: Opened, cell: Cell, raw: RawCell) -> Iterator[Change]:
    """What the audit of the release has of this cell, where it has one."""
    schema = release.package.published[cell.table]
    key = schema.key_of({field.name: cell.row[field.name] for field in schema.fields if not field.derivation})
    wanted = {"table": cell.table, "file": raw.file, "row": str(raw.row), "published_field": cell.field, "key": key}
    audit = release.package.reporting("audit")
    if audit and {*wanted, "printed", "value", "rule"} <= {*release.package.published[audit.name].names}:
        for row in release.rows[audit.name].matching(wanted):
            rule = row["rule"] or ""
            if not rule.startswith(CORRECTED):  # which is told by itself
                yield Change(row["printed"] or "", row["value"] or "", rule, reading(rule))

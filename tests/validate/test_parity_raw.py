"""The same verdicts as frictionless 5.21 on the real raw tables: each spoilt in the ways that people spoil them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.package import load
from tests.conftest import ROOT
from tests.validate.verdicts import Rows, Verdict, ours, put, reorder, theirs, write

PACKAGE = load(ROOT)
SOURCES = PACKAGE.raw_sources()
DOCUMENTS = {name: PACKAGE.documents[source.schema] for name, source in SOURCES.items()}


def raw_rows(name: str) -> Rows:
    with (ROOT / SOURCES[name].path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def cut_a_cell_of_each_column(rows: Rows) -> None:
    for position, label in enumerate(rows[0]):
        put(rows, 2 + position % (len(rows) - 1), label, "")


def garble_a_cell_of_each_column(rows: Rows) -> None:
    for position, label in enumerate(rows[0]):
        put(rows, len(rows) - position % (len(rows) - 1), label, "�")


WAYS: dict[str, Callable[[Rows], object]] = {
    "as it is": lambda rows: rows,
    "a hole in each column": cut_a_cell_of_each_column,
    "a garbled cell in each column": garble_a_cell_of_each_column,
    "first columns swapped": lambda rows: reorder(rows, [1, 0, *range(2, len(rows[0]))]),
    "first column dropped": lambda rows: reorder(rows, range(1, len(rows[0]))),
    "last column dropped": lambda rows: reorder(rows, range(len(rows[0]) - 1)),
    "a column too many": lambda rows: reorder(rows, [*range(len(rows[0])), 0]),
    "labels in capitals": lambda rows: rows[0].__setitem__(slice(None), [label.upper() for label in rows[0]]),
    "a title above the header": lambda rows: rows.insert(0, ["みやぎ情報化推進ポリシー"]),
    "a row twice": lambda rows: rows.append(rows[1]),
    "a row short": lambda rows: rows[-1].pop(),
    "a row long": lambda rows: rows[1].append(""),
    "a blank line within": lambda rows: rows.insert(2, []),
    "a total below": lambda rows: rows.append(["合計", "177"]),
    "no rows": lambda rows: rows.__delitem__(slice(1, None)),
}


def referred(name: str) -> set[str]:
    """The table and those that its foreign keys lead to."""
    others = {key.reference.resource for key in PACKAGE.raw[name].foreign_keys} - {"", name}
    return {name}.union(*map(referred, others))


def compared(folder: Path, tables: dict[str, Rows]) -> set[Verdict]:
    """The verdicts, once both agree."""
    write(folder, tables)
    verdicts = theirs(folder, {name: DOCUMENTS[name] for name in tables})
    assert ours(folder, {name: PACKAGE.raw[name] for name in tables}) == verdicts
    return verdicts


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", SOURCES)
def test_a_raw_table_spoilt(name: str, way: str, tmp_path: Path) -> None:
    tables = {name: raw_rows(name) for name in referred(name)}
    WAYS[way](tables[name])
    assert bool(compared(tmp_path, tables)) == (way not in ("as it is", "no rows"))


@pytest.mark.parametrize("name", [name for name in SOURCES if PACKAGE.raw[name].foreign_keys])
def test_referred_rows_missing(name: str, tmp_path: Path) -> None:
    for key in PACKAGE.raw[name].foreign_keys:
        tables = {name: raw_rows(name) for name in referred(name)}
        del tables[key.reference.resource][2:]
        assert {verdict[3] for verdict in compared(tmp_path, tables)} == {"foreign-key"}

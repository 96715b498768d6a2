"""However a table falls into parts, in memory or on disk, the same release is made of it, and the same is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.tables import SPOILS
from bench.tables import project as seeded
from pipeline.build import build
from pipeline.examine import examine
from pipeline.package import load
from pipeline.package.descriptor import Raw
from pipeline.package.reports import HISTORY
from pipeline.published import found_in
from pipeline.read import open_source
from pipeline.validate import by_place
from tests.conftest import ROOT, content, quiet
from tests.validate.sample import SCHEMAS, child, parent
from tests.validate.test_parity import CELLS, TABLES
from tests.validate.verdicts import problems, write


def in_small_parts(patch: pytest.MonkeyPatch, piece: int = 700, rows: int = 3) -> None:
    """Pieces of so many bytes, parts of so many rows; nothing stays in memory."""
    patch.setattr("pipeline.read.pieces.SIZE", piece)
    patch.setattr("pipeline.read.pieces._STEP", 100)
    patch.setattr("pipeline.receive.ROWS", rows)
    patch.setattr("pipeline.receive.RECENT", 0)
    patch.setattr("pipeline.spool.IN_MEMORY", 1)
    patch.setattr("pipeline.validate.hashes.FEW", 10)
    patch.setattr("pipeline.validate.hashes.IN_MEMORY", 10)


def test_the_release_is_the_same(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_parts(monkeypatch)
    run = build(load(project), quiet)
    assert [problem.code for problem in run.problems] == ["W-ROUNDING"]
    assert content(project / "output") == content(ROOT / "output")


def test_a_table_that_passes_through_has_the_same_rows_and_triples(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeded(tmp_path / "p", 500, derived=True)

    def built() -> dict[str, bytes]:
        run = build(load(tmp_path / "p"), quiet)
        assert run.problems == []
        made = content(tmp_path / "p/output")
        told = tuple(f"data/{name}." for name in HISTORY)  # of all releases, of tables that are looked at whole
        return {p: c for p, c in made.items() if p.startswith(("data/", "rdf/records")) and not p.startswith(told)}

    small = built()
    in_small_parts(monkeypatch)
    monkeypatch.setattr("pipeline.gather.WHOLE", 0)
    monkeypatch.setattr("pipeline.check.release.LONG", 30_000)
    monkeypatch.setattr("pipeline.check.graphs.LARGE", 500_000)
    assert built() == small
    assert len(small["rdf/records.nt"].splitlines()) == 500 * 10


@pytest.mark.parametrize("rows", [5, 20])
def test_large_and_small_tables_beside_each_other(project: Path, monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    monkeypatch.setattr("pipeline.gather.WHOLE", rows)
    monkeypatch.setattr("pipeline.build.verify", lambda *_, **given: [])  # concepts of large tables are not written
    assert [problem.code for problem in build(load(project), quiet).problems] == ["W-ROUNDING"]
    for path in (ROOT / "output/data").glob("*.csv"):
        assert path.stem in HISTORY or (project / "output/data" / path.name).read_bytes() == path.read_bytes()


def test_the_same_is_wrong_with_a_spoilt_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seeded(tmp_path / "p", 1_000 * len(SPOILS), spoilt=True)
    whole = examine(load(tmp_path / "p"), quiet).problems
    in_small_parts(monkeypatch, 100_000, 1_000)
    assert examine(load(tmp_path / "p"), quiet).problems == whole
    assert len({problem.code for problem in whole}) > 12
    assert len(whole) > len(SPOILS)


@pytest.mark.parametrize(("field", "cell"), [(field, cell) for _, field, cell, _ in CELLS])
def test_a_spoilt_cell(tmp_path: Path, field: str, cell: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = child()
    rows[3][rows[0].index(field)] = cell
    write(tmp_path, {"child": rows, "parent": parent()})
    _the_same_in_parts(tmp_path, monkeypatch)


@pytest.mark.parametrize("name", [name for name, _, _ in TABLES])
def test_a_spoilt_table(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, others = child(), parent()
    next(spoil for label, spoil, _ in TABLES if label == name)(rows, others)
    write(tmp_path, {"child": rows, "parent": others})
    _the_same_in_parts(tmp_path, monkeypatch)


def _the_same_in_parts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, whole = problems(folder, SCHEMAS)
    in_small_parts(monkeypatch, 60)
    sources = {
        name: open_source(folder, name, Raw(path=f"{name}.csv", schema="", encoding="utf-8"))[0] for name in SCHEMAS
    }
    found = found_in({name: source for name, source in sources.items() if source}, SCHEMAS)
    assert by_place(list(found), ["child.csv", "parent.csv"]) == whole

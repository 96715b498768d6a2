from __future__ import annotations

import pytest

import pipeline.spool
from pipeline.spool import Spool
from pipeline.table import Table, frame


@pytest.mark.parametrize("in_memory", [0, 60, 10**9])
@pytest.mark.parametrize("with_lines", [True, False])
def test_parts_come_back_as_they_went_in(in_memory: int, with_lines: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.spool, "IN_MEMORY", in_memory)
    spool, parts = Spool(), []
    for number in range(4):
        both: list[list[str | None]] = [[str(number), None], ["松島", ""]]
        cells = both[: number % 3]
        lines = [10 * number, 10 * number + 7][: len(cells)] if with_lines else []
        parts.append(Table("t", frame(("a", "b"), cells), "raw/t.csv", "sheet", lines, ("a", "b")))
        spool.append(parts[-1])
    assert (spool.rows, len(spool)) == (3, 4)
    for _ in range(2):
        back = list(spool)
        assert [part.rows() for part in back] == [part.rows() for part in parts]
        assert [list(part.lines) for part in back] == [list(part.lines) for part in parts]
        assert {(part.name, part.file, part.sheet, tuple(part.labels)) for part in back} == {
            ("t", "raw/t.csv", "sheet", ("a", "b"))
        }
    assert spool[2].rows() == parts[2].rows()

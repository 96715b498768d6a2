"""Some rows of a piece, read without the others, are those that are read with them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.read.pieces
import pipeline.read.received
from pipeline.package.descriptor import Raw, Unpivot
from pipeline.read import open_source
from pipeline.read.received import Received, rows, some_rows
from pipeline.table import Table, taken

RECORDS = st.sampled_from(["a,b", '"x\ny",b', '"say ""hi""",', '""', "", ",", "a", "a,b,c", '"\r\n"', "あ,𠮷", '5",'])
PARQUET: object = pyarrow.parquet


@pytest.fixture(autouse=True)
def read_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.read.received, "_FEW", 0)


def said(table: Table) -> tuple[object, ...]:
    places = [table.place(index) for index in range(table.frame.num_rows)]
    return table.frame.to_pydict(), places, table.ragged or {}, [*table.last_columns], [*table.labels]


def hold(source: Received, wanted: Sequence[int]) -> int:
    """That it is so in every piece; how many rows were compared."""
    count = 0
    for piece in source.pieces():
        table = rows(source, piece)[0]
        these = sorted({number for number in wanted if number < table.frame.num_rows})
        count += len(these)
        assert said(some_rows(source, piece, these)) == said(taken(table, these))
    return count


@given(
    st.lists(RECORDS, min_size=1, max_size=30),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.lists(st.integers(0, 12)),
    st.sampled_from([40, 1_000]),
)
def test_of_a_csv(
    tmp_path_factory: pytest.TempPathFactory, records: list[str], end: str, ended: bool, wanted: list[int], size: int
) -> None:
    folder = tmp_path_factory.mktemp("csv")
    (folder / "t.csv").write_bytes((end.join(["h,i", *records]) + (end if ended else "")).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipeline.read.pieces, "SIZE", size)
        patch.setattr(pipeline.read.pieces, "_STEP", 4)
        source, problems = open_source(folder, "t", Raw(path="t.csv", schema="", encoding="utf-8"))
        assert source
        assert not problems
        hold(source, wanted)


def test_of_a_wide_table(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("area,2023,2024\n04100,1,2\n04202,3,4\n")
    wide = Unpivot(keep=["area"], name="year", value="count")
    source, problems = open_source(tmp_path, "t", Raw(path="t.csv", schema="", encoding="utf-8", unpivot=wide))
    assert source
    assert not problems
    assert hold(source, [1, 2]) == 2


def test_of_a_parquet_file(tmp_path: Path) -> None:
    PARQUET.write_table(pa.table({"a": list("xyz"), "b": [1, 2, 3]}), tmp_path / "t.parquet", row_group_size=2)  # type: ignore[attr-defined]
    source, problems = open_source(tmp_path, "t", Raw(path="t.parquet", schema=""))
    assert source
    assert not problems
    assert hold(source, [0, 1]) == 3

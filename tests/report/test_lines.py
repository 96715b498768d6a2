"""The lines of a file beside a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

import pipeline.report.lines
from pipeline.report.lines import line_reader


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("block", [1, 7, 64])
def test_a_large_file_has_the_lines_of_a_small_one(
    tmp_path: Path, end: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = ["コード,値", "", "a,1", "長い行" * 9, "b,2", ""]
    (tmp_path / "t.csv").write_bytes(end.join(texts).encode("cp932"))
    small = line_reader(tmp_path, {"t.csv": "cp932"})("t.csv")
    monkeypatch.setattr(pipeline.report.lines, "_LARGE", 1)
    monkeypatch.setattr(pipeline.report.lines, "_BLOCK", block)
    large = line_reader(tmp_path, {"t.csv": "cp932"})("t.csv")
    assert [large[number] for number in range(len(large))] == list(small) == texts

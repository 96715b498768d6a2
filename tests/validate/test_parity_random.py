"""The same verdicts as frictionless 5.21 on tables that nobody would think of."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import tries
from tests.validate.sample import CHILD, DOCUMENTS, PARENT, SCHEMAS, child
from tests.validate.verdicts import Rows, ours, theirs, write

LABELS = [field["name"] for field in CHILD["fields"]]
GOOD = sorted({cell for row in child()[1:] for cell in row})
NUMBERS = [" 12 ", "1_000", "１２", "+5", "1e3", "NaN", "-inf", "1,000", "−1", "１.５", "9" * 5000]
DATES = ["2023-4-1", "2023-02-30", "2023-13", "٢٠٢٤", "２０２３-04-01"]
TEXTS = ["tRUE", "red ", "a\nb", "a\rb", '"', '""', "'", ",", ";", "\t", "None", "𠮷", "e\u0301", "\u2028"]
# Without s, for sNaN ends frictionless; without \n at the end of a cell, for its patterns overlook it.
LETTERS = "0123456789+-._eEANaninfT:/ 　１２３年月△▲%\u00a0\u200b"
CELLS = st.sampled_from(GOOD) | st.sampled_from(NUMBERS + DATES + TEXTS) | st.text(LETTERS, max_size=10)
ROWS = st.lists(CELLS, min_size=16, max_size=16) | st.lists(CELLS, max_size=18) | st.sampled_from(child()[1:])
WRONG_LABELS = st.lists(st.sampled_from(["", "元", *LABELS]), min_size=1, max_size=16)
HEADERS = st.just(LABELS) | st.permutations(LABELS) | st.just([*LABELS, "備考", ""]) | WRONG_LABELS


@tries(60)
@given(HEADERS, st.lists(ROWS, max_size=6), st.lists(st.lists(CELLS, min_size=1, max_size=3), max_size=4))
def test_any_tables(header: list[str], rows: Rows, parents: Rows) -> None:
    labels = [field["name"] for field in PARENT["fields"]]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, {"child": [header if any(header) else LABELS, *rows], "parent": [labels, *parents]})
        assert ours(folder, SCHEMAS) == theirs(folder, DOCUMENTS)

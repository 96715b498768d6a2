"""Texts that a spreadsheet converts. What it does to the release was seen in LibreOffice 7.4 with the recognition of
special numbers, which Excel always has."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pipeline.emit.converted import converted
from pipeline.package.models import Field, Schema, Words
from pipeline.table import Table
from tests.conftest import ROOT

NAME = Words("名", "name")
SEEN = {
    "kpis": ["printed_target"],
    "kpi_observations": ["printed"],
    "kpi_reported_rates": ["printed"],
    "initiative_quantities": ["printed"],
    "initiative_municipalities": ["code"],
    "municipalities": ["code", "area_code"],
    "audit": ["value", "printed"],
    "identifiers": ["key"],
    "revisions": ["value"],
    "initiative_details": ["text_en"],
}
"""The last one in English alone: February 2024."""


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        *((text, True) for text in ("040002", "1,200", "100%", "72.5%", "-3.5", "1E5", "1/2", "2024-3-1", "2024/03")),
        *((text, True) for text in ("February 2024", "1-Mar", "12:30", "R6.2.1", "令和6年2月1日", "2024年2月", "TRUE")),
        *((text, False) for text in ("62.4億円", "約5万件", "kpi01", "gl01", "R5", "R6.2月", "1.2.3", "", "reported")),
        *(
            (text, False)
            for text in ("7種→25種", "38件・76件", "February", "in February 2024", "100%以上", "true or false")
        ),
    ],
)
def test_what_is_taken_for_something_else(text: str, taken: bool) -> None:
    table = Table("t", pa.table({"x": pa.array(["a", text, None], pa.string())}))
    found = list(converted({"t": table}, {"t": Schema([Field("x", NAME)])}))
    assert [one.example for one in found] == [text] * taken
    assert list(converted({"t": table}, {"t": Schema([Field("x", NAME, type="year")])})) == []


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_readme_names_the_fields(name: str) -> None:
    text = (ROOT / "output" / name).read_text("utf-8")
    for table, fields in SEEN.items():
        assert all(f"- `excel/{table}.csv`: `{field}` (" in text for field in fields), table

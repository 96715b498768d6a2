"""One spelling for each value."""

from __future__ import annotations

import pytest

from pipeline.interpret.canonical import canonical


@pytest.mark.parametrize(
    ("text", "kind", "spelt"),
    [
        ("TRUE", "boolean", "true"),
        ("0", "boolean", "false"),
        ("yes", "boolean", "yes"),
        ("+5", "integer", "5"),
        ("007", "integer", "7"),
        ("1e3", "number", "1000"),
        ("40.0", "number", "40.0"),
        ("-0.50", "number", "-0.50"),
        ("many", "number", "many"),
        ("NaN", "number", "NaN"),
        ("1e999999999", "number", "1e999999999"),
        ("", "integer", ""),
        ("007", "string", "007"),
        ("2024-2-3", "date", "2024-2-3"),
    ],
)
def test_a_value_has_one_spelling(text: str, kind: str, spelt: str) -> None:
    assert canonical(text, kind, ["true", "TRUE", "1"], ["false", "0"]) == spelt

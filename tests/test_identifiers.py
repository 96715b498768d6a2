"""Addresses and templates."""

from __future__ import annotations

from typing import Any

import pytest
import uritemplate
from hypothesis import given
from hypothesis import strategies as st

from pipeline.identifiers import absolute, expand, reserved, variables

BASE, PREFIXES = "https://x.jp/miyagi/", {"skos": "http://www.w3.org/2004/02/skos/core#"}


@pytest.mark.parametrize(
    ("address", "full"),
    [
        ("id/kpi/{kpi}", "https://x.jp/miyagi/id/kpi/{kpi}"),
        ("skos:prefLabel", "http://www.w3.org/2004/02/skos/core#prefLabel"),
        ("http://data.e-stat.go.jp/lod/sac/C04000", "http://data.e-stat.go.jp/lod/sac/C04000"),
    ],
)
def test_an_address_is_relative_prefixed_or_whole(address: str, full: str) -> None:
    assert absolute(address, BASE, PREFIXES) == full


def test_variables_are_the_names_in_braces() -> None:
    assert variables("observation/{kpi}/{fiscal_year}") == ["kpi", "fiscal_year"]


@given(st.text(), st.text())
def test_expansion_is_that_of_rfc_6570(one: str, two: str) -> None:
    row: dict[str, Any] = {"one": one.encode(errors="replace").decode(), "two": two.encode(errors="replace").decode()}
    assert expand("a/{one}/b/{two}", row) == uritemplate.expand("a/{one}/b/{two}", row)


@given(st.text(), st.text() | st.sampled_from(["observation/a%2Fb/2023", "100%", "https://x.jp/a?b#c"]))
def test_a_variable_that_is_an_address_keeps_what_is_reserved(one: str, two: str) -> None:
    row: dict[str, Any] = {"one": one.encode(errors="replace").decode(), "two": two.encode(errors="replace").decode()}
    expected = uritemplate.expand("{+two}/b/{one}", row)
    assert expand("{+two}/b/{one}", row) == expected.replace("[", "%5B").replace("]", "%5D").replace("#", "%23")
    assert variables("{+two}/b/{one}") == ["two", "one"]


@pytest.mark.parametrize(
    ("address", "nobodys"),
    [
        ("https://opendata.example.jp/miyagi/", True),
        ("https://example.com/", True),
        ("http://a.test/", True),
        ("http://localhost:8000/", True),
        ("https://www.pref.miyagi.jp/example.jp/", False),
        ("https://myexample.jp/", False),
        ("https://example.pref.miyagi.jp/", False),
    ],
)
def test_a_name_that_no_one_can_have(address: str, nobodys: bool) -> None:
    assert reserved(address) == nobodys

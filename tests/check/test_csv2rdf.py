"""The RDF of a release against its CSV: a single triple more, less or other is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.check.csv2rdf import _address, rdf_problems
from pipeline.check.graphs import read_graphs
from pipeline.check.hashes import digests_in, hash_problems
from pipeline.identifiers import expand
from pipeline.memory import FORGETFUL
from pipeline.problem import Problem
from tests.conftest import without_site


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return without_site(tmp_path / "release")


def problems_of(release: Path) -> list[Problem]:
    graphs, problems = read_graphs(release)
    return [*problems, *rdf_problems(release, graphs, digests_in(release), FORGETFUL)]


@pytest.mark.parametrize(
    ("path", "old", "new", "found"),
    [
        ("rdf/kpis.nt", '"33"^^', '"34"^^', "rdf/kpis.nt"),
        ("rdf/kpis.nt", "@ja", "@en", "rdf/kpis.nt"),
        ("rdf/kpis.ttl", "kpi:kpi01", "kpi:kpi13", "rdf/kpis.ttl"),
        ("rdf/kpi_observations.ttl", "def:value 40.0", "def:value 40", "rdf/kpi_observations.ttl"),
        ("rdf/kpis.jsonld", '"target_value": "33"', '"target_value": "34"', "rdf/kpis.jsonld"),
        ("rdf/goals.ttl", "@prefix skos", "@prefix skosmos", "rdf/goals.ttl"),
        ("data/kpis.csv", ",33,", ",34,", "rdf/kpis.nt"),
        ("data/kpis.csv-metadata.json", "decimal", "double", "rdf/kpis.nt"),
    ],
)
def test_a_difference_is_found(release: Path, path: str, old: str, new: str, found: str) -> None:
    text = (release / path).read_text("utf-8")
    assert old in text
    (release / path).write_text(text.replace(old, new, 1), "utf-8")
    assert found in {problem.file for problem in problems_of(release) if problem.code == "E-RDF"}


def test_a_missing_file_is_found_and_the_release_is_good(release: Path) -> None:
    assert problems_of(release) == []
    (release / "rdf/kpis.nt").unlink()
    assert [(p.code, p.file) for p in hash_problems(release, digests_in(release))] == [
        ("E-RELEASE-MISSING", "rdf/kpis.nt")
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from(
    ["100%", "a%2Fb", "x?y#z", "[1]"]
)


@given(TEXTS, TEXTS)
def test_an_address_of_any_texts_is_that_of_who_wrote_it(one: str, two: str) -> None:
    template = "https://x.jp/{one}/{+two}"
    assert _address(template, (one, two)) == f"<{expand(template, {'one': one, 'two': two})}>"

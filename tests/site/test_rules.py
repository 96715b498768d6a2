"""Every identifier of the release has a rule, which leads to a page that is there and a graph that describes it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from msgspec.structs import replace

from pipeline.package import Package, load
from pipeline.site.rules import ITSELF, Rule, found, rules
from tests.conftest import ROOT
from tests.site.cases import PAGES
from tests.site.subjects import subjects


@pytest.fixture(scope="session")
def ordered(made: Path) -> list[Rule]:
    """The rules that the release publishes."""
    document = json.loads((made / "site/assets/rules.json").read_text("utf-8"))
    return [Rule(pattern, page, graph, tuple(forms)) for pattern, page, graph, forms in document["rules"]]


def test_every_subject_has_a_rule_whose_graph_describes_it(made: Path, ordered: list[Rule]) -> None:
    spoken_of = subjects(made)
    assert len(spoken_of) > 1_800
    for path, graphs in spoken_of.items():
        if path and (made / path).is_file():
            continue
        rule = found(ordered, path)
        assert rule, path
        assert rule[0].graph in graphs, path
        assert rule[0].forms == ("ttl", "nt", "jsonld")


def test_every_subject_has_a_page(made: Path, ordered: list[Rule]) -> None:
    paths = {found(ordered, path)[1] for path in subjects(made) if not (made / path).is_file()} - {ITSELF}  # type: ignore[index]
    assert {page.partition("#")[0] for page in paths if not _there(made, page)} == set()


def test_a_row_is_where_its_fragment_says(made: Path, ordered: list[Rule]) -> None:
    shown = [found(ordered, path)[1] for path, _, _ in PAGES]  # type: ignore[index]
    for page, _, anchor in (page.partition("#") for page in shown if "#" in page and "/revisions/" not in page):
        text = (made / "site" / page / "index.html").read_text("utf-8")
        assert re.search(rf'\bid="{re.escape(anchor.replace("%2F", "/"))}"', text), f"{page}#{anchor}"


def test_every_identifier_ever_published_has_a_rule(made: Path, ordered: list[Rule]) -> None:
    with (made / "data/identifiers.csv").open(encoding="utf-8") as file:
        identifiers = [row["identifier"] for row in csv.DictReader(file)]
    assert len(identifiers) > 500
    assert [one for one in identifiers if not found(ordered, one)] == []


@pytest.mark.parametrize(("path", "page", "graph"), PAGES, ids=[path for path, _, _ in PAGES])
def test_each_kind_has_its_page_and_its_graph(ordered: list[Rule], path: str, page: str | None, graph: str) -> None:
    rule, leads = found(ordered, path) or (None, "")
    assert rule is not None
    assert rule.graph == graph
    assert page in (leads, None)


def test_what_was_never_an_identifier_has_no_rule(ordered: list[Rule]) -> None:
    for path in ("nothing", "id/kpi/", "id/kpi/kpi08/", "id/kpi/kpi08/x/y/z", "id/nothing/x", "rdf/kpis.ttl", "about/"):
        assert found(ordered, path) is None, path


@pytest.fixture(scope="session")
def package() -> Package:
    return load(ROOT)


def test_a_table_has_as_many_rules_as_addresses_whatever_its_rows(package: Package) -> None:
    assert [rule.pattern for rule in rules(package, [], []) if rule.graph == "kpi_observations"] == [
        "observation/kpi/([^/]+)/([^/]+)"
    ]


def test_a_graph_is_offered_in_the_forms_that_it_has(package: Package) -> None:
    kpis = next(rule for rule in rules(package, [], ["rdf/kpis.nt"]) if rule.graph == "kpis")
    assert kpis.forms == ("nt",)


def test_codes_without_a_row_come_before_the_rows(package: Package) -> None:
    made = rules(package, ["id/goal/a.b", "id/colour/red", "sdmx-code:A"], [])
    assert found(made, "id/goal/a.b") == (
        Rule(r"id/goal/(a\.b)", "concepts/#id/goal/$1", "concepts"),
        "concepts/#id/goal/a.b",
    )
    assert found(made, "id/goal/axb")[0].graph == "goals"  # type: ignore[index]
    assert found(made, "id/colour/blue")[1] == "concepts/#id/colour/blue"  # type: ignore[index]


@pytest.mark.parametrize("about", ['id/"x;{}$/{kpi}', "id/a b/{kpi}", "id/日本/{kpi}"])
def test_an_address_of_any_characters_is_a_pattern_of_itself(package: Package, about: str) -> None:
    schema = replace(package.published["kpis"], about_url=about)
    strange = replace(package, published={**package.published, "kpis": schema})
    rule = next(rule for rule in rules(strange, [], []) if rule.graph == "kpis")
    assert not re.search(r'["; {}]', rule.pattern)
    assert "kpi08" in rule.page.replace("$1", "kpi08")
    assert not re.search(r'[" {}]', rule.page)


def _there(release: Path, page: str) -> bool:
    return (release / "site" / page.partition("#")[0] / "index.html").is_file()

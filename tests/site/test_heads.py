"""What pages say to machines that find them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from pipeline.package import load
from pipeline.package.models import Words
from pipeline.site.heads import address, structured
from pipeline.site.rules import Rule, found
from tests.conftest import ROOT
from tests.site.reading import Read

BASE = "https://opendata.example.jp/miyagi/"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>')


def block(web: Path, path: str) -> dict[str, dict[str, object]]:
    """The nodes of a page by their type."""
    [text] = BLOCK.findall((web / path / "index.html").read_text("utf-8"))
    document = json.loads(text)
    assert document["@context"] == "https://schema.org/"
    return {node["@type"]: node for node in document["@graph"]}


@pytest.mark.parametrize(("folder", "name"), [("", "KPI"), ("en/", "KPIs")])
def test_a_dataset_is_described_in_the_language_of_its_page(web: Path, folder: str, name: str) -> None:
    dataset = block(web, f"{folder}dataset/kpis/")["Dataset"]
    assert (dataset["name"], dataset["url"]) == (name, f"{BASE}{folder}dataset/kpis/")
    assert isinstance(dataset["description"], str)
    assert 50 <= len(dataset["description"]) <= 5000  # what search engines take
    downloads = dataset["distribution"]
    assert isinstance(downloads, list)
    for one in downloads:
        assert (web / one["contentUrl"].removeprefix(BASE)).is_file()
    assert isinstance(dataset["creator"], dict)
    assert dataset["creator"]["name"] in ("宮城県", "Miyagi Prefecture")


def test_the_trail_leads_from_the_first_page_to_this_one(web: Path) -> None:
    items = block(web, "en/id/kpi/kpi08/")["BreadcrumbList"]["itemListElement"]
    assert isinstance(items, list)
    assert [one["item"].removeprefix(f"{BASE}en/") for one in items] == [
        "",
        "dataset/",
        "dataset/kpis/",
        "id/kpi/kpi08/",
    ]
    assert [one["position"] for one in items] == [1, 2, 3, 4]


def test_nothing_in_a_block_ends_it() -> None:
    words = Words(ja="</script><!--&\u202e", en="")
    text = structured(load(ROOT), "a/", [("a/", words)], "ja")
    assert not re.search("[<>&\u202e]", text)
    assert json.loads(text)["@graph"][0]["itemListElement"][0]["name"] == words.ja


def test_every_page_has_one_address_and_says_what_it_is(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        links, said = (
            page.all("link"),
            {one.get("property") or one.get("name"): one["content"] for one in page.all("meta") if "content" in one},
        )
        address = [one["href"] for one in links if one.get("rel") == "canonical"]
        if path.endswith("404.html"):
            assert (address, said["robots"]) == ([], "noindex")
        else:
            assert address == [said["og:url"]] == [BASE + path.removesuffix("index.html")]
            assert said["og:title"]


def test_a_dataset_leads_to_its_rdf_and_other_pages_to_the_catalogue(pages: dict[str, Read]) -> None:
    def alternates(path: str) -> set[str]:
        links = pages[path].all("link")
        return {one["href"] for one in links if one.get("rel") == "alternate" and "/rdf/" in f"/{one['href']}"}

    assert alternates("dataset/kpis/index.html") == {f"../../rdf/kpis.{form}" for form in ("nt", "ttl", "jsonld")}
    assert alternates("index.html") == {f"./rdf/catalogue.{form}" for form in ("nt", "ttl", "jsonld")}


def test_a_page_of_an_identifier_leads_to_the_graph_of_its_rule(made: Path, pages: dict[str, Read]) -> None:
    """What a host that cannot look at Accept has for clients of RDF."""
    document = json.loads((made / "site/assets/rules.json").read_text("utf-8"))
    ordered = [Rule(pattern, page, graph, tuple(forms)) for pattern, page, graph, forms in document["rules"]]
    seen = {}
    for path, page in pages.items():
        matched = found(ordered, path.removesuffix("index.html").rstrip("/"))
        if matched and not path.startswith("dataset/"):  # the page of a dataset has the RDF of its rows
            links = {one["href"] for one in page.all("link") if one.get("type") == "text/turtle"}
            graph = matched[0].graph
            assert links == {f"{'../' * path.count('/') or './'}rdf/{graph}.ttl"}, path
            assert (made / f"rdf/{graph}.ttl").is_file()
            seen["/".join(path.split("/")[:2])] = graph
    assert seen.items() >= {"id/kpi": "kpis", "id/goal": "goals", "id/fiscal-year": "concepts"}.items()
    for path, graph in (("def/", "vocabulary"), ("concepts/", "concepts")):
        links = {one["href"] for one in pages[f"{path}index.html"].all("link") if one.get("type") == "text/turtle"}
        assert links == {f"../rdf/{graph}.ttl"}


def test_the_sitemap_has_every_page_with_its_twin(web: Path, pages: dict[str, Read]) -> None:
    names = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
    urls = ElementTree.parse(web / "sitemap.xml").getroot().findall("s:url", names)
    listed = {url.findtext("s:loc", None, names) for url in urls}
    assert listed == {BASE + path.removesuffix("index.html") for path in pages if not path.endswith("404.html")}
    for url in urls:
        twins = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", names)}
        assert {*twins} == {"ja", "en"}
        assert url.findtext("s:loc", None, names) in twins.values()
        assert {*twins.values()} <= listed


def test_robots_learn_of_it_and_of_the_datasets(web: Path) -> None:
    assert f"Sitemap: {BASE}sitemap.xml" in (web / "robots.txt").read_text("utf-8").splitlines()
    assert (web / ".well-known/void").read_bytes() == (web / "rdf/void.ttl").read_bytes()


def test_the_path_of_a_page_is_encoded_in_its_address() -> None:
    assert address(load(ROOT), "id/unit/人/", "en") == f"{BASE}en/id/unit/%E4%BA%BA/"

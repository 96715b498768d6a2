"""The site as a whole: what there is, that every link leads somewhere, that it is small and says the same twice."""

from __future__ import annotations

import csv
import json
import posixpath
import subprocess
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from pipeline.errors import Stop
from pipeline.package import load
from pipeline.record import Summary
from pipeline.site import site
from tests.conftest import ROOT
from tests.site.making import published
from tests.site.reading import Read

NODE = ROOT / "tests/node"
LANGUAGES = ("", "en/")


def rows_of(web: Path, table: str) -> list[dict[str, str]]:
    with (web / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_dataset_row_with_a_page_fiscal_year_and_release_has_a_page(web: Path, pages: dict[str, Read]) -> None:
    wanted = {
        "",
        "dataset/",
        "def/",
        "concepts/",
        "query/",
        "search/",
        "about/",
        "accessibility/",
        "changes/",
        "findings/",
    }
    wanted |= {f"dataset/{schema.stem}/" for schema in (ROOT / "schemas/published").glob("*.json")}
    wanted |= {f"dataset/{name}/" for name in ("concepts", "vocabulary", "cube", "provenance", "quality")}
    wanted |= {"dataset/information-policy-results/", "dataset/information-policy-results/2023/"}
    wanted |= {f"id/kpi/{row['kpi']}/" for row in rows_of(web, "kpis")}
    wanted |= {f"id/goal/{row['goal']}/" for row in rows_of(web, "goals")}
    wanted |= {f"id/initiative/{row['initiative']}/" for row in rows_of(web, "initiatives")}
    wanted |= {f"id/note/{row['note']}/" for row in rows_of(web, "notes")}
    wanted |= {f"release/{row['version']}/" for row in rows_of(web, "releases")}
    wanted |= {f"id/fiscal-year/{row['fiscal_year']}/" for row in rows_of(web, "kpi_observations")}
    missing = {f"{language}{path}index.html" for language in LANGUAGES for path in wanted} - {*pages}
    assert not missing
    assert {"404.html", "en/404.html"} <= {*pages}


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor_that_are_there(
    web: Path, pages: dict[str, Read]
) -> None:
    base = urlsplit(json.loads((web / "datapackage.json").read_text("utf-8"))["pipeline"]["base"]).path
    broken = []
    for path, page in pages.items():
        for one in page.elements:
            link = one.attributes.get("href") or one.attributes.get("src")
            if link is None or urlsplit(link).scheme or urlsplit(link).path.endswith("/sparql"):
                continue  # elsewhere, or answered by the server
            where, _, anchor = link.partition("#")
            target = unquote(where)
            if target.startswith(base):  # of the page that stands at any path
                target = target.removeprefix(base)
            else:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target)) if target else path
            target = posixpath.normpath(target) if target else "."
            if (web / target).is_dir():
                target = posixpath.normpath(posixpath.join(target, "index.html"))
            if not (web / target).is_file() or (anchor and not {anchor, unquote(anchor)} & pages[target].ids):
                broken.append((path, link))
    assert not broken


def test_nothing_is_loaded_from_elsewhere_and_nothing_stands_inline(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        for one in page.elements:
            assert "style" not in one.attributes, path
            assert not [name for name in one.attributes if name.startswith("on")], path
            assert one.tag != "style", path
            if one.tag == "script" and one.attributes.get("type") != "application/ld+json":  # data is not run
                assert one.attributes["src"], path
                assert not urlsplit(one.attributes["src"]).scheme, path
            if one.tag in ("img", "iframe") or one.attributes.get("rel") in ("stylesheet", "icon"):
                link = one.attributes.get("src") or one.attributes["href"]
                assert not urlsplit(link).scheme, path


def test_a_page_is_small_without_its_data(pages: dict[str, Read]) -> None:
    assert {path: page.size for path, page in pages.items() if page.size > 100_000} == {}


def test_both_languages_have_the_same_structure(pages: dict[str, Read]) -> None:
    counted = {"h1", "h2", "h3", "table", "figure", "svg", "dl", "tr", "nav", "main", "footer", "details", "button"}
    for path, page in pages.items():
        if not path.startswith("en/"):
            english = pages[f"en/{path}"]
            [html], [other] = page.all("html"), english.all("html")
            assert (html["lang"], other["lang"]) == ("ja", "en")
            ours, theirs = ([e.tag for e in one.elements if e.tag in counted] for one in (page, english))
            assert ours == theirs, path
            assert Counter(ours)["h1"] == 1, path


def test_the_switch_keeps_the_page(pages: dict[str, Read]) -> None:
    for path, page in pages.items():
        [switch] = [one for one in page.all("a") if one.get("class") == "switch"]
        if path.endswith("404.html"):
            continue
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), switch["href"], "index.html"))
        assert target == (path.removeprefix("en/") if path.startswith("en/") else f"en/{path}")


def test_what_a_visitor_comes_for(pages: dict[str, Read]) -> None:
    home, kpi08, english = pages["index.html"], pages["id/kpi/kpi08/index.html"], pages["en/id/kpi/kpi08/index.html"]
    for text in ("177件", "62.4億円", "目標に達したKPI"):
        assert text in home.text
    for text in ("160者", "138%", "どの規則でも再現できない", "2022 112者、2023 160者。目標 100者。"):
        assert text in kpi08.text
    for text in ("160 businesses or users", "138%", "no rule reproduces it", "2022 112, 2023 160. Target 100."):
        assert text in english.text
    assert "翌年度に確定" in pages["id/kpi/kpi04/index.html"].text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_are_valid_html(web: Path, language: str) -> None:
    paths = [f"dataset/{name}/" for name in ("kpi_observations", "budget", "cube", "information-policy-results")]
    paths += [
        f"id/{name}/" for name in ("kpi/kpi08", "kpi/kpi04", "goal/citizen", "initiative/ini02", "fiscal-year/2023")
    ]
    names = ("def", "concepts", "release/0.1.0", "findings", "changes", "about", "accessibility", "search", "query")
    paths += ["", *(f"{name}/" for name in names)]
    files = [str(web / f"{language}{path}index.html") for path in ["dataset/", *paths]] + [
        str(web / f"{language}404.html")
    ]
    command = ["node_modules/.bin/html-validate", "--config", str(ROOT / "tests/site/html-validate.json"), *files]
    found = subprocess.run(command, cwd=NODE, capture_output=True, text=True, check=False, timeout=120)
    assert found.returncode == 0, found.stdout + found.stderr


def test_a_large_table_has_no_page_for_each_row(tmp_path: Path) -> None:
    package = load(ROOT)
    run, stage = published(package, tmp_path / "stage")
    run.summaries["kpis"] = Summary(2_001, 0, frozenset())
    with pytest.raises(Stop) as stop:
        site(run, package, stage)
    [problem] = stop.value.problems
    assert (problem.code, problem.facts["table"], problem.facts["rows"]) == ("E-PAGES", "kpis", "2,001")

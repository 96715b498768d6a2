"""A project whose every text is an attack: titles, descriptions, cells, notes, addresses. It stays text."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator
from typing import Any

import html5rdf
import pytest

from pipeline.package import load
from pipeline.release.differences import Difference
from pipeline.release.records import Entry, History, Release
from pipeline.site import pages
from pipeline.site.material import gathered
from pipeline.site.page import written
from pipeline.site.search import search
from tests.conftest import ROOT
from tests.site.making import published
from tests.site.reading import parsed

MARK = "attack"
ATTACK = (
    f"</script><script>{MARK}(1)</script>\"><img src=x onerror={MARK}(2)>' onmouseover='{MARK}(3)' {{{{7*7}}}} \u202e"
)
ADDRESS = f"javascript:{MARK}(4)//https://"
TEXTS = ("label_", "text_", "attribution_note", "printed_label")
WORDED = {"ja", "en", "title", "label"}
ADDRESSED = {"homepage", "contactPage"}
KINDS = (
    "",
    "dataset/kpis/",
    "id/kpi/kpi08/",
    "id/note/note09/",
    "id/kpi/gone/",
    "changes/",
    "concepts/",
    "def/",
    "search/",
    "query/",
)
ALLOWED: dict[str, list[set[str]]] = {"script": [{"src", "defer"}, {"src", "type"}, {"type"}], "img": []}


def spoilt(value: Any, name: str = "") -> Any:
    """A descriptor with the attack in each of its texts and addresses."""
    if isinstance(value, dict):
        places = value.keys() == {"title", "path"} or value.get("name") == "CC-BY-4.0"
        return {k: ADDRESS if places and k == "path" else spoilt(v, k) for k, v in value.items()}
    if isinstance(value, list):
        return [spoilt(item) for item in value]
    if name in ADDRESSED:
        return ADDRESS
    return f"{value}{ATTACK}" if name in WORDED and isinstance(value, str) else value


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every page of that project, by its path."""
    project = tmp_path_factory.mktemp("hostile")
    shutil.copytree(ROOT / "raw", project / "raw")
    shutil.copytree(ROOT / "schemas", project / "schemas")
    shutil.copy(ROOT / "datapackage.json", project)
    for path in [project / "datapackage.json", *(project / "schemas/published").glob("*.json")]:
        path.write_text(json.dumps(spoilt(json.loads(path.read_text("utf-8")))), "utf-8")
    for path in (project / "raw").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        texts = [i for i, name in enumerate(head) if name.startswith(TEXTS)]
        for row in rows:
            for index in texts:
                row[index] += ATTACK if row[index] else ""
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
    (project / "queries").mkdir()
    query = f"SELECT ?s ?o {{ ?s ?p ?o FILTER(CONTAINS(STR(?o), '{MARK}')) }}"
    (project / "queries" / "attack.rq").write_text(f"# {ATTACK} / {ATTACK}\n{query}\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:  # a descriptor with such addresses is refused: pages do not rely on it
        patch.setattr("pipeline.package.iris._WEB", re.compile(".*", re.S))
        package = load(project)
    run, stage = published(package, project / "stage")
    assert run.tables, [problem.code for problem in run.problems]
    version = package.descriptor.version
    run.history = History(
        [Release(version, "1", "2026-11-24", "2023", "first", "", "", ATTACK, ATTACK, ATTACK, ATTACK)],
        [Entry("id/kpi/gone", "kpis", ATTACK, "0.1.0", version, "", ATTACK, ATTACK, ATTACK)],
    )
    run.differences = [Difference("value-redefined", "kpis", ATTACK, ATTACK, ATTACK, ATTACK)]
    made = [*pages(gathered(run, package, {}), stage.folder)]
    files = (file for page in [*made, search(made)] for file in written(page, package))
    return {path: content.decode() for path, content in files}


def elements(path: str, content: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The elements of a page; of one of each kind as a browser makes them of it, which takes longer."""
    if path.removeprefix("site/").removeprefix("en/").removesuffix("index.html") not in KINDS:
        yield from parsed(content)
        return
    for element in html5rdf.parse(content, namespaceHTMLElements=False).iter():
        if isinstance(element.tag, str):
            yield element.tag.rpartition("}")[2], dict(element.attrib)


def test_no_text_becomes_an_element_an_attribute_or_an_address(attacked: dict[str, str]) -> None:
    assert {"site/id/kpi/kpi08/index.html", "site/en/index.html", "site/id/kpi/gone/index.html"} <= {*attacked}
    for path, content in attacked.items():
        assert MARK in content, path
        for tag, attributes in elements(path, content):
            if tag in ALLOWED:
                assert set(attributes) in ALLOWED[tag], path
            assert not [name for name in attributes if name.startswith("on") or name == "style"], path
            for name in ("href", "src", "action"):
                assert not attributes.get(name, "").strip().lower().startswith("javascript:"), path


def test_what_turns_the_direction_of_text_is_shown(attacked: dict[str, str]) -> None:
    assert not [path for path, content in attacked.items() if "\u202e" in content]
    assert "\\u202e" in attacked["site/id/kpi/kpi08/index.html"]


def test_templates_in_texts_are_texts(attacked: dict[str, str]) -> None:
    assert "{{7*7}}" in attacked["site/index.html"]

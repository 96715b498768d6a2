"""The upload folder for a portal: its files, and instructions that name each of them."""

from __future__ import annotations

import csv
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from pipeline.deliver import publish
from pipeline.deliver.contents import release_in
from pipeline.deliver.kit import kit
from tests.bags import seal
from tests.conftest import ROOT, Opendata, content
from tests.deliver.releases import stopped

OUTPUT = ROOT / "output"
DESCRIPTOR = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))
TABLES = [r["name"] for r in DESCRIPTOR["resources"] if r["path"].startswith("data/")]
LIST = "040002_open_data_list.csv"


class Page(HTMLParser):
    """The text of each element with an id, what is said beside each heading of a row, and all tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.sections: dict[str, str] = {"": ""}
        self.tags: list[str] = []
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "section":
            self._inside = dict(attrs)["id"] or ""
            self.sections[self._inside] = ""

    def handle_data(self, data: str) -> None:
        self.sections[self._inside] += data


def pages(folder: Path) -> dict[str, Page]:
    return {lang: Page((folder / f"instructions.{lang}.html").read_text("utf-8")) for lang in ("ja", "en")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kit") / "kit"
    publish("portal-kit", OUTPUT, str(made), None, dry=False)
    return made


def test_the_files_have_the_names_that_users_expect(folder: Path) -> None:
    files = content(folder)
    expected = {f"040002_{name}.{ending}" for name in TABLES for ending in ("csv", "ttl")}
    assert set(files) == expected | {LIST, "instructions.ja.html", "instructions.en.html"}
    for name in TABLES:
        assert files[f"040002_{name}.csv"] == (OUTPUT / f"excel/{name}.csv").read_bytes()  # opens by a double click
        assert files[f"040002_{name}.ttl"] == (OUTPUT / f"rdf/{name}.ttl").read_bytes()
    assert files[LIST] == (OUTPUT / LIST).read_bytes()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_instructions_name_each_file_and_what_to_fill_in(folder: Path, language: str) -> None:
    page = pages(folder)[language]
    with (OUTPUT / LIST).open(encoding="utf-8-sig", newline="") as file:
        rows = {row["ファイル_ID"]: row for row in csv.DictReader(file)}
    assert list(page.sections) == ["", *TABLES]
    for resource in DESCRIPTOR["resources"][: len(TABLES)]:
        name, text = resource["name"], page.sections[resource["name"]]
        row = rows[f"dataset/{name}/excel"]
        for column in ("タイトル", "概要", "キーワード", "分類", "更新頻度", "対象期間", "公開日", "連絡先名称"):
            assert row[f"データセット_{column}"] in text
        assert row["ファイル_ライセンス"] in text
        assert row["ファイル_利用規約"] in text
        assert resource["titles"]["en"] in text
        assert resource["descriptions"]["en"] in text
        for ending in ("csv", "ttl"):
            assert f"040002_{name}.{ending}" in text
    assert LIST in page.sections[""]


def test_the_pages_fetch_and_run_nothing(folder: Path) -> None:
    for language, page in pages(folder).items():
        text = (folder / f"instructions.{language}.html").read_text("utf-8")
        assert not {"script", "img", "link", "iframe", "form"} & set(page.tags)
        assert not re.search(r"(src|href)=\"(?!#)", text)
        assert f'<html lang="{language}">' in text


def test_the_same_release_gives_the_same_folder_and_nothing_is_written_twice(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(OUTPUT, copy)
    publish("portal-kit", copy, str(tmp_path / "kit"), None, dry=False)
    assert content(tmp_path / "kit") == content(folder)
    assert publish("portal-kit", copy, str(tmp_path / "kit"), None, dry=False).written == []


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    found = stopped(lambda: publish("portal-kit", OUTPUT, str(tmp_path), None, dry=False))
    assert found == [("E-IMMUTABLE", "mine.txt", "not in the release")]
    assert content(tmp_path) == {"mine.txt": b"mine"}


def edition(folder: Path, change: dict[str, Any]) -> Path:
    """The release with some files changed or (None) left out, as its manifests say."""
    shutil.copytree(OUTPUT, folder)
    for path, data in change.items():
        (folder / path).unlink(missing_ok=True)
        if data is not None:
            (folder / path).write_bytes(data)
    return seal(folder)


def test_what_has_changed_since_an_earlier_release_is_marked(tmp_path: Path) -> None:
    words = (OUTPUT / LIST).read_bytes().replace("政策の重点目標（3）".encode(), "政策の目標".encode())
    gone = json.loads((OUTPUT / "datapackage.json").read_text("utf-8"))
    gone["resources"] = [resource for resource in gone["resources"] if resource["name"] != "units"]
    now = edition(tmp_path / "now", {"datapackage.json": json.dumps(gone).encode(), "excel/kpis.csv": b"changed"})
    before = edition(tmp_path / "before", {LIST: words, "excel/notes.csv": None})
    publish("portal-kit", now, str(tmp_path / "kit"), before, dry=False)
    marks = re.compile(r"<code>(040002_\w+\.\w+)</code> <span class=\"tag \w+\">(\w+)</span>")
    page = (tmp_path / "kit/instructions.en.html").read_text("utf-8")
    found = dict(marks.findall(page))
    assert found["040002_kpis.csv"] == "changed"
    assert found["040002_kpis.ttl"] == "unchanged"
    assert found["040002_notes.ttl"] == "unchanged"
    assert {name for name, mark in found.items() if mark == "changed"} == {"040002_kpis.csv"}
    assert re.findall(r'Fill in <span class="tag (\w+)"', page).count("changed") == 1  # of the words of goals
    assert "<code>040002_units.csv</code>, <code>040002_units.ttl</code>" in page


def test_without_an_earlier_release_nothing_is_marked(folder: Path) -> None:
    assert "span" not in pages(folder)["ja"].tags


def test_words_of_a_release_cannot_become_markup(tmp_path: Path) -> None:
    bad = (OUTPUT / LIST).read_bytes().replace("目標,".encode(), b"<script>alert(1)</script>,")
    contents = kit(release_in(edition(tmp_path / "bad", {LIST: bad})))
    page = contents["instructions.ja.html"].source
    assert isinstance(page, bytes)
    assert b"<script" not in page
    assert b"&lt;script" in page


def test_a_release_without_its_list_has_no_kit(tmp_path: Path) -> None:
    release = edition(tmp_path / "bare", {LIST: None})
    assert [code for code, *_ in stopped(lambda: kit(release_in(release)))] == ["E-RELEASE-MISSING"]


def test_the_command_makes_it(tmp_path: Path, opendata: Opendata) -> None:
    made = opendata("publish", "--to", "portal-kit", "--url", str(tmp_path / "kit"), "--since", "output")
    assert (made.returncode, "0 there already" in made.stdout) == (0, True)
    assert "unchanged" in (tmp_path / "kit/instructions.en.html").read_text("utf-8")

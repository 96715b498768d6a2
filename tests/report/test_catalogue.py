"""Every code in both languages, with a page, and every code that the program raises is there."""

from __future__ import annotations

import ast
import re
import string

import pytest

from pipeline.problem import Problem
from pipeline.report import catalogue as module
from pipeline.report.catalogue import Entry, catalogue, exit_status, in_japanese, message, remedy
from pipeline.report.pages import index, page
from tests.conftest import ROOT

ENTRIES = list(catalogue().values())
CODE = re.compile(r"[EWI]-[A-Z]+(?:-[A-Z]+)*")
JAPANESE = re.compile("[぀-ヿ一-鿿]")


def raised() -> set[str]:
    """Every code that stands as a text in the program."""
    return {
        node.value
        for path in (ROOT / "pipeline").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CODE.fullmatch(node.value)
    }


def test_the_catalogue_has_the_codes_that_the_program_raises_and_no_others() -> None:
    assert raised() == set(catalogue())


def test_an_entry_alone_is_that_of_the_whole_catalogue() -> None:
    assert {code: module.entry(code) for code in catalogue()} == catalogue()
    with pytest.raises(KeyError):
        module.entry("e-file")


def test_every_code_is_seen_in_a_test() -> None:
    files = [path for kind in ("py", "json", "toml", "csv") for path in (ROOT / "tests").rglob(f"*.{kind}")]
    ours = [path for path in files if not {".venv", "node_modules"} & {*path.parts}]
    seen = {code for path in ours for code in CODE.findall(path.read_text("utf-8", "replace"))}
    assert {*catalogue()} - seen == set()


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.code)
def test_every_code_says_what_and_what_to_do_in_both_languages(entry: Entry) -> None:
    for words in (entry.message, entry.remedy, entry.about):
        assert set(words) == {"ja", "en"}
        assert JAPANESE.search(words["ja"])
        assert words["en"].strip()
    assert set(entry.example) == {"bad", "good"}
    assert entry.exit in (0, 1, 2, 3, 4, 5, 6, 70, 130)
    assert (entry.exit == 0) == (entry.severity != "error")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.code)
def test_every_message_renders(entry: Entry) -> None:
    names = {
        name
        for text in (*entry.message.values(), *entry.remedy.values())
        for _, name, _, _ in string.Formatter().parse(text)
        if name
    }
    facts = {name: f"<{name}>" for name in names - {"file", "row", "field", "cell"}}
    problem = Problem(entry.code, "raw/x.csv", "", 3, "field", 2, "cell", facts)
    for language in ("ja", "en"):
        text = message(problem, language) + remedy(problem, language)
        assert "{" not in text.replace("{2}", "")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.code)
def test_every_code_has_its_page_as_the_catalogue_says(entry: Entry) -> None:
    assert (ROOT / "docs" / "errors" / f"{entry.code}.md").read_text("utf-8") == page(entry.code)


def test_the_index_lists_all_pages_and_no_page_is_left_over() -> None:
    folder = ROOT / "docs" / "errors"
    assert (folder / "README.md").read_text("utf-8") == index()
    assert {path.stem for path in folder.glob("*.md")} == {"README", *catalogue()}


def test_the_gravest_problem_decides_the_exit_status() -> None:
    assert exit_status([]) == 0
    assert exit_status([Problem("W-ROUNDING"), Problem("I-SKIPPED")]) == 0
    assert exit_status([Problem("E-TYPE"), Problem("E-FILE"), Problem("W-ROUNDING")]) == 4


@pytest.mark.parametrize(
    ("english", "japanese"),
    [
        ("no field 'x' in 'kpis'", "表 'kpis' に項目 'x' がない"),
        (
            "Object contains unknown field `requird`; did you mean `required`?",
            "知らない項目 `requird` がある（`required` のことか）",
        ),
        ("Expected `str`, got `int`", "`str` であるべきところが `int` である"),
        ("something nobody has worded", "something nobody has worded"),
    ],
)
def test_reasons_are_said_in_japanese(english: str, japanese: str) -> None:
    assert in_japanese(english) == japanese

"""The form of the documentation: two languages that say the same, links that lead somewhere, names of what there is."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import PurePosixPath

import click
import msgspec
import pytest

from pipeline.commands import commands
from pipeline.package.descriptor import Dialect, Form, Identity, Raw, Resource, Unpivot
from pipeline.package.models import Field, Lookup, Schema
from pipeline.report.catalogue import catalogue
from pipeline.usage import statuses
from tests.conftest import ROOT
from tests.documents import EVERY, PAGES, Page

# what stands for a name, or is made when the program runs
NOT_YET = re.compile(r"NAME|VERSION|\.todo\.md|[*…]")
FOLDERS = ("bench", "docs", "output", "pipeline", "queries", "raw", "schemas", "supply", "tests")
every_page = pytest.mark.parametrize("page", EVERY, ids=lambda page: page.path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_a_page_says_the_same_in_both_languages(page: Page) -> None:
    ours, other = page, page.japanese
    assert [level for level, _ in ours.headings] == [level for level, _ in other.headings]
    assert ours.tables == other.tables
    assert [block[:2] for block in ours.blocks] == [block[:2] for block in other.blocks]
    for one, same in zip(ours.blocks, other.blocks, strict=True):
        if one.language == "sh":
            assert one.commands == same.commands
        elif one.language != "text":  # what is printed speaks the language of who reads
            assert one.text == same.text

    def neutral(links: list[str]) -> list[str]:
        in_english = {link.replace(".ja.md", ".md").replace("man/ja/", "man/").partition("#")[0] for link in links}
        return sorted(in_english - {page.path.split("/")[-1]})

    assert neutral([*ours.links, other.path]) == neutral([*other.links, other.path])


@every_page
def test_links_lead_somewhere(page: Page) -> None:
    for link in page.links:
        if link.startswith(("https://", "http://")):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / page.path).parent / path if path else ROOT / page.path
        assert target.exists(), link
        if anchor:
            assert anchor in Page(str(target.resolve().relative_to(ROOT))).anchors, link


@every_page
def test_files_and_codes_that_are_named_are_there(page: Page) -> None:
    for words in page.code:
        for name in words.split():
            if PurePosixPath(name).parts[:1] and PurePosixPath(name).parts[0] in FOLDERS and "/" in name:
                path = name.partition("::")[0].rstrip(",;:")
                assert NOT_YET.search(path) or (ROOT / path).exists(), f"{page.path}: {name}"
    codes = set(re.findall(r"(?<![\w-])[EWI]-[A-Z]+(?:-[A-Z]+)*", page.text))
    assert codes <= {*catalogue()}


@every_page
def test_commands_in_the_text_have_these_verbs_and_options(page: Page) -> None:
    for words in page.code:
        command = words.removeprefix(".venv/bin/").split()
        if command[0] == "opendata" and len(command) > 1:
            parsed(command[1:])
        if command[0] == "make" and len(command) > 1:
            assert re.search(rf"^{command[1]}:", (ROOT / "Makefile").read_text("utf-8"), re.M), words


def extras() -> set[str]:
    return {*tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]}


@pytest.mark.parametrize("page", ["docs/command.md", "docs/command.ja.md"])
def test_every_verb_status_and_extra_has_its_line(page: str) -> None:
    lines = [line.split(" | ")[0].strip("| ") for line in Page(page).prose.splitlines() if line.startswith("| ")]
    verbs = [words.split()[1].strip("`") for words in lines if words.startswith("`opendata ")]
    assert sorted(verbs) == sorted(commands().commands)
    assert {int(number) for words in lines for number in re.findall(r"\b\d+\b", words)} == {*statuses()}
    assert {name for words in lines for name in re.findall(r"`([^ `]+)`", words)} == extras() - {"dev"}


PARTS = {
    "schemas/raw/libraries.json": Schema,
    "schemas/published/libraries.json": Schema,
    "resource": Resource,
    "identity": Identity,
    "fields": list[Field],
    "lookup": Lookup,
}


@every_page
def test_a_part_of_a_description_is_what_the_program_reads(page: Page) -> None:
    for about, document in page.json():
        msgspec.convert(document, type=PARTS[about])
    for words in page.code:  # `"unpivot": {...}`: a key of what it says, with a value that it can have
        if re.match(r'"\w+": ', words):
            for key, value in json.loads(f"{{{words}}}").items():
                assert key in {*Raw.__struct_encode_fields__, *Resource.__struct_encode_fields__}, words
                kind = {"dialect": Dialect, "unpivot": Unpivot, "formats": list[Form]}.get(key, str)
                msgspec.convert(value, type=kind)


def parsed(arguments: list[str]) -> None:
    """Raises click.UsageError where the command has no such verb or option."""
    group = commands()
    if arguments[0].startswith("-"):
        group.make_parser(click.Context(group)).parse_args(arguments)
        return
    verb = group.commands.get(arguments[0])
    if verb is None:
        raise click.UsageError(f"no verb {arguments[0]}")
    verb.make_parser(click.Context(verb)).parse_args(arguments[1:])


@pytest.mark.parametrize("arguments", [["bild"], ["build", "--fresch"], ["--langu"]])
def test_a_wrong_command_is_found(arguments: list[str]) -> None:
    with pytest.raises(click.UsageError):
        parsed(arguments)


@pytest.mark.parametrize("page", ["README.md", "README.ja.md"])
def test_what_the_first_page_counts_is_what_was_counted(page: str) -> None:
    trust = Page(page).text.partition("](docs/promises")[2]
    promised = set(re.findall(r"[\d,]*\d+", trust.partition("\n- ")[0]))
    assert promised, "the promises are not where they are looked for"
    assert promised <= set(re.findall(r"[\d,]*\d+", Page("docs/promises.md").text))
    measured = trust.partition("(bench/README.md)")[0].rpartition("\n- ")[2]
    rows = re.findall(r"^\| (\w+) \| 1,000,000 \| (\S+) \|.* (\S+) times", Page("bench/README.md").text, re.M)
    for task, peer in (("validate", "frictionless"), ("triples", "morph-kgc"), ("triples", "pyoxigraph")):
        times = next(float(ratio) for what, who, ratio in rows if (what, who) == (task, peer))
        assert re.findall(rf"{peer}\D*(\d+)(?: times|倍)", measured) == [f"{times:.0f}"], peer

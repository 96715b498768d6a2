"""Help and the manual: complete, in both languages, and true."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import pipeline.manual
from pipeline import usage
from pipeline.commands import commands
from pipeline.language import Language, current, speak
from pipeline.manual import PLACES, page
from pipeline.report.catalogue import catalogue
from tests.conftest import ROOT, Opendata

JAPANESE = re.compile("[぀-ヿ一-鿿]")
LANGUAGES: tuple[Language, ...] = ("ja", "en")


@pytest.fixture(autouse=True)
def spoken() -> Iterator[None]:
    before = current()
    yield
    speak(before)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_verb_and_option_has_words_in_both_languages(language: Language) -> None:
    speak(language)
    opendata = commands()
    assert opendata.commands.keys() == usage.EXAMPLES.keys()
    said = {(name, ""): verb.help for name, verb in opendata.commands.items()}
    for name, verb in opendata.commands.items():
        said |= {(name, option.opts[0]): option.help for option in verb.params if isinstance(option, click.Option)}
    assert [place for place, words in said.items() if bool(JAPANESE.search(words or "")) != (language == "ja")] == []
    assert all(said.values())
    for name, verb in opendata.commands.items():
        verb.epilog = None  # an example has Japanese in it
        with click.Context(verb, info_name=name) as context:
            text = verb.get_help(context)
        assert bool(JAPANESE.search(text)) == (language == "ja")
        assert ("Show this message" in text) == (language == "en")


@pytest.mark.parametrize(("verb", "line"), [(verb, line) for verb, lines in usage.EXAMPLES.items() for line in lines])
def test_an_example_is_a_command_that_there_is(
    verb: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for file in ("table.xlsx", "question.rq"):
        (tmp_path / file).touch()
    program, name, *arguments = shlex.split(line.partition(" > ")[0])
    assert (program, name) == ("opendata", verb)
    with commands().commands[verb].make_context(verb, arguments):
        pass  # or it raises click.UsageError


def test_help_shows_examples_and_exit_statuses(opendata: Opendata) -> None:
    said = opendata("--help").stdout
    assert "Exit status:\n      0  good" in said
    assert opendata("build", "--help").stdout.endswith(
        "Example:\n    opendata build\n    opendata build --report report\n"
    )


def test_every_exit_status_of_a_problem_is_said() -> None:
    assert {entry.exit for entry in catalogue().values()} <= usage.statuses().keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_manual_that_is_committed_is_the_one_of_these_words(language: Language) -> None:
    assert (ROOT / "docs" / "man" / PLACES[language]).read_text("utf-8") == page(language)


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_has_nothing_to_say_against_the_manual() -> None:
    file = ROOT / "docs" / "man" / PLACES["en"]
    done = subprocess.run(["groff", "-ww", "-k", "-man", "-Tutf8", "-P-c", file], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    for verb, [line, *_] in usage.EXAMPLES.items():
        assert f"opendata {verb}" in done.stdout
        assert line in done.stdout


def test_no_hyphen_and_no_dot_of_the_manual_means_something_to_roff(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wherever a word comes from: each of these has a hyphen that roff would take for a dash."""
    option = click.Option(["--an-option"], metavar="A-B", help="-words")
    verb = click.Command("x", params=[click.Argument(["file"], metavar="A-FILE"), option], help="-help")
    group = click.Group("opendata", {"a-verb": verb, "build": verb}, help="-help")
    monkeypatch.setattr(pipeline.manual, "commands", lambda: group)
    monkeypatch.setattr(pipeline.manual, "_", lambda words: f"-{words}")
    monkeypatch.setattr(usage, "EXAMPLES", {"a-verb": [".-example"], "build": ["'-x"]})
    monkeypatch.setattr(usage, "statuses", lambda: {0: "-good"})
    monkeypatch.setattr(usage, "variables", lambda: {"NAME": "-words"})
    lines = [line for line in page("en").splitlines() if not line.startswith(".SH")]
    assert [line for line in lines if re.search(r"(?<!\\)-", line)] == []
    assert {"\\&.\\-example", "\\&'\\-x"} <= {*lines}

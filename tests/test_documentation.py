"""Every command of the documentation is run, each page in a copy of the project, and prints what it is said to print.
The Japanese page has the same commands (`test_pages.py`); what it shows in Japanese is asked for in Japanese."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from tests.documents import EVERY, PAGES, Block, Page
from tests.test_pages import extras, parsed

COPIED = ("raw", "schemas", "queries", "output", "tests/samples", "datapackage.json", "Makefile")
SERVES = ("opendata serve", "http.server")
# Commands that are not run here, with what runs them; each is looked at as far as that goes.
ELSEWHERE = {
    r"make ": "CI runs `make test`, `make check` and `make build`; the others need a network or an hour",
    r"pipx? install ": "needs a network; tests/test_wheel.py installs the wheel",
    r"dask ": "tests/test_cluster.py has a scheduler and workers",
    r"opendata build --engine dask --scheduler": "tests/test_cluster.py",
    r"opendata publish --to s3": "tests/deliver/test_bucket.py has a server that speaks S3",
    r"opendata publish --to ckan": "tests/deliver/test_ckan.py has a CKAN",
    r"export ": "a secret of the reader's own",
}
ENTRIES = {"resource": "['resources']", "identity": "['pipeline']['identities']"}
APPEND = """\
import json, pathlib
file = pathlib.Path("datapackage.json")
package = json.loads(file.read_text("utf-8"))
{}
file.write_text(json.dumps(package), "utf-8")
"""
SECRET = "not our own"


class Step(NamedTuple):
    """A command, and what a page shows that it prints; in Japanese, where that differs."""

    command: str
    shown: str = ""
    japanese: str = ""


def steps(page: Page) -> Iterator[Step]:
    """Every command of a page. A block of text right behind one of commands is what the last of these prints."""
    ours, other = page.blocks, page.japanese.blocks
    for number, block in enumerate(ours):
        if block.about:
            yield from written(block)
            continue
        if block.language == "sh":
            *first, last = block.commands
        elif block.language == "python":
            first, last = [], f"python - <<'END'\n{block.text}END"
        else:
            continue
        follows = ours[number + 1] if number + 1 < len(ours) else None
        shown = follows.text if follows and follows.language == "text" else ""
        translated = other[number + 1].text if shown else ""
        yield from map(Step, first)
        yield Step(last, shown, translated if translated != shown else "")


def written(block: Block) -> Iterator[Step]:
    """What a reader does with a block that is a file, or an entry of datapackage.json."""
    if "/" in block.about:
        yield Step(f"cat > '{block.about}' <<'END'\n{block.text}END")
    if block.about in ENTRIES:
        append = f"package{ENTRIES[block.about]}.append(json.loads({block.text!r}))"
        yield Step(f"python - <<'END'\n{APPEND.format(append)}END")


def elsewhere(command: str) -> bool:
    """Whether a command is not run here; it is looked at then."""
    if not any(re.match(pattern, command.removeprefix(".venv/bin/")) for pattern in ELSEWHERE):
        return False
    words = shlex.split(command.removeprefix(".venv/bin/"))
    if words[0] == "opendata":
        parsed(words[1:])
    if words[0] == "make":
        done = subprocess.run(["make", "--dry-run", *words[1:]], cwd=ROOT, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    for named in re.findall(r"\.\[([\w,]+)\]", command):
        assert {*named.split(",")} <= extras()
    return True


class Reader:
    """Somebody who does what a page says, in a project of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cache = (
            folder.parents[1] / "cache"
        )  # of the session: what one reader's build has made, the next one's need not
        self.running: list[subprocess.Popen[str]] = []
        self.port = 0
        for name in COPIED:
            source, target = ROOT / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
        (folder / ".venv").symlink_to(sys.prefix)

    def does(self, step: Step, language: str = "en_GB") -> None:
        """Runs the command, and compares what it prints with what the page shows."""
        command = re.sub(r"(localhost|127\.0\.0\.1):8000", rf"\1:{self.port}", step.command)
        if any(words in command for words in SERVES):
            self._serves(command, step.shown)
            return
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command],
            cwd=self.folder,
            env=self._environment(language),
            input=f"{SECRET}\n{SECRET}\n",
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=300,
        )
        failing = 7 if "--exit-code" in command else 1 if re.search(r"(error|エラー)\[", step.shown) else 0
        assert done.returncode == failing, f"{step.command}\n{done.stdout}"
        self._printed(step.shown, done.stdout, step.command)
        if step.japanese:
            self.does(Step(step.command, step.japanese), "ja_JP")

    def _printed(self, shown: str, printed: str, command: str) -> None:
        rest = "\n".join(line.rstrip() for line in printed.replace(f":{self.port}", ":8000").splitlines()) + "\n"
        for part in re.split(r"^ *…\n", shown, flags=re.M):
            assert part in rest, f"{command}\nshown:\n{part}\nprinted:\n{printed}"
            rest = rest[rest.index(part) + len(part) :]

    def _serves(self, command: str, shown: str) -> None:
        self.leave()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        command += f" --port {self.port}" if "opendata serve" in command else f" --bind 127.0.0.1 {self.port}"
        process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self._environment("en_GB") | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.running.append(process)
        assert process.stdout is not None
        first = process.stdout.readline() if shown else ""
        self._printed(shown, first, command)
        for _ in range(300):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"{command}: nobody answers")

    def _environment(self, language: str) -> dict[str, str]:
        path = f"{self.folder}/.venv/bin:{os.environ['PATH']}"
        mine = {"LANG": f"{language}.UTF-8", "OPENDATA_KEY_PASSWORD": SECRET, "HOME": str(self.folder.parent)}
        mine |= {"XDG_CACHE_HOME": str(self.cache)}
        return mine | {"PATH": path, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}

    def leave(self) -> None:
        """Ends what still serves."""
        while self.running:
            process = self.running.pop()
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=20)


@pytest.mark.parametrize("page", [page for page in PAGES if [*steps(page)]], ids=lambda page: page.path)
def test_a_page_shows_what_happens(page: Page, tmp_path: Path) -> None:
    reader = Reader(tmp_path / "project")
    try:
        for step in steps(page):
            if not elsewhere(step.command):
                reader.does(step)
    finally:
        reader.leave()


@pytest.mark.parametrize("page", EVERY, ids=lambda page: page.path)
def test_every_block_says_what_it_is(page: Page) -> None:
    assert {block.language for block in page.blocks} <= {"sh", "text", "json", "python", "csv"}
    assert re.findall(r"^ {4}.*", page.prose, re.M) == []  # a block without a language would be looked at by no test


@pytest.mark.parametrize(
    "step",
    [
        Step("opendata errors E-NO-SUCH-CODE"),
        Step("false | true"),
        Step("opendata --version", "opendata, version 0\n"),
        Step("opendata --version", "opendata\n…\nopendata\n"),
    ],
)
def test_what_is_not_so_is_found(step: Step, tmp_path: Path) -> None:
    reader = Reader(tmp_path / "project")
    with pytest.raises(AssertionError):
        reader.does(step)


def test_no_command_is_left_out_without_a_reason_that_holds() -> None:
    commands = [step.command.removeprefix(".venv/bin/") for page in PAGES for step in steps(page)]
    assert [pattern for pattern in ELSEWHERE if not any(re.match(pattern, command) for command in commands)] == []

"""A release with a small site, served by the command as its users start it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

SECONDS = 1
"""The time limit of a query here."""
PAGES = {
    "index.html": "<!DOCTYPE html><title>宮城県</title>",
    "404.html": "<!DOCTYPE html><title>ない</title>",
    "en/404.html": "<!DOCTYPE html><title>Nothing</title>",
    "dataset/kpis/index.html": "<!DOCTYPE html><title>KPI</title>",
    "assets/site.css": "main { max-width: 60rem }",
    "README.md": "of the site",
}


@contextlib.contextmanager
def serving(folder: Path, *options: str, lang: str = "en") -> Iterator[str]:
    """The address of a server on a port that is free."""
    with started(folder, *options, lang=lang) as (_, said):
        yield address_in(said)


def address_in(said: str) -> str:
    """The address in what a server says."""
    found = re.search(r"http://[^ （]+", said)
    assert found
    return found[0]


@contextlib.contextmanager
def started(folder: Path, *options: str, lang: str = "en") -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The process of a server, and the line in which it says its address."""
    command = [sys.executable, "-m", "pipeline", "serve", str(folder), "--port", "0", "--lang", lang, *options]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            if not said:
                raise AssertionError(process.communicate()[1])
            yield process, said
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the release, with pages; in a folder whose name means something to a shell."""
    folder = tmp_path_factory.mktemp("served") / "release [1]*"
    shutil.copytree(ROOT / "output", folder, ignore=shutil.ignore_patterns("site"))
    for path, text in PAGES.items():
        (folder / "site" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / path).write_text(text, "utf-8")
    (folder.parent / "secret.txt").write_text("secret", "utf-8")
    (folder / "data" / "link.csv").symlink_to(folder.parent / "secret.txt")
    (folder / "data" / ".hidden").write_text("secret", "utf-8")
    os.mkfifo(folder / "data" / "pipe.csv")
    return folder


@pytest.fixture(scope="session")
def server(release: Path) -> Iterator[str]:
    """The address of a server of it, which gives a query little time and memory."""
    with serving(release, "--timeout", str(SECONDS), "--max-memory", "300", "--max-answer", "2") as address:
        yield address

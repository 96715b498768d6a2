"""A small town that publishes: the commands that write, each with the state that it begins and the one it leaves."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.conftest import ROOT
from tests.hardening.tracing import Call, traced

Tree = Mapping[str, bytes]
"""The files below a folder by their paths; of a link where it leads to, of an empty folder nothing."""
NAMES = ("first", "opening", "warm", "release", "build", "publish")
SEEN = ("town/output", "town/releases", "town/datapackage.json", "site")
_PROJECT = {"code": "041009", "name": "仙台市", "name-en": "Sendai City"}
_UNIT = "desk,台,台,desks,true,\n"


def tree(folder: Path) -> Tree:
    return dict(_below(folder, ""))


def _below(folder: Path, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        if entry.is_symlink():
            yield path + entry.name, os.fsencode(os.readlink(entry.path))
        elif entry.is_dir():
            yield f"{path}{entry.name}/", b""
            yield from _below(Path(entry.path), f"{path}{entry.name}/")
        else:
            yield path + entry.name, Path(entry.path).read_bytes()


def part(whole: Tree, folder: str) -> Tree:
    """What of a tree is below a folder."""
    return {path.removeprefix(folder): content for path, content in whole.items() if path.startswith(folder)}


@dataclass(frozen=True)
class Work:
    """A command, in a place of its own that always has the same path: `town/` (the project), `cache/` (what is kept of
    earlier builds) and `site/` (where it is published)."""

    name: str
    arguments: tuple[str, ...]
    place: Path
    before: Path

    @property
    def command(self) -> list[str]:
        return [sys.executable, "-m", "pipeline", *self.arguments, "--project", str(self.place / "town"), *_QUIETLY]

    @property
    def env(self) -> dict[str, str]:
        return environment(self.place)

    @cached_property
    def old(self) -> Tree:
        return tree(self.before)

    @cached_property
    def clean(self) -> tuple[list[Call], Tree]:
        """The calls of an undisturbed run, and what it leaves."""
        self._restore()
        return traced(self.command, self.place, self.env), self.left()

    @property
    def calls(self) -> list[Call]:
        return self.clean[0]

    @property
    def new(self) -> Tree:
        return self.clean[1]

    @property
    def seen(self) -> list[str]:
        """What others read."""
        return [str(self.place / path) for path in SEEN]

    def begin(self) -> None:
        """The state before, whatever there was."""
        assert self.clean
        self._restore()

    def _restore(self) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.before, self.place, symlinks=True)

    def left(self) -> Tree:
        """What there is now."""
        return tree(self.place)

    def run(self) -> subprocess.CompletedProcess[str]:
        """The command, undisturbed, in what there is."""
        return subprocess.run(self.command, env=self.env, capture_output=True, text=True, check=False, timeout=120)


_QUIETLY = ("--quiet", "--lang", "en")


def environment(place: Path) -> dict[str, str]:
    env = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return env | {"XDG_CACHE_HOME": str(place / "cache")}


def works(folder: Path) -> dict[str, Work]:
    """All of them: the first release of a new project and its publication, a build with and without what was kept of
    earlier ones, the next release, and its publication beside the first."""
    place, kept = folder / "place", folder / "kept"

    def work(name: str, *arguments: str) -> Work:
        shutil.copytree(place, kept / name, symlinks=True)
        return Work(name, arguments, place, kept / name)

    (place / "cache").mkdir(parents=True)
    (place / "site").mkdir()
    told = [text for name, value in _PROJECT.items() for text in (f"--{name}", value)]
    _done(place, "init", str(place / "town"), *told)
    published = ("publish", "output", "--to", "folder", "--url", str(place / "site/www/data"))

    found = [work("first", "release", "1.0.0", "--date", "2026-12-01")]
    _done(place, *found[0].arguments, "--project", str(place / "town"))
    found.append(work("opening", *published))
    _done(place, *published, "--project", str(place / "town"))
    with (place / "town/raw/units.csv").open("a", encoding="utf-8") as units:
        units.write(_UNIT)
    found += [work("warm", "build"), work("release", "release", "1.1.0", "--date", "2027-12-01")]
    shutil.move(place / "cache", folder / "cache")
    (place / "cache").mkdir()
    found.append(work("build", "build"))
    shutil.rmtree(place / "cache")
    shutil.move(folder / "cache", place / "cache")
    _done(place, *found[3].arguments, "--project", str(place / "town"))
    found.append(work("publish", *published))
    return {one.name: one for one in found}


def _done(place: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pipeline", *arguments, "--lang", "en"]
    done = subprocess.run(command, env=environment(place), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

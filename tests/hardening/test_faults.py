"""Killed, or refused by the disk, at every call that changes something: all is as it was or as it was to be, and the
same command, run again, finishes. Where the calls are is found by tracing an undisturbed run.

A few cases of each kind as they are run here; `FAULTS=n`, and so `make hardening`, runs n of each kind and command.
"""

from __future__ import annotations

import itertools
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.hardening.conftest import Tally
from tests.hardening.towns import NAMES, Tree, Work, part
from tests.hardening.tracing import STRACE, Call, Ended, faulted

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is needed (Debian: apt-get install strace)")

KINDS = {"signal=KILL": 2, "error=ENOSPC": 1, "error=EIO": 1}
"""Of each `FAULTS` so many cases: what kills leave behind is more various."""
CASES = int(os.environ.get("FAULTS", "1"))
KILLED, DISK = 137, 4
CACHE, STAGING = "cache/", "town/.opendata/"
OURS = (
    CACHE,
    STAGING,
    "town/output/",
    "town/releases/",
    "town/datapackage.json",
    "town/.datapackage.json.new",
    "site/",
)
BEHIND = re.compile(r"/\.[^/]+\.(part|new)$|/\.opendata/staging/")
KEPT = re.compile(r"(opendata/([0-9a-f]{16}/([0-9a-f]{64}(\.[0-9]+)?)?)?)?")
DESCRIPTOR, SITE = "town/datapackage.json", "site/www/data/"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", NAMES)
def test_whatever_fails_all_is_old_or_new_and_the_same_command_finishes(
    town: dict[str, Work], name: str, kind: str, tmp_path: Path, tally: Tally
) -> None:
    work = town[name]
    assert set(work.new) - set(work.old), "the command does something"
    shift = [*KINDS].index(kind) / len(KINDS)
    cases = spread([call for call in work.calls if call.changes], CASES * KINDS[kind], shift)
    wrong = {call: found for call in cases if (found := list(judged(work, call, kind, tmp_path)))}
    tally(len(cases))
    assert not wrong, "\n".join(f"{call.name} {call.nth} of {call.path}: {found}" for call, found in wrong.items())


def spread(calls: Sequence[Call], count: int, shift: float = 0.5) -> list[Call]:
    """So many of them: one of each name and folder, then the next one of each; some of the first, where they are too
    many, from a `shift` of 0 to 1 on."""
    alike: dict[tuple[str, str, str], list[Call]] = defaultdict(list)
    for call in calls:
        folder, _, file = call.path.rpartition("/")
        alike[call.name, folder, "part" if file.endswith((".part", ".new")) else ""].append(call)
    ordered = [[of[0], *of[:0:-1]] for of in alike.values()]
    turns = [call for turn in itertools.zip_longest(*ordered) for call in turn if call]
    step = max(1.0, len(ordered) / count)
    return [turns[int(number * step + shift * (step - 1))] for number in range(min(count, len(turns)))]


def judged(work: Work, call: Call, kind: str, folder: Path) -> Iterator[str]:
    """What is wrong after a run with this fault, and after the next one."""
    work.begin()
    ended = faulted(work.command, call, kind, work.env, folder / "log")
    if not ended.met:
        yield "the call was not met again"
    yield from _said(ended, kind)
    left = work.left()
    yield from mixed(work, left)
    refused = kind != "signal=KILL" and call.name not in ("unlink", "unlinkat", "rmdir")
    if refused and (behind := [path for path in left if BEHIND.search(path)]):
        yield f"left behind: {behind}"
    done, wanted = without(left, CACHE, STAGING), without(work.new, CACHE, STAGING)
    if ended.status == 0 and done != wanted:
        yield f"it says that it has done it, but has not: {differing(done, wanted)}"
    again = work.run()
    if again.returncode:
        yield f"the next run ends with {again.returncode}: {again.stderr}"
    now = work.left()
    if (done := without(now, CACHE)) != (wanted := without(work.new, CACHE)):
        yield f"the next run leaves something else: {differing(done, wanted)}"
    if unknown := [path for path in part(now, CACHE) if not KEPT.fullmatch(path)]:
        yield f"the next run leaves {unknown} in the cache"


def _said(ended: Ended, kind: str) -> Iterator[str]:
    if "Traceback" in ended.output or "E-BUG" in ended.output:
        yield f"a bug: {ended.output}"
    if kind == "signal=KILL":
        if ended.status not in (KILLED, -9):
            yield f"was not killed, but ended with {ended.status}"
    elif ended.status == DISK:
        if not re.search(r"error\[E-[A-Z-]+\]", ended.output):
            yield f"no problem is named: {ended.output!r}"
    elif ended.status:
        yield f"ended with {ended.status}: {ended.output}"


def mixed(work: Work, left: Tree) -> Iterator[str]:
    """Where what is left is neither the old nor the new."""
    output = "town/output/"
    if part(left, output) not in (part(work.old, output), part(work.new, output)):
        yield f"{output} is neither: {differing(part(left, output), part(work.new, output))}"
    for path in (DESCRIPTOR, f"{SITE}latest", f"{SITE}latest.json"):
        if left.get(path) not in (work.old.get(path), work.new.get(path)):
            yield f"{path} is neither: {left.get(path)!r}"
    for release in folders(left, "town/releases/"):
        if part(left, release) != part(work.new, release):
            yield f"{release} is not whole: {differing(part(left, release), part(work.new, release))}"
    for release in folders(work.old, "town/releases/") | folders(work.old, SITE):
        if part(left, release) != part(work.old, release):
            yield f"{release} is another"
    for place in (f"{SITE}latest", f"{SITE}latest.json"):
        led = left.get(place, b"").decode()
        version = next((one for one in folders(work.new, SITE) if f"{one.removeprefix(SITE)}".rstrip("/") in led), "?")
        if place in left and part(left, version) != part(work.new, version):
            yield f"{place} leads to {version}, which is not whole"
    if {path: text for path, text in left.items() if not path.startswith(OURS)} != {
        path: text for path, text in work.old.items() if not path.startswith(OURS)
    }:
        yield "something that is not ours has changed"


def without(of: Tree, *folders: str) -> Tree:
    return {path: content for path, content in of.items() if not path.startswith(folders)}


def folders(of: Tree, below: str) -> set[str]:
    return {f"{below}{path.partition('/')[0]}/" for path in part(of, below) if "/" in path}


def differing(one: Tree, other: Tree) -> list[str]:
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))[:8]

"""The release is a bag by the Library of Congress's own program; of spoilt bags it and ours say the same."""

from __future__ import annotations

import hashlib
import logging
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from pipeline.check.hashes import digests_in, hash_problems
from tests.conftest import without_site

MANIFEST, TAGMANIFEST, INFO = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt"
Spoil = Callable[[Path], object]


@pytest.fixture
def bag(tmp_path: Path) -> Path:
    logging.getLogger("bagit").setLevel(logging.CRITICAL)
    return without_site(tmp_path / "bag")


def ours(bag: Path) -> set[str]:
    return {problem.code for problem in hash_problems(bag, digests_in(bag))}


def theirs(bag: Path) -> bool:
    try:
        bagit.Bag(str(bag)).validate()
    except (bagit.BagError, bagit.BagValidationError, OSError, ValueError):
        return False
    return True


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def add(bag: Path, manifest: str, path: str, content: bytes = b"x") -> None:
    """A line of a manifest, and what else must then be right."""
    with (bag / manifest).open("a", encoding="utf-8", newline="") as file:
        file.write(f"{sha256(content)}  {path}\n")
    sealed(bag)


def put(bag: Path, path: str, listed: str = "") -> None:
    """A new file of the payload that is listed, and counted."""
    (bag / path).write_bytes(b"x")
    add(bag, MANIFEST, listed or path)


def sealed(bag: Path) -> None:
    """Payload-Oxum and tag manifest mended, as a forger would."""
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    lines = (bag / INFO).read_text("utf-8").splitlines()
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}"
    (bag / INFO).write_text("".join(f"{oxum if 'Oxum' in line else line}\n" for line in lines), "utf-8")
    listed = [line.split("  ", 1)[1] for line in (bag / TAGMANIFEST).read_text("utf-8").splitlines()]
    sums = "".join(f"{sha256((bag / p).read_bytes()) if (bag / p).is_file() else '0' * 64}  {p}\n" for p in listed)
    (bag / TAGMANIFEST).write_text(sums, "utf-8")


def edit(bag: Path, path: str, old: str, new: str) -> None:
    text = (bag / path).read_text("utf-8")
    assert old in text
    (bag / path).write_text(text.replace(old, new, 1), "utf-8")
    if path != TAGMANIFEST:
        sealed(bag)


def _composed(bag: Path) -> None:
    for name in ("が", "か\u3099"):
        put(bag, f"data/{name}.csv")


def first_line(bag: Path, manifest: str = MANIFEST) -> str:
    return (bag / manifest).read_text("utf-8").splitlines(keepends=True)[0]


def test_the_shipped_release_is_a_valid_bag_for_both(bag: Path) -> None:
    assert ours(bag) == set()
    assert theirs(bag)
    opened = bagit.Bag(str(bag))
    assert opened.info["External-Identifier"].startswith("https://")
    assert set(opened.payload_files()) == {str(p.relative_to(bag)) for p in (bag / "data").rglob("*")}
    listed = {*opened.payload_entries(), *(p for p in opened.entries if not p.startswith("data/"))}
    assert listed == {str(p.relative_to(bag)) for p in bag.rglob("*") if p.is_file()} - {TAGMANIFEST}


def test_sha256sum_checks_all_of_it(bag: Path) -> None:
    command = ["sha256sum", "--check", "--quiet", "--strict", MANIFEST, TAGMANIFEST]
    assert subprocess.run(command, cwd=bag, capture_output=True, check=False).returncode == 0
    (bag / "rdf/kpis.nt").write_bytes(b"")
    assert subprocess.run(command, cwd=bag, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    {
        "a changed file of the payload": (lambda b: (b / "data/kpis.csv").write_bytes(b"x"), "E-HASH"),
        "a changed tag file": (lambda b: (b / "rdf/kpis.nt").write_bytes(b"x"), "E-HASH"),
        "a changed manifest": (lambda b: (b / MANIFEST).write_text(first_line(b) + "\n"), "E-HASH"),
        "a missing file of the payload": (lambda b: (b / "data/kpis.csv").unlink(), "E-RELEASE-MISSING"),
        "a missing tag file": (lambda b: (b / "raw/kpis.csv").unlink(), "E-RELEASE-MISSING"),
        "an added file of the payload": (lambda b: (b / "data/more.csv").write_bytes(b"x"), "E-RELEASE-EXTRA"),
        "a renamed file": (lambda b: (b / "data/kpis.csv").rename(b / "data/k.csv"), "E-RELEASE-EXTRA"),
        "a payload file that is not listed": (lambda b: edit(b, MANIFEST, first_line(b), ""), "E-RELEASE-EXTRA"),
        "a listed file that is not there": (lambda b: add(b, MANIFEST, "data/none.csv"), "E-RELEASE-MISSING"),
        "a path that leads outside": (lambda b: add(b, MANIFEST, "data/../../outside.csv"), "E-PATH"),
        "a path that leads to the side": (lambda b: add(b, MANIFEST, "../outside.csv"), "E-PATH"),
        "an absolute path": (lambda b: add(b, MANIFEST, "/etc/hostname"), "E-PATH"),
        "a path of a home": (lambda b: add(b, MANIFEST, "~/outside.csv"), "E-PATH"),
        "another declaration": (lambda b: edit(b, "bagit.txt", "BagIt-Version: 1.0", "BagIt: one"), "E-BAG"),
        "another version": (lambda b: edit(b, "bagit.txt", "1.0", "x.y"), "E-BAG"),
        "no declaration": (lambda b: (b / "bagit.txt").unlink(), "E-RELEASE"),
        "no manifest": (lambda b: (b / MANIFEST).unlink(), "E-RELEASE"),
        "a manifest that is no text": (lambda b: (b / MANIFEST).write_bytes(b"\xff\xfe"), "E-RELEASE"),
        "a wrong Payload-Oxum": (lambda b: _oxum(b, "1.1"), "E-BAG"),
        "an empty payload": (lambda b: [p.unlink() for p in (b / "data").iterdir()], "E-RELEASE-MISSING"),
        "a file with an encoded line end, changed": (lambda b: _with_line_end(b, b"y"), "E-HASH"),
        "two hashes of one file": (lambda b: add(b, MANIFEST, "data/kpis.csv", b"other"), "E-BAG"),
    }.values(),
)
def test_a_spoilt_bag_is_none_for_both(bag: Path, spoil: Spoil, code: str) -> None:
    spoil(bag)
    assert code in ours(bag)
    assert not theirs(bag)


@pytest.mark.parametrize("name", ["data/a\nb.csv", "data/a\rb.csv", "data/a b.csv", "data/図書館.csv"])
def test_a_name_with_line_ends_or_other_letters_is_good_for_both(bag: Path, name: str) -> None:
    put(bag, name, name.replace("\n", "%0A").replace("\r", "%0D"))
    assert ours(bag) == set()
    assert theirs(bag)


@pytest.mark.parametrize(
    ("spoil", "code"),
    {
        "a tag file that nobody lists": (lambda b: (b / "note.txt").write_bytes(b"x"), "E-RELEASE-EXTRA"),
        "paths that differ by case": (lambda b: put(b, "data/KPIs.csv"), "E-BAG"),
        "paths that differ by composition": (_composed, "E-BAG"),
        "a manifest of the payload that lists a tag file": (
            lambda b: add(b, MANIFEST, "README.md", (b / "README.md").read_bytes()),
            "E-BAG",
        ),
        "a path that is not plain": (
            lambda b: edit(b, MANIFEST, "data/budget.csv\n", "data/./budget.csv\n"),
            "E-BAG",
        ),
        "a file listed twice alike": (lambda b: edit(b, MANIFEST, first_line(b), first_line(b) * 2), "E-BAG"),
        "a percent sign that encodes what needs none": (
            lambda b: edit(b, MANIFEST, "data/budget.csv\n", "data/%62udget.csv\n"),
            "E-BAG",
        ),
        "another manifest": (lambda b: shutil.copy(b / MANIFEST, b / "manifest-md5.txt"), "E-BAG"),
        "files to fetch": (lambda b: (b / "fetch.txt").write_text("http://example.jp/ 1 data/x\n"), "E-BAG"),
    }.values(),
)
def test_ours_is_stricter_where_a_release_needs_no_freedom(bag: Path, spoil: Spoil, code: str) -> None:
    spoil(bag)
    assert code in ours(bag)


def test_the_signature_is_the_one_file_that_need_not_be_listed(bag: Path) -> None:
    (bag / f"{TAGMANIFEST}.minisig").write_text("x")
    assert ours(bag) == set()
    assert theirs(bag)
    (bag / f"{MANIFEST}.minisig").write_text("x")
    assert ours(bag) == {"E-RELEASE-EXTRA"}


def _oxum(bag: Path, oxum: str) -> None:
    lines = (bag / INFO).read_text("utf-8").splitlines()
    text = "".join(f"Payload-Oxum: {oxum}\n" if "Oxum" in line else f"{line}\n" for line in lines)
    old = sha256((bag / INFO).read_bytes())
    (bag / INFO).write_text(text, "utf-8")
    edit(bag, TAGMANIFEST, old, sha256(text.encode()))


def _with_line_end(bag: Path, content: bytes) -> None:
    put(bag, "data/a\nb.csv", "data/a%0Ab.csv")
    (bag / "data/a\nb.csv").write_bytes(content)

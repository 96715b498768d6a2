"""A finished release, tampered with: each change is found, and the file is named."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import verify
from pipeline.check import check
from pipeline.check.hashes import digests_in, hash_problems
from pipeline.errors import Stop
from tests.conftest import ROOT, without_site

FILES = sorted(str(p.relative_to(ROOT / "output")) for p in (ROOT / "output").rglob("*") if p.is_file())


@pytest.fixture
def release(tmp_path: Path) -> Path:
    return without_site(tmp_path / "release")


def forge(release: Path, path: str, old: str, new: str) -> None:
    """Changes a file and mends its hashes, as a forger would."""
    file = release / path
    before = file.read_bytes()
    after = before.replace(old.encode(), new.encode(), 1)
    assert after != before
    file.write_bytes(after)
    descriptor = release / "datapackage.json"
    document = json.loads(descriptor.read_text("utf-8"))
    for resource in document["resources"]:
        if resource["path"] == path:
            resource |= {"bytes": len(after), "hash": f"sha256:{hashlib.sha256(after).hexdigest()}"}
    descriptor.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    mend(release)


def mend(release: Path) -> None:
    """The manifests and Payload-Oxum as they must be for the files that these list; the tag manifest last."""
    payload = [path for path in (release / "data").rglob("*") if path.is_file()]
    oxum = f"Payload-Oxum: {sum(path.stat().st_size for path in payload)}.{len(payload)}"
    info = release / "bag-info.txt"
    info.write_text(re.sub("Payload-Oxum: .*", oxum, info.read_text("utf-8")), "utf-8")
    for manifest in (release / "manifest-sha256.txt", release / "tagmanifest-sha256.txt"):
        listed = [line.split("  ", 1)[1] for line in manifest.read_text("utf-8").splitlines()]
        sums = [f"{hashlib.sha256((release / name).read_bytes()).hexdigest()}  {name}\n" for name in listed]
        manifest.write_text("".join(sums), "utf-8")


def test_the_committed_release_has_no_problem() -> None:
    assert check(ROOT / "output") == []


MANIFESTS = ("manifest-sha256.txt", "tagmanifest-sha256.txt")


@pytest.mark.parametrize("paths", [[path for path in FILES if path not in MANIFESTS], [MANIFESTS[0]]])
def test_one_changed_bit_is_found_in_every_file(tmp_path: Path, paths: list[str]) -> None:
    release = tmp_path / "release"
    shutil.copytree(ROOT / "output", release)
    for path in paths:
        content = bytearray((release / path).read_bytes())
        content[len(content) // 2] ^= 1
        (release / path).write_bytes(content)
    found = {(problem.code, problem.file) for problem in hash_problems(release, digests_in(release))}
    assert {("E-HASH", path) for path in paths} <= found


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (lambda r: (r / "data/kpis.csv").unlink(), ("E-RELEASE-MISSING", "data/kpis.csv")),
        (lambda r: (r / "data/more.csv").write_text("x"), ("E-RELEASE-EXTRA", "data/more.csv")),
        (lambda r: (r / "data/kpis.csv").rename(r / "data/k.csv"), ("E-RELEASE-EXTRA", "data/k.csv")),
        (lambda r: (r / "manifest-sha256.txt").unlink(), ("E-RELEASE", None)),
        (lambda r: (r / "link").symlink_to("/etc/hostname"), ("E-RELEASE-EXTRA", "link")),
    ],
)
def test_files_that_come_and_go_are_found(
    release: Path, tamper: Callable[[Path], object], expected: tuple[str, str | None]
) -> None:
    tamper(release)
    problems = {(p.code, p.file if expected[1] else None) for p in hash_problems(release, digests_in(release))}
    assert expected in problems


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("data/kpi_achievement.csv", "106.06", "106.07", "E-DERIVED"),
        ("data/kpi_achievement.csv", "no_baseline", "computed", "E-DERIVED"),
        ("data/kpi_observations.csv", "kpi08,2023,160", "kpi08,2023,161", "E-DERIVED"),
        ("data/budget.csv", ",31,", ",32,", "E-IDENTITY"),
        ("data/initiatives.csv", ",true,", ",false,", "E-IDENTITY"),
        ("data/kpis.csv", "kpi01,citizen", "kpi01,nobody", "E-RELEASE-SCHEMA"),
        ("data/kpi_observations.csv", "kpi01,2023,35", "kpi01,2023,many", "E-RELEASE-SCHEMA"),
    ],
)
def test_a_forged_value_is_found_by_what_it_contradicts(
    release: Path, path: str, old: str, new: str, code: str
) -> None:
    forge(release, path, old, new)
    problems = check(release)
    assert "E-HASH" not in {problem.code for problem in problems}
    assert (code, path) in {(problem.code, problem.file) for problem in problems}


def test_without_a_manifest_the_rest_is_checked_all_the_same(release: Path) -> None:
    forge(release, "data/kpi_observations.csv", "kpi09,2023,377", "kpi09,2023,378")
    (release / "manifest-sha256.txt").unlink()
    assert {problem.code for problem in check(release, outside=False)} >= {"E-RELEASE", "E-DERIVED"}


def test_bytes_and_hash_of_the_descriptor_are_checked(release: Path) -> None:
    file = release / "data/goals.csv"
    file.write_bytes(file.read_bytes().replace(b"priority", b"foundation", 1))
    assert "E-RELEASE-BYTES" in {problem.code for problem in check(release)}


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ("{", "E-DESCRIPTOR-JSON"),
        ("[" * 200_000, "E-DESCRIPTOR-JSON"),
        ('{"resources": []}', "E-RELEASE-FORM"),
        ('{"resources": [{"path": ["data/x.csv"]}]}', "E-RELEASE-FORM"),
    ],
)
def test_a_descriptor_that_cannot_be_read_is_a_problem(tmp_path: Path, spoil: str, code: str) -> None:
    (tmp_path / "datapackage.json").write_text(spoil)
    shutil.copy(ROOT / "output" / "bagit.txt", tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("bag-info.txt", "manifest-sha256.txt"):
        (tmp_path / name).write_text("Payload-Oxum: 0.0\n" if "info" in name else "")
    names = ("bag-info.txt", "bagit.txt", "datapackage.json", "manifest-sha256.txt")
    sums = [f"{hashlib.sha256((tmp_path / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (tmp_path / "tagmanifest-sha256.txt").write_text("".join(sums))
    with pytest.raises(Stop) as stop:
        check(tmp_path)
    assert [problem.code for problem in stop.value.problems] == [code]


def test_a_folder_that_is_no_release_is_refused(tmp_path: Path) -> None:
    assert {problem.code for problem in check(tmp_path)} == {"E-RELEASE"}


def test_a_damaged_table_is_named_though_it_cannot_be_read(release: Path) -> None:
    (release / "data/kpis.csv").write_bytes(b"\xff")
    found = [(problem.code, problem.file) for problem in check(release)]
    assert found == [("E-HASH", "data/kpis.csv"), ("E-RELEASE-FORM", "data/kpis.csv")]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"kind": "total"', '"kind": 5'),
        ('"pipeline"', '"pipelines"'),
        ('"rate": "achievement"', '"rate": "nothing"'),
        ('"rate": "achievement"', '"rate": 5'),
        ('"statusOf": "achievement_rate"', '"statusOf": "kpi"'),
        ('"field": "unit"', '"field": "nowhere"'),
        ('"decimals": 2', '"decimals": 1000000000'),
        ('"bytes": ', '"byte": '),
    ],
)
def test_a_descriptor_that_says_nonsense_is_a_problem(release: Path, old: str, new: str) -> None:
    forge(release, "datapackage.json", old, new)
    try:
        problems = check(release)
    except Stop as stop:
        problems = list(stop.problems)
    assert "E-RELEASE-FORM" in {problem.code for problem in problems}


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("http://127.0.0.1:1/x.csv", "E-PATH"),
        ("../outside.csv", "E-PATH"),
        ("data/../../outside.csv", "E-PATH"),
        ("/etc/hostname", "E-PATH"),
        ("file:///etc/hostname", "E-PATH"),
    ],
)
def test_nothing_outside_the_folder_is_opened(release: Path, path: str, code: str) -> None:
    forge(release, "datapackage.json", '"path": "data/goals.csv"', f'"path": "{path}"')
    with pytest.raises(Stop) as stop:
        check(release)
    assert [(problem.code, problem.cell) for problem in stop.value.problems] == [(code, path)]


@pytest.mark.parametrize("path", ["data/kpis.csv", "excel/kpis.csv", "datapackage.json", "rdf/kpis.nt"])
@pytest.mark.parametrize("kind", ["fifo", "dangling link", "link outside", "folder"])
def test_what_is_no_file_is_named_and_not_waited_for(release: Path, path: str, kind: str) -> None:
    place = release / path
    place.unlink()
    if kind == "fifo":
        os.mkfifo(place)
    elif kind == "folder":
        place.mkdir()
    else:
        place.symlink_to("nowhere" if kind == "dangling link" else "/etc/hostname")
    assert path in {problem.file for problem in check(release)}


def test_a_copy_for_excel_that_says_something_else(release: Path) -> None:
    forge(release, "excel/kpi_achievement.csv", "106.06", "999.99")
    found = [(problem.code, problem.row, problem.field) for problem in check(release)]
    assert found == [
        ("E-COPY", 2, "achievement_rate"),
        *[("E-CATALOGUE", None, "")] * 2,
    ]  # of it, and of datapackage.json


@pytest.mark.parametrize(
    ("path", "old", "new", "code"),
    [
        ("data/budget.csv", "settlement", "nonsense", "E-CATEGORY"),
        ("data/guidelines.csv", "キャッシュレス化等", "行政手続のオンライン化", "E-UNIQUE-KEY"),
        ("data/kpis.csv", "kpi01,citizen", "kpi1,citizen", "E-PATTERN-CELL"),
    ],
)
def test_verify_sees_what_frictionless_passes_over(release: Path, path: str, old: str, new: str, code: str) -> None:
    forge(release, path, old, new)
    assert (code, path) in {(problem.code, problem.file) for problem in verify(release)}


def test_verify_runs_no_pattern_that_takes_for_ever(release: Path) -> None:
    forge(release, "datapackage.json", '"pattern": "kpi[0-9]{2}"', '"pattern": "(.*)*(.*)*$x"')
    assert {problem.code for problem in verify(release)} == {"E-PATTERN-CELL", "E-CATALOGUE"}

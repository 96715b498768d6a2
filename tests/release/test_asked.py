"""A release is asked for by its folder or its version."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Stop
from pipeline.release.asked import compared
from tests.release.making import field, made, table


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two releases, and one that is being made."""
    for place, version, count in (
        ("releases/1.9.0", "1.9.0", 1),
        ("releases/1.10.0", "1.10.0", 2),
        ("output", "2.0.0", 3),
    ):
        rows = [{"a": str(n)} for n in range(count)]
        made(tmp_path / place, version, t=table(field("a"), rows=[dict(row) for row in rows], key=["a"]))
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "versions", "added"),
    [
        ("", "output", ("1.10.0", "2.0.0"), ["2"]),
        ("1.9.0", "output", ("1.9.0", "2.0.0"), ["1", "2"]),
        ("1.9.0", "1.10.0", ("1.9.0", "1.10.0"), ["1"]),
        ("releases/1.9.0", "releases/1.10.0", ("1.9.0", "1.10.0"), ["1"]),
    ],
)
def test_the_sides(project: Path, old: str, new: str, versions: tuple[str, str], added: list[str]) -> None:
    found = compared(project, old, new)
    assert (found.old.version, found.new.version) == versions
    assert [one.key for one in found.differences] == added


def test_what_vanishes_blocks(project: Path) -> None:
    assert compared(project, "output", "1.10.0").verdict.blocked


@pytest.mark.parametrize(("old", "code"), [("3.0.0", "E-RELEASE-VERSION"), ("nowhere", "E-RELEASE")])
def test_what_is_not_there(project: Path, old: str, code: str) -> None:
    with pytest.raises(Stop) as stop:
        compared(project, old, "output")
    assert [problem.code for problem in stop.value.problems] == [code]


def test_without_a_release_there_is_nothing_to_compare_with(root: Path) -> None:
    with pytest.raises(Stop, match="E-RELEASE-NONE"):
        compared(root / "tests", "", str(root / "output"))

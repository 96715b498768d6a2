"""Versions are numbers in order, and each step says how far it reaches."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.release.versions import (
    LEVELS,
    Level,
    Version,
    before,
    farthest,
    least,
    place_of,
    released,
    version,
)

NUMBERS = st.integers(0, 30)
VERSIONS = st.builds(Version, NUMBERS, NUMBERS, NUMBERS)
LEVEL = st.sampled_from(LEVELS)


def far(level: Level) -> int:
    return -LEVELS.index(level)


def reaching(old: Version, new: Version) -> Level:
    """How far the step from one version to another says that it reaches; before 1.0.0 any step may break."""
    if new.major > old.major or new.major == 0:
        return "major"
    return "minor" if new.minor > old.minor else "patch"


@given(VERSIONS)
def test_a_version_is_read_as_it_is_written(one: Version) -> None:
    assert version(str(one)) == one


@pytest.mark.parametrize(
    "text",
    ["", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.-1", "1.0.0-rc1", "v1.0.0", "１.0.0", "1.0.0\n", "9" * 5000 + ".0.0"],
)
def test_what_is_no_version(text: str) -> None:
    assert version(text) is None


@given(VERSIONS, VERSIONS)
def test_order_is_that_of_the_numbers(one: Version, other: Version) -> None:
    assert (one < other) == (tuple(map(int, str(one).split("."))) < tuple(map(int, str(other).split("."))))


@given(VERSIONS, LEVEL)
def test_the_least_version_is_later_and_says_that_it_reaches_so_far(old: Version, level: Level) -> None:
    new = least(old, level)
    assert new > old
    assert far(reaching(old, new)) >= far(level)


@given(VERSIONS.filter(lambda one: one.major > 0), VERSIONS, LEVEL)
def test_no_lower_version_says_so(old: Version, other: Version, level: Level) -> None:
    if old < other < least(old, level):
        assert far(reaching(old, other)) < far(level)


@given(VERSIONS.filter(lambda one: one.major == 0))
def test_before_1_0_0_the_middle_number_says_that_something_may_break(old: Version) -> None:
    assert least(old, "major") == least(old, "minor") == Version(0, old.minor + 1, 0)
    assert least(old, "patch") == Version(0, old.minor, old.patch + 1)


@given(st.lists(LEVEL))
def test_the_farthest_level_is_one_of_them_and_none_goes_farther(levels: list[Level]) -> None:
    found = farthest(levels)
    assert (found is None) == (not levels)
    assert found is None or (found in levels and all(far(one) <= far(found) for one in levels))


def test_releases_are_the_folders_that_have_the_name_of_a_version(tmp_path: Path) -> None:
    assert released(tmp_path) == []
    for name in ("1.10.0", "1.9.0", "0.1.0", ".staging-1", "current", "1.0"):
        (tmp_path / "releases" / name).mkdir(parents=True)
    (tmp_path / "releases" / "2.0.0").write_text("no folder", "utf-8")
    assert [str(one) for one in released(tmp_path)] == ["0.1.0", "1.9.0", "1.10.0"]
    assert place_of(tmp_path, Version(1, 9, 0)) == tmp_path / "releases" / "1.9.0"
    assert before(tmp_path, "1.10.0") == tmp_path / "releases" / "1.9.0"
    assert before(tmp_path, "0.1.0") is None
    assert before(tmp_path, "no version") == tmp_path / "releases" / "1.10.0"

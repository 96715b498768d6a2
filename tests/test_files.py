"""Files of the project on disk."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import files
from pipeline.problem import Problem

NAMES = st.sampled_from(["..", ".", "a", "b.csv", "out", "in", "secret"])
NASTY = st.sampled_from(["", "/", "~", "\\", "%2e", ":", "\0", "あ", "x" * 300]) | st.text(max_size=4)
PATHS = st.lists(NAMES, max_size=3).map("/".join) | st.lists(NAMES | NASTY, max_size=4).map("/".join)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder beside a file that is not its own, with links to it and within."""
    made = tmp_path_factory.mktemp("files")
    (made / "secret").write_text("secret", "utf-8")
    (made / "root/a").mkdir(parents=True)
    (made / "root/a/b.csv").write_text("public", "utf-8")
    (made / "root/out").symlink_to(made)
    (made / "root/in").symlink_to("a")
    (made / "root/b.csv").symlink_to("../secret")
    return made / "root"


@given(PATHS)
def test_any_path_is_a_file_of_the_folder_or_a_problem(folder: Path, path: str) -> None:
    found = files.read_bytes(folder, path, 6)
    assert found == b"public" if isinstance(found, bytes) else found.code in ("E-PATH", "E-FILE")
    place = files.writable(folder, path, "a")
    assert isinstance(place, Problem) or place.parent.resolve().is_relative_to(folder / "a")


def test_a_file_over_the_limit_is_not_read(folder: Path) -> None:
    found = files.read_bytes(folder, "a/b.csv", 5)
    assert isinstance(found, Problem)
    assert (found.code, found.facts) == ("E-FILE-SIZE", {"size": "6", "limit": "5"})

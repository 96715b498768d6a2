"""The token: from where, and in what form."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.deliver.token import VARIABLE, token_of
from pipeline.errors import Stop


def written(path: Path, text: str, mode: int = 0o600) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(mode)
    return path


def test_from_a_file_or_from_the_environment(tmp_path: Path) -> None:
    assert token_of(None, {VARIABLE: "abc.DEF-1_2\n"}) == "abc.DEF-1_2"
    assert token_of(written(tmp_path / "token", "xyz\n"), {VARIABLE: "abc"}) == "xyz"


@pytest.mark.parametrize("text", ["", "  \n", "two words", "トークン", "a\nInjected: header", 'quote"d'])
def test_one_word_and_no_more(tmp_path: Path, text: str) -> None:
    with pytest.raises(Stop) as caught:
        token_of(written(tmp_path / "token", text), {})
    (problem,) = caught.value.problems
    assert problem.code == "E-TOKEN"
    assert not text.strip() or text.strip() not in str(problem)


def test_not_from_a_file_that_others_can_read_or_that_is_none(tmp_path: Path) -> None:
    for file in (written(tmp_path / "open", "abc", 0o644), tmp_path / "missing", tmp_path):
        with pytest.raises(Stop, match="E-TOKEN"):
            token_of(file, {})
    with pytest.raises(Stop, match="E-TOKEN"):
        token_of(None, {})

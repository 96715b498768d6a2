"""Columns of text: what the regular expressions of Arrow see in them."""

from __future__ import annotations

from pipeline.arrays import having, strings


def test_every_character_means_itself() -> None:
    cells = strings(["a]", "^", "\\", "b-d", "c", '"'])
    assert having(cells, "]^\\").to_pylist() == [True, True, True, False, False, False]
    assert having(cells, "b-d").to_pylist() == [False, False, False, True, False, False]
    assert having(cells, "x") is None

"""Columns of a sheet by their letters."""

from __future__ import annotations


def number(letters: str) -> int:
    """The number of a column by its letters.

    >>> number("A"), number("AB"), letter(1), letter(28)
    (1, 28, 'A', 'AB')
    """
    value = 0
    for character in letters:
        value = value * 26 + ord(character) - 64
    return value


def letter(column: int) -> str:
    """The letters of a column by its number."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters

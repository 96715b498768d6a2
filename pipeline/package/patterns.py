"""Patterns from descriptors, on RE2: linear in the text, whatever the pattern."""

from __future__ import annotations

import functools
from typing import Any

import re2

MAX_LENGTH = 500


@functools.cache
def compiled(pattern: str) -> Any:
    """The pattern, for `fullmatch`: it must match the whole value (Table Schema, constraints.pattern).

    Raises re2.error for what RE2 refuses (look-ahead, back-references) and for over 500 characters.
    """
    if len(pattern) > MAX_LENGTH:
        raise re2.error(f"longer than {MAX_LENGTH} characters")
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error as error:
        raise re2.error(error.args[0].decode()) from error

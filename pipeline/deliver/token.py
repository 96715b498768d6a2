"""The token by which another system knows who publishes: never printed, and from no file that others can read."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path

from pipeline.errors import Stop
from pipeline.problem import Problem

VARIABLE = "OPENDATA_CKAN_TOKEN"


def token_of(file: Path | None, environment: Mapping[str, str] = os.environ) -> str:
    """What the file holds, else the variable. Raises Stop with E-TOKEN, which does not quote it."""
    reason = ""
    token = environment.get(VARIABLE, "")
    if file is not None:
        try:
            if stat.S_IMODE(file.stat().st_mode) & 0o077:
                raise Stop([Problem("E-TOKEN", file=str(file), facts={"reason": "others can read the file"})])
            token = file.read_text("utf-8")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not a text"
            raise Stop([Problem("E-TOKEN", file=str(file), facts={"reason": reason})]) from error
    if not token.strip():
        reason = "there is none"
    elif not re.fullmatch(r"[A-Za-z0-9._~+/=-]+", token.strip()):  # token68 (RFC 9110, 11.2): no text has to escape it
        reason = "a token is one word of ASCII letters, digits and . _ ~ + / = -"
    if reason:
        raise Stop([Problem("E-TOKEN", file=str(file or ""), facts={"reason": reason})])
    return token.strip()

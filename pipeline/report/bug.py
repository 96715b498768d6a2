"""The report of a bug: for whoever mends it, in a file, so that the user sees one line."""

from __future__ import annotations

import platform
import tempfile
import traceback

from pipeline import __version__
from pipeline.problem import Problem


def bug(error: Exception) -> Problem:
    """E-BUG, with the file that holds versions and traceback."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="opendata-bug-", suffix=".txt", delete=False
    ) as report:
        report.write(f"opendata {__version__}, Python {platform.python_version()}, {platform.system()}\n")
        report.write("".join(traceback.format_exception(error)))
    return Problem("E-BUG", facts={"report": report.name})

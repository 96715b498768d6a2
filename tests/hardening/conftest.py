"""The small town whose commands are made to fail."""

from __future__ import annotations

import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.hardening.towns import Work, works

signal.signal(signal.SIGINT, signal.default_int_handler)  # it is ignored, also by our children, in the background

CASES = "cases"
Tally = Callable[[int], None]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """To be told how many cases a test has gone through."""
    return lambda count: record_property(CASES, count)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """How many cases that were, by test."""
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("passed"):
        counts[report.location[2].partition("[")[0]] += sum(n for name, n in report.user_properties if name == CASES)
    for test, count in counts.items():
        if count:
            terminalreporter.write_line(f"{count:5} cases: {test.removeprefix('test_').replace('_', ' ')}")


@pytest.fixture(scope="session")
def town() -> Iterator[dict[str, Work]]:
    with tempfile.TemporaryDirectory() as folder:
        yield works(Path(folder))

"""The small town whose commands are made to fail."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hardening.towns import Work, works

MEMORY = Path("/dev/shm")


@pytest.fixture(scope="session")
def town() -> Iterator[dict[str, Work]]:
    """In memory where there is such a file system: that a disk is flushed is seen by the calls, not waited for."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        yield works(Path(folder))

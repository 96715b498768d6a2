"""Releases of the project: the committed one, with a second year, and with a value of the first year corrected."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.release.asked import Compared, compared
from tests.conftest import ROOT
from tests.release.making import built
from tests.second_year.joining import correct, join


@pytest.fixture(scope="session")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("joined"), join)


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("corrected"), join, correct)


@pytest.fixture(scope="session")
def correction(joined: Path, corrected: Path) -> Compared:
    """What the correction of one value changes."""
    return compared(joined.parent, "output", str(corrected))


@pytest.fixture(scope="session")
def second_year(corrected: Path) -> Compared:
    """What the second year, with that correction, changes of what is published now."""
    return compared(ROOT, "output", str(corrected))

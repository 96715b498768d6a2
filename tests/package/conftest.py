from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The project's descriptors alone: nothing else is needed to load them."""
    shutil.copy(ROOT / "datapackage.json", tmp_path)
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    return tmp_path

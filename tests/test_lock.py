"""The lock of a project stays in the project. What two builds at once do is in tests/hardening/test_at_once.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Stop
from pipeline.lock import locked


@pytest.mark.parametrize("link", [".opendata", ".opendata/lock"])
def test_a_link_that_leads_elsewhere_is_not_followed(tmp_path: Path, link: str) -> None:
    elsewhere, project = tmp_path / "elsewhere", tmp_path / "project"
    elsewhere.mkdir()
    (elsewhere / "lock").write_text("kept", "utf-8")
    (project / link).parent.mkdir(parents=True)
    (project / link).symlink_to(elsewhere / "lock" if link.endswith("lock") else elsewhere)
    with pytest.raises(Stop, match="E-PATH"), locked(project):
        raise AssertionError
    assert (elsewhere / "lock").read_text("utf-8") == "kept"

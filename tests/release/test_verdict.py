"""What differences come to, and what blocks a release."""

from __future__ import annotations

import pytest

from pipeline.release.differences import Difference
from pipeline.release.verdict import judge

GONE = Difference("row-removed", "t", "a", about="https://x.jp/id/a")
ADDED = Difference("row-added", "t", "b", about="https://x.jp/id/b")
UNEXPLAINED = Difference("value-changed", "t", "b", "f", "1", "2", unexplained=True)


@pytest.mark.parametrize(
    ("old", "new", "found", "level", "least", "enough"),
    [
        ("1.2.3", "1.2.4", [UNEXPLAINED], "patch", "1.2.4", True),
        ("1.2.3", "1.2.4", [UNEXPLAINED, ADDED], "minor", "1.3.0", False),
        ("1.2.3", "2.0.0", [ADDED, GONE], "major", "2.0.0", True),
        ("0.1.0", "0.2.0", [GONE], "major", "0.2.0", True),
        ("1.2.3", "1.2.3", [ADDED], "minor", "1.3.0", False),
        ("2026.1", "1.0.0", [ADDED], "minor", "None", None),
        ("1.0.0", "draft", [ADDED], "minor", "1.1.0", None),
        ("1.0.0", "1.0.0", [], None, "None", None),
    ],
)
def test_the_level_asks_for_a_version(
    old: str, new: str, found: list[Difference], level: str | None, least: str, enough: bool | None
) -> None:
    verdict = judge(old, new, found)
    assert (verdict.level, str(verdict.least), verdict.enough) == (level, least, enough)


def test_what_is_not_explained_and_what_vanished_blocks_unless_it_was_withdrawn() -> None:
    table = Difference("table-removed", "s", about="https://x.jp/dataset/s")
    incidental = Difference("row-removed", "audit", "z", about="https://x.jp/id/z", incidental=True)
    found = [GONE, ADDED, UNEXPLAINED, table, incidental]
    verdict = judge("1.0.0", "2.0.0", found)
    assert (verdict.unexplained, verdict.vanished, verdict.blocked) == ([UNEXPLAINED], [GONE, table], True)
    assert judge("1.0.0", "2.0.0", found, {GONE.about}).vanished == [table]
    assert not judge("1.0.0", "2.0.0", [GONE, ADDED], {GONE.about}).blocked

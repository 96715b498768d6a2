"""What is left to decide about a new table is said until it is decided, and keeps it from being released."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pipeline.add.start import start
from pipeline.examine import examine
from pipeline.issue import dated, issue
from pipeline.package import load
from pipeline.record import Run


def say(stage: str, count: int) -> None: ...


def told(run: Run) -> list[tuple[str, str, str | None]]:
    return [(problem.code, problem.file, problem.cell) for problem in run.problems]


def test_a_list_that_is_still_there(tmp_path: Path) -> None:
    town = tmp_path / "town"
    start(town, "040002", "宮城県", "Miyagi Prefecture", "https://opendata.example.jp/", "2025")
    left = town / "schemas/units.todo.md"
    left.write_text("- …", "utf-8")
    assert told(examine(load(town), say)) == [("W-TODO", "schemas/units.todo.md", "units")]

    def change(document: dict[str, Any]) -> dict[str, Any]:
        return dated(document, "1.0.0", "2026-12-01", first=True)

    run = issue(load(town, change=change), say)
    assert (told(run), run.published) == ([("E-TODO", "schemas/units.todo.md", "units")], False)
    assert not (town / "releases").exists()
    left.unlink()
    assert told(examine(load(town), say)) == []

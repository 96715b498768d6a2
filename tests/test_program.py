"""Which program this is: faster than importlib.metadata, and the same libraries."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

from pipeline import program
from tests.conftest import ROOT


def test_the_libraries_are_those_that_the_distribution_needs_with_their_versions() -> None:
    required = metadata.requires(program.DISTRIBUTION) or ()
    needed = [need for need in required if "extra ==" not in need or need.startswith("openpyxl")]
    names = [re.split(r"[^\w.-]", need, maxsplit=1)[0] for need in needed]
    expected = sorted({f"{name.replace('-', '_').lower()}-{metadata.version(name)}.dist-info" for name in names})
    assert sorted(name.lower() for name in program._libraries(program._installed())) == expected


def test_another_byte_in_any_file_is_another_program(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "pipeline", tmp_path / "pipeline", ignore=shutil.ignore_patterns("__pycache__"))
    seen = {_of(tmp_path)}
    for name in ("cli.py", "check/shapes.ttl", "locale/ja/LC_MESSAGES/messages.mo"):
        with (tmp_path / "pipeline" / name).open("ab") as file:
            file.write(b"\n")
        seen.add(_of(tmp_path))
    assert len(seen) == 4


def _of(folder: Path) -> str:
    command = [sys.executable, "-c", "from pipeline.program import program; print(program())"]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout

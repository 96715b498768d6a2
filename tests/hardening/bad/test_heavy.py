"""Bad inputs at their full size, each in a process of its own: within a gigabyte, and ten seconds of processor."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.hardening.bad.case import Bad, later, raw
from tests.hardening.bad.files import BOOK, bomb, book, in_sheet
from tests.hardening.bad.project import GOOD, RAW

pytestmark = pytest.mark.heavy
PEAK = 1 << 30
SECONDS = 10


def long_line(project: Path) -> None:
    """Five gigabytes without a line end, which take no room on the disk."""
    (project / RAW).write_bytes(b"code,")
    os.truncate(project / RAW, 5 << 30)


def quoted(project: Path) -> None:
    """A quote that is open for two hundred megabytes."""
    with (project / RAW).open("w", encoding="utf-8") as file:
        file.write(GOOD + '"')
        file.writelines("x" * 999_999 + "\n" for _ in range(200))


def wide(project: Path) -> None:
    """A thousand rows of ten thousand cells."""
    with (project / RAW).open("w", encoding="utf-8") as file:
        file.write(GOOD)
        file.writelines("," * 10_000 + "\n" for _ in range(1_000))


def empty_lines(project: Path) -> None:
    """Half a million of them, each of which is two problems."""
    with (project / RAW).open("w", encoding="utf-8") as file:
        file.write(GOOD + "\n" * 500_000)


CASES = [
    Bad("half a million empty lines", empty_lines, "I-MORE", RAW),
    Bad("5 GB of one line", long_line, "E-CSV", RAW, 1),
    Bad("a quote over 200 MB", quoted, "E-CSV", RAW, 5),
    Bad("rows of 10,000 cells", wide, "E-COLUMNS", RAW, 5),
    Bad("100,000 columns in 100 rows", raw("\n".join([",".join(["c"] * 100_000)] * 100)), "E-COLUMNS", RAW, 1),
    Bad("a zip bomb of 1 GB", later(lambda: book(bomb(1_000))), "E-EXCEL-LIMIT", BOOK),
    Bad(
        "four million empty rows",
        later(lambda: book(in_sheet(b"<sheetData>", b"<sheetData>" + b"<row/>" * 4_000_000))),
        "E-EXCEL-LIMIT",
    ),
    Bad("cells in all columns of a row", book(in_sheet(b'r="P1"', b'r="XFD1"')), "E-COLUMNS", BOOK),
]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_in_one_gigabyte_and_ten_seconds(case: Bad, place: Path) -> None:
    case.spoil(place / "project")
    command = [sys.executable, "-m", "pipeline", "build", "--project", str(place / "project"), "--json", "--fresh"]
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(place / "home")}
    with (place / "out").open("w+") as out, (place / "err").open("w+") as err:
        child = subprocess.Popen(command, env=env, cwd=place, stdout=out, stderr=err, preexec_fn=limits)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0), err.seek(0)
        printed, errors = out.read(), err.read()
    assert child.returncode not in (0, 70), errors
    assert used.ru_maxrss * 1024 < PEAK
    assert used.ru_utime + used.ru_stime < SECONDS
    assert "Traceback" not in errors
    said = [(p["code"], p["file"], p["row"]) for p in json.loads(printed)["problems"]]
    wanted = (case.code, case.file, case.row)
    assert [one for one in said if all(b is None or a == b for a, b in zip(one, wanted, strict=True))], said[:5]


def limits() -> None:
    """Of the child: what is beyond ends it."""
    resource.setrlimit(resource.RLIMIT_CPU, (4 * SECONDS, 4 * SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))  # Arrow reserves more than it takes

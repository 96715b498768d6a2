"""What is known of raw files that were fetched: `fetched.csv`, beside datapackage.json and committed with it.

No clock has a part in it: a file that has not changed leaves it as it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.files import read_bytes, regular_file, sha256_of
from pipeline.package import Package
from pipeline.problem import Problem

FETCHED = "fetched.csv"
MAX_BYTES = 5_000_000
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Fetched(NamedTuple):
    """A raw file as a server gave it, and by what the server knows it again (RFC 9110, sections 8.8.2 and 8.8.3)."""

    path: str
    url: str
    sha256: str
    bytes: str
    etag: str = ""
    last_modified: str = ""


def addresses(package: Package) -> dict[str, str]:
    """The address of each raw file that has one, by its path."""
    return {source.path: source.url for source in package.raw_sources().values() if source.url}


def recorded(root: Path) -> dict[str, Fetched] | Problem:
    """What was fetched, by path; nothing where there is no record. E-FETCHED where it cannot be read as one, E-FILE,
    E-PATH, E-FILE-SIZE."""
    if not (root / FETCHED).exists():
        return {}
    content = read_bytes(root, FETCHED, MAX_BYTES)
    if isinstance(content, Problem):
        return content
    try:
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if header != list(Fetched._fields):
            raise ValueError(f"the columns must be {', '.join(Fetched._fields)}")
        entries = {row[0]: Fetched(*row) for row in rows}
        if len(entries) < len(rows) or not all(_SHA256.fullmatch(entry.sha256) for entry in entries.values()):
            raise ValueError("a path stands twice, or a sha256 is none")
    except (ValueError, TypeError, IndexError, csv.Error) as error:
        reason = str(error) if isinstance(error, ValueError) and "columns" in str(error) else "it is damaged"
        return Problem("E-FETCHED", file=FETCHED, facts={"reason": reason})
    return entries


def record(entries: Iterable[Fetched]) -> bytes:
    """The record as a file, in the order of the paths."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([Fetched._fields, *sorted(entries)])
    return out.getvalue().encode()


def fetched(package: Package) -> tuple[Mapping[str, str], list[Problem]]:
    """The raw files that are as they were fetched, with their addresses. Problems: E-RAW-EDITED where one is not,
    W-NOT-FETCHED where none was fetched from the address it has now, E-FETCHED. Nothing is asked of any network."""
    entries, urls = recorded(package.root), addresses(package)
    if isinstance(entries, Problem):
        return {}, [entries]
    known: dict[str, str] = {}
    problems: list[Problem] = []
    for path, url in urls.items():
        place, entry = regular_file(package.root, path), entries.get(path)
        if entry is None or entry.url != url:
            problems.append(Problem("W-NOT-FETCHED", file=path, facts={"url": url}))
        elif isinstance(place, Path):  # one that cannot be read is for reading to tell
            found = sha256_of(place)
            if found == entry.sha256:
                known[path] = url
            else:
                facts = {"url": url, "expected": entry.sha256, "actual": found}
                problems.append(Problem("E-RAW-EDITED", file=path, facts=facts))
    return known, problems

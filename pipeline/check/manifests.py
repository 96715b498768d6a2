"""The manifests of a bag (BagIt 1.0, RFC 8493) read as a stranger would: which files it has, and what they hash to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from pipeline.check.release import MAX_BYTES
from pipeline.errors import Stop
from pipeline.files import read_bytes
from pipeline.problem import Problem, no_release

DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAGMANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
PAYLOAD = "data/"
_DECLARED = re.compile(r"BagIt-Version: *1\.0\s+Tag-File-Character-Encoding: *UTF-8\s*", re.ASCII)
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(.+)")
_ENCODED = {"%0A": "\n", "%0D": "\r", "%25": "%"}
_OTHERS = re.compile(r"(tag)?manifest-(?!sha256\.txt$)[^/]*\.txt|fetch\.txt")


def read_manifests(folder: Path, present: set[str]) -> tuple[dict[str, str], list[Problem]]:
    """The SHA-256 of each file that the two manifests list, by its path, and what is wrong with their form: E-BAG,
    E-PATH (a path that leads outside). Raises Stop with E-RELEASE where a file of a bag is missing or not readable."""
    problems: list[Problem] = []
    if not _DECLARED.fullmatch(_text(folder, DECLARATION)):
        problems.append(_bag(DECLARATION, None, "", "not BagIt 1.0 in UTF-8"))
    listed: dict[str, str] = {}
    for manifest in (MANIFEST, TAGMANIFEST):
        for number, line in enumerate(_lines(_text(folder, manifest)), 1):
            found = _LINE.fullmatch(line)
            path = _decoded(found[2]) if found else None
            if found is None or path is None:
                problems.append(_bag(manifest, number, line, "neither a hash nor a path, or not percent-encoded"))
            elif wrong := _wrong(path, manifest, number, listed):
                problems.append(wrong)
            else:
                listed[path] = found[1].lower()
    problems += _alike(listed)
    problems += [_bag(path, None, "", "only SHA-256, and no files fetched") for path in sorted(present) if _other(path)]
    return listed, problems


def _wrong(path: str, manifest: str, number: int, listed: dict[str, str]) -> Problem | None:
    """What is wrong with a path of a manifest."""
    parts = path.split("/")
    if path.startswith(("/", "~")) or ".." in parts:
        return Problem("E-PATH", file=manifest, row=number, cell=path)
    if "" in parts or "." in parts:
        return _bag(manifest, number, path, "not a plain path")
    if path in listed:
        return _bag(manifest, number, path, "listed twice")
    if path.startswith(PAYLOAD) != (manifest == MANIFEST):
        return _bag(manifest, number, path, "in the manifest of the others: data/ is the payload")
    return None


def _alike(listed: dict[str, str]) -> Iterator[Problem]:
    """Paths that are one file where case or composition of characters do not count (RFC 8493, 5.2 and 6.1)."""
    known: dict[str, str] = {}
    for path in listed:
        other = known.setdefault(unicodedata.normalize("NFC", path).casefold(), path)
        if other != path:
            yield _bag(path, None, path, f"the same as {other!r} on some file systems")


def oxum_problems(folder: Path, present: set[str]) -> Iterator[Problem]:
    """E-BAG where Payload-Oxum (section 2.2.2), if the bag has it, is not the bytes and files of the payload. Raises
    Stop as `read_manifests` does."""
    said = re.search(r"^Payload-Oxum: *(\S+)", _text(folder, INFO), re.MULTILINE)
    payload = [path for path in present if path.startswith(PAYLOAD)]
    found = f"{sum((folder / path).lstat().st_size for path in payload)}.{len(payload)}"
    if said and said[1] != found:
        yield _bag(INFO, None, said[1], f"the payload is {found}")


def _other(path: str) -> bool:
    return bool(_OTHERS.fullmatch(path))


def _decoded(path: str) -> str | None:
    """Section 2.1.3: line ends and the percent sign stand encoded, and nothing else does."""
    codes = re.findall("%(?:[0-9a-fA-F]{2})?", path)
    if any(code.upper() not in _ENCODED for code in codes):
        return None
    return re.sub("%..", lambda code: _ENCODED[code[0].upper()], path)


def _lines(text: str) -> list[str]:
    """Section 2.1.3 has LF, CR and CRLF; what else Python takes for line ends can be part of a path."""
    lines = re.split("\r\n?|\n", text)
    return lines if lines[-1] else lines[:-1]


def _text(folder: Path, path: str) -> str:
    content = read_bytes(folder, path, MAX_BYTES)
    try:
        if isinstance(content, bytes):
            return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    raise Stop([no_release(folder, path)])


def _bag(file: str, row: int | None, cell: str, reason: str) -> Problem:
    return Problem("E-BAG", file=file, row=row, cell=cell, facts={"reason": reason})

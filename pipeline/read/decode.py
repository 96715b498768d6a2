"""Bytes to text, strictly: every byte is decoded as declared, and the first bad one is named. Without a
declaration they are read only where they can be nothing else, and that is said."""

from __future__ import annotations

import codecs
import re
from array import array
from dataclasses import replace
from typing import Any

import pyarrow as pa

from pipeline.arrays import pc
from pipeline.encodings import CODECS, CONTROL, candidates
from pipeline.problem import Problem
from pipeline.read.pieces import Piece

_SHOWN = 60
"""Characters of a line that are shown."""
_LINE_END = re.compile("\r\n?|\n")


def decode(data: bytes, encoding: str, file: str) -> tuple[str, list[Problem]]:
    """The text of a file in the declared encoding, or, where none is declared, in the only one that it can be
    in; a BOM is taken off.

    Problems: E-ENCODING (the declared encoding is not known here), E-ENCODING-UNCLEAR (none is declared, and it
    can be several), I-ENCODING (none is declared; it can be this one only), E-BYTE (the first byte that is not in
    the encoding), E-CONTROL (each line with a character that is no text).
    """
    if not encoding:
        possible = candidates(data)
        if len(possible) > 1:
            readings = "; ".join(f"{name}: {_first_words(data, name)}" for name in possible)
            facts = {"possible": ", ".join(possible), "readings": readings}
            return "", [Problem("E-ENCODING-UNCLEAR", file=file, facts=facts)]
        text, problems = decode(data, (possible or ["utf-8"])[0], file)
        said = [Problem("I-ENCODING", file=file, facts={"encoding": name}) for name in possible if not data.isascii()]
        return text, [*said, *problems]
    codec = CODECS.get(encoding.lower())
    if codec is None:
        return "", [Problem("E-ENCODING", file=file, cell=encoding, facts={"known": ", ".join(CODECS)})]
    try:
        text = data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        bad = data[error.start : error.end].hex(" ")
        before = data[: error.start].decode(codec)
        row = len(_LINE_END.findall(before)) + 1
        column, field = _field(before, data.decode(codec, "replace"))
        facts = {"offset": str(error.start), "bytes": bad, "encoding": encoding, **_otherwise(data, row)}
        return "", [Problem("E-BYTE", file, "", row, field, column, f"0x{bad}", facts)]
    problems = []
    for row, line in enumerate(_LINE_END.split(text) if CONTROL.search(text) else (), 1):
        if match := CONTROL.search(line):
            character = f"U+{ord(match[0]):04X}"
            column, field = _field(line[: match.start()], text)
            problems.append(Problem("E-CONTROL", file, "", row, field, column, character, {"character": character}))
    return text, problems


def _otherwise(data: bytes, row: int) -> dict[str, str]:
    """When it is CP932, in words (ja, en): with the line in question, where the bytes are text in it."""
    plain = data.removeprefix(codecs.BOM_UTF8)
    if "cp932" not in candidates(plain):
        ja = "Excel の「CSV（コンマ区切り）」で保存したファイルなら、"
        return {"when_ja": ja, "when_en": 'If Excel saved the file as plain "CSV" on a Japanese computer, '}
    line = "".join(_LINE_END.split(plain.decode("cp932"))[row - 1 : row])[:_SHOWN]
    return {
        "when_ja": f"cp932 として読めば、この行は「{line}」となる。これが正しければ、",
        "when_en": f'Read as cp932, this line is "{line}". If that is right, ',
    }


def text_problems(content: bytes, piece: Piece, header: bytes, file: str) -> list[Problem]:
    """E-BYTE and E-CONTROL of a piece of a file in UTF-8 that has this header; `decode` says them, which is asked only
    where Arrow finds that there are any."""
    offsets = pa.py_buffer(array("i", [0, len(content)]))
    text: Any = pa.Array.from_buffers(pa.string(), 1, [None, offsets, pa.py_buffer(content)])
    try:
        text.validate(full=True)
        if not _has_controls(content) or not pc.match_substring_regex(text, _CONTROL)[0].as_py():
            return []
    except pa.ArrowInvalid:
        pass
    problems = decode(codecs.BOM_UTF8 + header + content, "utf-8", file)[1]
    lines = piece.line - 1 - len(_LINE_END.findall(header.decode("utf-8", "replace")))
    offset = piece.offset - len(header) - len(codecs.BOM_UTF8)
    return [_moved(problem, lines, offset) for problem in problems]


def _has_controls(content: bytes) -> bool:
    """Whether there may be control characters, by the bytes that they begin with: a fifth of the time that it takes to
    look for the characters."""
    import numpy as np

    text = np.frombuffer(content, np.uint8)
    below = np.count_nonzero(text < ord(" "))
    spaces = sum(np.count_nonzero(text == space[0]) for space in (b"\n", b"\r", b"\t") if space in content)
    if b"\x7f" in content or below != spaces:
        return True
    for first, seconds in _BEGINNINGS.items():
        if first in content:
            after = np.flatnonzero(text[:-1] == first[0]) + 1
            if np.isin(text[after], list(seconds)).any():
                return True
    return False


_BEGINNINGS = {b"\xc2": bytes(range(0x80, 0xA0)), b"\xef": b"\xa3\xbb\xbf"}
"""The first and second bytes of those that are not ASCII."""


def _moved(problem: Problem, lines: int, offset: int) -> Problem:
    facts = dict(problem.facts)
    if "offset" in facts:
        facts["offset"] = str(int(facts["offset"]) + offset)
    return replace(problem, row=(problem.row or 0) + lines, facts=facts)


_CONTROL = re.sub("[^-\\[\\]]", lambda match: f"\\x{{{ord(match[0]):x}}}", CONTROL.pattern)
"""As RE2 writes it."""


def _field(before: str, text: str) -> tuple[int, str]:
    """The column in which `before` ends, by the commas of its last line, and what the header calls it.
    A help to find the place: what a cell is, is for the CSV reader to say."""
    last = _LINE_END.split(before)[-1]
    column = len(re.sub('"[^"]*"?', "", last).split(","))
    header = _LINE_END.split(text, maxsplit=1)[0].split(",")
    return column, header[column - 1].strip('"') if column <= len(header) else ""


def _first_words(data: bytes, encoding: str) -> str:
    """The beginning of what is not ASCII, for a person to say which reading is right."""
    text = data.decode(CODECS[encoding], "replace")
    match = re.search(r"[^\x00-\x7f]+", text)
    return f"「{match[0][:20]}」" if match else "「」"

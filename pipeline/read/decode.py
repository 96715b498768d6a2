"""Bytes to text, strictly: every byte is decoded as declared, and the first bad one is named. Without a
declaration they are read only where they can be nothing else, and that is said."""

from __future__ import annotations

import re

from pipeline.encodings import CODECS, CONTROL, candidates
from pipeline.problem import Problem

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
        facts = {"offset": str(error.start), "bytes": bad, "encoding": encoding}
        return "", [Problem("E-BYTE", file, "", row, field, column, f"0x{bad}", facts)]
    problems = []
    for row, line in enumerate(_LINE_END.split(text) if CONTROL.search(text) else (), 1):
        if match := CONTROL.search(line):
            character = f"U+{ord(match[0]):04X}"
            column, field = _field(line[: match.start()], text)
            problems.append(Problem("E-CONTROL", file, "", row, field, column, character, {"character": character}))
    return text, problems


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

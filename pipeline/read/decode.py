"""Bytes to text, strictly: every byte is decoded as declared, and the first bad one is named."""

from __future__ import annotations

import re

from pipeline.problem import Problem

CODECS = {"utf-8": "utf-8", "utf8": "utf-8", "cp932": "cp932", "windows-31j": "cp932", "shift_jis": "cp932"}
"""The encodings that a source may declare, and Python's codec for each."""

# C0 but tab and line ends, DEL, C1, BOM inside, and what Python's cp932 makes of bytes that are no characters.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\uf8f0-\uf8f3\ufffe\uffff]")
_LINE_END = re.compile("\r\n?|\n")


def decode(data: bytes, encoding: str, file: str) -> tuple[str, list[Problem]]:
    """The text of a file in the declared encoding; a BOM of UTF-8 is allowed and taken off.

    Problems: E-ENCODING (the declared encoding is not known here), E-BYTE (the first byte that is not
    in the encoding), E-CONTROL (each line with a character that is no text).
    """
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
    problems: list[Problem] = []
    for row, line in enumerate(_LINE_END.split(text) if _CONTROL.search(text) else (), 1):
        if match := _CONTROL.search(line):
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

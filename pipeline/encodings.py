"""Which encoding bytes are in: what is declared, or what they can only be. Nothing is told by statistics."""

from __future__ import annotations

import re

CODECS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-16": "utf-16",
    "cp932": "cp932",
    "windows-31j": "cp932",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
}
"""The encodings that a source may declare, and Python's codec for each."""

# C0 but tab and line ends, DEL, C1, BOM inside, and what Python's cp932 makes of bytes that are no characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\uf8f0-\uf8f3\ufffe\uffff]")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_ESCAPE = re.compile(rb"\x1b[$(]")


def candidates(data: bytes) -> list[str]:
    """The encodings in which bytes without a declared one are text. One is certain; of several, none is.

    In this order: a byte order mark, the escapes of ISO-2022-JP, UTF-8, then CP932 and EUC-JP. UTF-8 is
    certain where it is ASCII, or has a character above U+07FF: two bytes of it can be one of the others.

    >>> candidates("目標".encode()), candidates("目標".encode("cp932")), candidates("目標".encode("euc_jp"))
    (['utf-8'], ['cp932'], ['cp932', 'euc-jp'])
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return [name]
    if _ESCAPE.search(data) and _text(data, "iso-2022-jp"):
        return ["iso-2022-jp"]
    text = _text(data, "utf-8")
    if text is not None and (text.isascii() or max(text) > "\u07ff"):
        return ["utf-8"]
    others = [name for name in ("cp932", "euc-jp") if _text(data, name) is not None]
    return others if text is None else ["utf-8", *others]


def _text(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(CODECS[encoding])
    except UnicodeDecodeError:
        return None
    return None if CONTROL.search(text) else text

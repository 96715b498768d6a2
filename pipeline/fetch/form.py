"""What a file is by its bytes: a server that has lost a table often sends a page that says so, under the table's
name."""

from __future__ import annotations

import re

_MAGIC = (
    (b"PK\x03\x04", "a zip archive or workbook"),
    (b"PAR1", "Parquet"),
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file"),
)
_WANTED = {".xlsx": "a zip archive or workbook", ".parquet": "Parquet"}
_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?")
_MARKUP = re.compile(
    rb"\A\s*(?:<!--.*?-->\s*)*<(?:(?P<html>!doctype\s+html|html|head|body|title|meta|script)\b|\?xml\b)", re.I | re.S
)
HEAD = 4096
"""How many of the first bytes tell."""


def unlike(path: str, head: bytes) -> str:
    """What a file is that is not what its name says, by its first bytes; "" where nothing speaks against it.

    >>> unlike("raw/a.csv", b"<!DOCTYPE html><title>404</title>")
    'an HTML page'
    >>> unlike("raw/a.csv", b"code,name"), unlike("raw/a.xlsx", b"code,name")
    ('', 'not a zip archive or workbook')
    """
    wanted = next((form for end, form in _WANTED.items() if path.lower().endswith(end)), "")
    found = next((form for magic, form in _MAGIC if head.startswith(magic)), "")
    if not head:
        return "empty"
    if markup := _MARKUP.match(_MARK.sub(b"", head).replace(b"\0", b"")):  # of UTF-16, every other byte
        return "an HTML page" if markup["html"] else "XML"
    if wanted and found != wanted:
        return found or f"not {wanted}"
    return "" if found == wanted else found

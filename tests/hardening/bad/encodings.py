"""Bytes that are not in the encoding that is declared, and characters that are no text."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from pipeline.package import DESCRIPTOR
from tests.hardening.bad.case import Bad, Spoil, all_of, put, raw, replaced
from tests.hardening.bad.project import GOOD, RAW, SCHEMA

NOTE = "覚書"


def declared(encoding: str, content: bytes) -> Spoil:
    """The raw table says that it is in an encoding."""
    return all_of(put(DESCRIPTOR, "resources.t.origin.raw.encoding", encoding), raw(content))


def note(insert: bytes, name: str, code: str = "E-BYTE", encoding: str = "utf-8") -> Bad:
    """These bytes in the column of notes of the first row."""
    content = GOOD.encode(encoding).replace(NOTE.encode(encoding), insert, 1)
    return Bad(name, declared(encoding, content), code, RAW, 2, "note")


def character(text: str, code: str = "E-CONTROL") -> Bad:
    """A character amid a note."""
    return note(f"覚{text}書".encode("utf-8", "surrogatepass"), f"U+{ord(text):04X}", code)


def titled(insert: str | bytes, name: str) -> Bad:
    """Something in a title of the published schema that no text of JSON may have."""
    return Bad(f"title: {name}", replaced(SCHEMA, NOTE_TITLE, insert), "E-DESCRIPTOR-JSON", SCHEMA)


NOTE_TITLE = '"ja": "note"'

CASES: list[Bad] = [
    # UTF-8 that is none
    note(b"\xff", "a byte of no character"),
    note(b"\x80", "a byte that goes on from nothing"),
    note(b"\xe3\x81", "half a character"),
    note(b"\xc0\xaf", "overlong solidus"),
    note(b"\xc0\x80", "overlong NUL"),
    note(b"\xe0\x80\xaf", "overlong in three bytes"),
    note(b"\xf0\x80\x80\xaf", "overlong in four bytes"),
    note(b"\xf4\x90\x80\x80", "above U+10FFFF"),
    note(b"\xf8\x88\x80\x80\x80", "five bytes"),
    note(b"\xed\xa0\x80", "a lone high surrogate"),
    note(b"\xed\xb0\x80", "a lone low surrogate"),
    note(b"\xed\xa0\xbd\xed\xb8\x80", "CESU-8"),
    note(NOTE.encode("cp932"), "CP932 amid UTF-8"),
    note(NOTE.encode("euc_jp"), "EUC-JP amid UTF-8"),
    note(NOTE.encode("utf-16-le"), "UTF-16 amid UTF-8"),
    # characters that are no text
    *(character(chr(code)) for code in (0x00, 0x01, 0x07, 0x08, 0x0B, 0x0C, 0x0E, 0x1A, 0x1B, 0x1F, 0x7F)),
    *(character(chr(code)) for code in (0x80, 0x85, 0x9B, 0x9F, 0xFEFF, 0xFFFE, 0xFFFF)),
    # other encodings than the declared one
    Bad("UTF-16 that says UTF-8", raw(GOOD.encode("utf-16")), "E-BYTE", RAW, 1),
    Bad("UTF-32 that says UTF-8", raw(GOOD.encode("utf-32")), "E-BYTE", RAW, 1),
    Bad("CP932 that says UTF-8", raw(GOOD.encode("cp932")), "E-BYTE", RAW, 2, "note"),
    Bad("EUC-JP that says UTF-8", raw(GOOD.encode("euc_jp")), "E-BYTE", RAW, 2, "note"),
    Bad("UTF-7 that says UTF-8", raw(GOOD.encode("utf-7")), "E-UNIT", RAW, 2, "printed"),
    Bad("UTF-8 that says CP932", declared("cp932", GOOD.encode()), "E-BYTE", RAW),
    Bad("UTF-8 that says EUC-JP", declared("euc-jp", GOOD.encode()), "E-BYTE", RAW),
    Bad("UTF-8 that says ISO-2022-JP", declared("iso-2022-jp", GOOD.encode()), "E-BYTE", RAW),
    Bad("UTF-8 that says UTF-16", declared("utf-16", GOOD.encode() + b"x"), "E-BYTE", RAW),
    Bad("half of UTF-16", declared("utf-16", GOOD.encode("utf-16")[:-1]), "E-BYTE", RAW),
    Bad("a lone surrogate in UTF-16", declared("utf-16", GOOD.encode("utf-16") + b"\x00\xd8"), "E-BYTE", RAW),
    Bad("half of CP932", declared("cp932", GOOD.encode("cp932") + b"\x82"), "E-BYTE", RAW),
    Bad(
        "an escape without end in ISO-2022-JP",
        declared("iso-2022-jp", GOOD.encode("iso2022_jp") + b"\x1b$B\x21"),
        "E-BYTE",
        RAW,
    ),
    Bad(
        "a gaiji of CP932 that is none",
        declared("cp932", GOOD.encode("cp932").replace(NOTE.encode("cp932"), b"\xfd\xfe")),
        "E-CONTROL",
        RAW,
    ),
    Bad("two BOMs", raw(codecs.BOM_UTF8 * 2 + GOOD.encode()), "E-CONTROL", RAW, 1),
    Bad("a BOM before the second row", raw(GOOD.replace("a2", "\ufeffa2")), "E-CONTROL", RAW, 3, "code"),
    Bad("an encoding that nobody knows", declared("sjis-mac", b""), "E-ENCODING", RAW),
    Bad("an encoding that runs code", declared("unicode_escape", b""), "E-ENCODING", RAW),
    Bad("an encoding that unpacks", declared("zlib_codec", b""), "E-ENCODING", RAW),
    Bad("an encoding with a NUL", declared("utf-8\0", GOOD.encode()), "E-DESCRIPTOR-JSON", DESCRIPTOR),
    Bad(
        "no encoding and several it could be",
        declared("", re.sub("[^\x00-\x7f]+", "目標", GOOD).encode("euc_jp")),
        "E-ENCODING-UNCLEAR",
        RAW,
    ),
    Bad("no encoding and none it could be", declared("", GOOD.encode() + b"\xff\xff"), "E-BYTE", RAW),
    # descriptors
    Bad("descriptor in CP932", lambda p: _recoded(p, "cp932"), "E-DESCRIPTOR-JSON", DESCRIPTOR),
    Bad("descriptor in UTF-16", lambda p: _recoded(p, "utf-16"), "E-DESCRIPTOR-JSON", DESCRIPTOR),
    Bad("descriptor with a BOM", lambda p: _recoded(p, "utf-8-sig"), "E-DESCRIPTOR-JSON", DESCRIPTOR),
    titled(b'"ja": "\xff"', "a byte of no character"),
    titled(b'"ja": "\xed\xa0\x80"', "a lone surrogate"),
    titled('"ja": "\\ud800"', "an escaped lone surrogate"),
    titled('"ja": "a\0b"', "NUL"),
    titled('"ja": "a\\u0000b"', "an escaped NUL"),
    titled('"ja": "a\\u0008b"', "an escaped backspace"),
    titled('"ja": "a\\uffffb"', "a noncharacter"),
    titled('"ja": "a\\ufeffb"', "a BOM"),
    titled('"ja": "a\nb"', "a line end that is not escaped"),
]


def _recoded(project: Path, encoding: str) -> None:
    place = project / DESCRIPTOR
    place.write_bytes(place.read_text("utf-8").encode(encoding))

"""Inputs made of others: bytes anywhere, and, where a form would be lost by that, values of JSON and parts of a zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

Mutate = Callable[[bytes, Random], bytes]
LONGEST = 200_000
_TEXTS = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e999",
        "NaN",
        "=1+1",
        "../../etc/passwd",
        "/etc/passwd",
        "file:///etc/passwd",
        "a/b",
        "%2e",
    ),
    *(
        "{",
        "}",
        "{year}",
        "{{x}}",
        "data/",
        "\x00",
        "\u202e",
        "\ufeff",
        "が",
        "か\u3099",
        "\U0001f600",
        "\ud800",
        "a" * 5_000,
    ),
    *("(a*)*b", "[", "\\1", "(?=a)", "http://[", "https://example.com/a b", "urn:x", "xsd:date", "9999-99-99", "1.0.0"),
    *("true", "ja", "integer", "number", "date", "yearmonth", "boolean", "quantity", "only", "newest", "output/x.csv"),
)
_VALUES: tuple[Any, ...] = (None, True, 0, -1, 10**30, 2**63, 1.5, 1e308, [], {}, [[]], [""], {"": ""})


def anywhere(words: Sequence[bytes]) -> Mutate:
    """A few changes at any place; `words` are what the form in question is made of."""

    def mutate(data: bytes, random: Random) -> bytes:
        made = bytearray(data)
        for _ in range(random.choice((1, 1, 2, 4))):
            at = random.randint(0, len(made))
            end = min(len(made), at + random.choice((1, 2, 8, 64)))
            word = random.choice(words) if words else b""
            match random.randrange(6):
                case 0:
                    made[at:end] = random.randbytes(end - at)
                case 1:
                    del made[at:end]
                case 2:
                    made[at:at] = word
                case 3:
                    made[at:end] = word
                case 4:
                    made[at:at] = made[at:end] * random.choice((1, 2, 50))
                case _:
                    if at < len(made):
                        made[at] ^= 1 << random.randrange(8)
        return bytes(made[:LONGEST])

    return mutate


def in_json(data: bytes, random: Random) -> bytes:
    """One value less, twice, or another one; its form as JSON stays."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return anywhere([])(data, random)
    for _ in range(random.choice((1, 1, 1, 2, 3))):
        holders = list(_holders(document))
        if not holders:
            break
        # short lists and keys first: by chance alone, nearly all changes would be of words
        holder = random.choice(holders)
        key = random.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
        value = holder[key]
        match random.randrange(7):
            case 0:
                del holder[key]
            case 1:
                holder[key] = random.choice(_VALUES)
            case 2:
                holder[key] = random.choice(_TEXTS)
            case 3:
                other = random.choice(holders)
                holder[key] = json.loads(
                    json.dumps(random.choice(list(other.values() if isinstance(other, dict) else other)))
                )
            case 4 if isinstance(holder, list):
                holder.append(value)
            case 5 if isinstance(holder, dict):
                other = random.choice(holders)
                name = random.choice(list(other)) if isinstance(other, dict) else random.choice(_TEXTS)
                holder[name] = holder.pop(key)
            case _ if isinstance(value, str):
                at = random.randint(0, len(value))
                holder[key] = value[:at] + random.choice(_TEXTS[:-1]) + value[at + random.randrange(2) :]
    return json.dumps(document, ensure_ascii=random.random() < 0.9).encode("utf-8", "replace")


def _holders(value: Any) -> Iterator[Any]:
    """Every object and list with something in it."""
    if isinstance(value, dict | list) and value:
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _holders(inner)


def in_zip(words: Sequence[bytes]) -> Mutate:
    """One part of an archive; its form as an archive stays, most of the time."""
    inside = anywhere(words)

    def mutate(data: bytes, random: Random) -> bytes:
        try:
            with zipfile.ZipFile(io.BytesIO(data[1:])) as archive:
                parts = {part.filename: archive.read(part) for part in archive.infolist() if part.file_size < LONGEST}
        except Exception:  # whatever a damaged archive raises
            parts = {}
        if not parts or random.random() < 0.1:
            return inside(data, random)
        name = random.choice([*parts])
        match random.randrange(8):
            case 0:
                del parts[name]
            case 1:
                parts[random.choice([*parts])] = parts[name]
            case _:
                parts[name] = inside(parts[name], random)
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in parts.items():
                archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
        return data[:1] + made.getvalue() if random.random() < 0.9 else bytes([random.randrange(256)]) + made.getvalue()

    return mutate


def in_file(words: Sequence[bytes]) -> Mutate:
    """The content of a file whose path is the first line: as JSON where it is such, else anywhere."""
    inside = anywhere(words)

    def mutate(data: bytes, random: Random) -> bytes:
        path, _, content = data.partition(b"\n")
        as_json = path.endswith(b"json") and random.random() < 0.9
        return path + b"\n" + (in_json if as_json else inside)(content, random)

    return mutate

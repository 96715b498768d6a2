"""Strict JSON: no duplicate keys, no NaN, bounded in size and depth."""

from __future__ import annotations

import json
import math
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline.encodings import CONTROL
from pipeline.errors import Stop
from pipeline.files import read_bytes
from pipeline.problem import Problem, no_release

MAX_BYTES = 5_000_000
MAX_DEPTH = 64
Part = TypeVar("Part")
NO_TEXT = re.compile(f"{CONTROL.pattern}|[\ud800-\udfff]")
"""What could stand in no table and in no XML, also half a surrogate pair."""


def read_json(root: Path, path: str, problems: list[Problem]) -> dict[str, object] | None:
    """The JSON object in the file, or None with a problem added: those of `read_bytes`, E-DESCRIPTOR-JSON."""
    content = read_bytes(root, path, MAX_BYTES)
    if isinstance(content, Problem):
        problems.append(content)
        return None
    try:
        hooks: Any = {"object_pairs_hook": _no_duplicates, "parse_constant": _no_constant, "parse_float": _finite}
        source = content.decode("utf-8")
        document = json.loads(source, **hooks)
        if not isinstance(document, dict) or _depth(document) > MAX_DEPTH:
            raise ValueError("not a JSON object, or too deep")
        for text in _texts(document) if "\\u" in source else [source]:
            if match := NO_TEXT.search(text):
                raise ValueError(f"a character that is no text: U+{ord(match[0]):04X}")
    except json.JSONDecodeError as error:
        problems.append(Problem("E-DESCRIPTOR-JSON", file=path, row=error.lineno, facts={"reason": error.msg}))
        return None
    except (ValueError, RecursionError) as error:
        problems.append(Problem("E-DESCRIPTOR-JSON", file=path, facts={"reason": str(error)}))
        return None
    return document


def document_of(release: Path, path: str) -> dict[str, object]:
    """The JSON object in a descriptor of a finished release. Raises Stop: E-RELEASE where there is none, and what
    `read_json` finds."""
    problems: list[Problem] = []
    document = read_json(release, path, problems)
    if document is None:
        raise Stop(problems if os.path.exists(release / path) else [no_release(release, path)])
    return document


def convert(document: dict[str, object], model: type[Part], path: str, problems: list[Problem]) -> Part | None:
    """The document as a typed object, or None with a problem added that names the place in it."""
    try:
        return msgspec.convert(document, model, strict=True)
    except msgspec.ValidationError as error:
        reason, _, where = str(error).partition(" - at `")
        where = where.rstrip("`") or "$"
        problems.append(misdescribed(path, where, reason + _near(reason)))
        return None


def misdescribed(file: str, where: str, reason: str) -> Problem:
    """E-DESCRIPTOR for a key of a descriptor, and why."""
    return Problem("E-DESCRIPTOR", file=file, field=where, facts={"reason": reason})


def _near(reason: str) -> str:
    """`; did you mean …?` for an unknown key."""
    unknown = re.search(r"unknown field `(.+)`", reason)
    if unknown is None:
        return ""
    import difflib

    from pipeline.package import descriptor, models, standard

    known = {
        field.encode_name
        for module in (standard, models, descriptor)
        for struct in vars(module).values()
        if isinstance(struct, type) and issubclass(struct, msgspec.Struct)
        for field in msgspec.structs.fields(struct)
    }
    close = difflib.get_close_matches(unknown[1], sorted(known), n=1)
    return f"; did you mean `{close[0]}`?" if close else ""


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        key = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise ValueError(f"the key {key!r} stands twice in one object")
    return made


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):  # 1e999, which would be written as Infinity
        raise ValueError(f"{text} is not JSON")
    return number


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        value = [*value.values()]
    if isinstance(value, list):
        for member in value:
            yield from _texts(member)


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0

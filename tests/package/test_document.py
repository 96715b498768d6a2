"""Descriptors as JSON: what is none, or is more than a descriptor needs, is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import Stop
from pipeline.package.document import MAX_DEPTH, document_of, read_json
from pipeline.problem import Problem


def nested(depth: int) -> str:
    return '{"a": ' + "[" * (depth - 1) + "]" * (depth - 1) + "}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (nested(MAX_DEPTH), ""),
        (nested(MAX_DEPTH + 1), "not a JSON object, or too deep"),
        ("[]", "not a JSON object, or too deep"),
        ('{"a": 1e308}', ""),
        ('{"a": 1e999}', "1e999 is not JSON"),
        ('{"a": NaN}', "NaN is not JSON"),
        ('{"a": 1, "a": 2}', "the key 'a' stands twice in one object"),
        ('{"a": "\x01"}', "Invalid control character at"),
        ('{"a": "\x7f"}', "a character that is no text: U+007F"),
        ('{"a": ["\\ud800"]}', "a character that is no text: U+D800"),
    ],
)
def test_what_is_no_descriptor_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    (tmp_path / "a.json").write_text(text, "utf-8")
    problems: list[Problem] = []
    read_json(tmp_path, "a.json", problems)
    assert [(problem.code, problem.facts["reason"]) for problem in problems] == (
        [("E-DESCRIPTOR-JSON", reason)] if reason else []
    )


def test_a_release_without_a_descriptor_is_none_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"\AE-RELEASE\Z"):
        document_of(tmp_path, "a.json")
    (tmp_path / "a.json").write_text("{", "utf-8")
    with pytest.raises(Stop, match=r"\AE-DESCRIPTOR-JSON\Z"):
        document_of(tmp_path, "a.json")

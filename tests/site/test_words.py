"""The words of the pages: each in both languages, and each used."""

from __future__ import annotations

import re
from pathlib import Path

import pipeline.site
from pipeline.site.words import words

FOLDER = Path(pipeline.site.__file__).parent
USED = re.compile(r"\b(?:w|words|texts|spoken\(\w+\))\.(\w+)|(?:words\(\)|texts)\[\"(\w+)\"\]")


def test_every_text_is_in_both_languages_and_is_used() -> None:
    sources = [path.read_text("utf-8") for pattern in ("*.py", "templates/*.j2") for path in FOLDER.glob(pattern)]
    used = {name for source in sources for pair in USED.findall(source) for name in pair if name}
    types = {name for name in words() if name.startswith("type_")}
    assert {*words()} - used - types == set()
    assert all(text.ja.strip() + text.ja and text.en.strip() + text.en for text in words().values())


def test_japanese_texts_are_japanese() -> None:
    same = {name for name, text in words().items() if text.ja == text.en}
    assert same <= {"query", "sha256", "space"}

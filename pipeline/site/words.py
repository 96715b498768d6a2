"""What the pages say themselves, from `words.toml`; what they say of the data comes from its descriptors."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from types import SimpleNamespace

import msgspec

from pipeline.language import Language
from pipeline.package.models import Words

LANGUAGES: tuple[Language, ...] = ("ja", "en")


@functools.cache
def words() -> Mapping[str, Words]:
    """Every text by its name."""
    content = resources.files("pipeline.site").joinpath("words.toml").read_bytes()
    return msgspec.toml.decode(content, type=dict[str, Words])


@functools.cache
def spoken(language: Language) -> SimpleNamespace:
    """The texts in one language, as attributes."""
    return SimpleNamespace(**{name: text[language] for name, text in words().items()})

"""Which language to speak, and gettext set to it (our words, and click's own)."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Literal

Language = Literal["ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ja", "en")
LOCALE = Path(__file__).parent / "locale"


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """`--lang`, else OPENDATA_LANG, else LC_ALL, LC_MESSAGES or LANG; Japanese where none says.

    Read before the command line is parsed, because help and usage errors need it too.
    """
    said = [
        after if option == "--lang" else option[7:]
        for option, after in pairwise([*arguments, ""])
        if option == "--lang" or option.startswith("--lang=")
    ]
    variables = ("OPENDATA_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    for candidate in [*said, *(environment.get(name, "") for name in variables)]:
        if candidate[:2] in ("ja", "en"):
            return "ja" if candidate.startswith("ja") else "en"
    return "ja"


def speak(language: Language) -> None:
    """Sets gettext's default domain, which click uses too, to the language."""
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("messages", str(LOCALE))
    gettext.textdomain("messages")


def current() -> Language:
    """The language that `speak` has set."""
    return "en" if os.environ.get("LANGUAGE") == "en" else "ja"

"""The manual page `opendata.1`, from the same words as `--help`: `python -m pipeline.manual docs/man`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from gettext import gettext as _
from pathlib import Path

import click

from pipeline import __version__, usage
from pipeline.commands import commands
from pipeline.language import Language, speak

PLACES: dict[Language, str] = {"en": "man1/opendata.1", "ja": "ja/man1/opendata.1"}
"""Where `man` looks for a language, below a folder of manuals."""
_SHARED = frozenset({"project", "as_json", "lang", "color", "quiet"})


def main() -> None:
    """Writes the page in both languages below the folder."""
    for language, place in PLACES.items():
        path = Path(sys.argv[1], place)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(language), "utf-8")


def page(language: Language) -> str:
    """The page as roff, by the macros of man(7)."""
    speak(language)
    return "\n".join(_lines(commands())) + "\n"


def _lines(opendata: click.Group) -> Iterator[str]:
    verbs = sorted(opendata.commands.items())
    yield f'.TH OPENDATA 1 "" "opendata {__version__}"'
    yield ".nh\n.ad l"  # what is typed is not to be broken
    yield from (_heading(_("NAME")), f"opendata \\- {_escaped(opendata.help or '')}")
    yield from (_heading(_("SYNOPSIS")), f".B opendata\n{_escaped(_('COMMAND [OPTION]... [ARGUMENT]...'))}")
    yield _heading(_("COMMANDS"))
    for name, verb in verbs:
        with click.Context(verb, info_name=f"opendata {name}") as context:
            pieces = " ".join(verb.collect_usage_pieces(context)[1:])
        yield f".SS opendata {_escaped(name)} {_escaped(pieces)}".rstrip()
        yield _escaped(verb.help or "")
        yield from _options(verb, lambda option: option.name not in _SHARED)
        yield from (".PP", _escaped(_("Example:")), ".PP", ".nf", ".RS")
        yield from (_escaped(line) for line in usage.EXAMPLES[name])
        yield from (".RE", ".fi")
    yield from (_heading(_("OPTIONS")), _escaped(_("Options that the commands share.")))
    yield from _options(opendata.commands["build"], lambda option: option.name in _SHARED)
    yield _heading(_("EXIT STATUS"))
    for status, words in usage.statuses().items():
        yield from (".TP", str(status), _escaped(words))
    yield _heading(_("ENVIRONMENT"))
    for name, words in usage.variables().items():
        yield from (".TP", f".B {name}", _escaped(words))


def _options(verb: click.Command, wanted: Callable[[click.Option], bool]) -> Iterator[str]:
    with click.Context(verb) as context:
        for option in verb.params:
            if isinstance(option, click.Option) and wanted(option):
                written, words = option.get_help_record(context) or ("", "")
                yield from (".TP", f".B {_escaped(written)}", _escaped(words))


def _heading(words: str) -> str:
    return f'.SH "{words}"'


def _escaped(text: str) -> str:
    """Text in which roff sees no request: hyphens as they are typed."""
    said = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{said}" if said.startswith((".", "'")) else said


if __name__ == "__main__":
    main()

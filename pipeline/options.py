"""The options that verbs share, each with its help in the language that is set."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click


def language(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """`--lang`, on every verb; it has been read before the others."""
    choice = click.Choice(["ja", "en"])
    return click.option("--lang", type=choice, expose_value=False, help=_("Language of messages."))(command)


def timed(verb: Callable[..., int]) -> Callable[..., int]:
    """How long a query may take."""
    seconds, words = click.IntRange(1, 3600), _("Seconds for a query.")
    return click.option("--timeout", type=seconds, default=10, show_default=True, help=words)(verb)


def worked(verb: Callable[..., int]) -> Callable[..., int]:
    """Where the raw tables are worked on, and where large ones are."""
    verb = click.option("--storage", metavar="URL", default="", help=_("Where raw tables are that are folders."))(verb)
    scheduler = _("Scheduler of the Dask cluster. Default: processes of this machine.")
    verb = click.option("--scheduler", metavar=_("ADDRESS"), default="", help=scheduler)(verb)
    engine = click.Choice(("threads", "dask"))
    return click.option("--engine", type=engine, default="threads", help=_("What works on the tables."))(verb)


def common(command: Callable[..., int]) -> Callable[..., int]:
    """The options that all verbs share."""
    options: list[Callable[[Callable[..., Any]], Callable[..., Any]]] = [
        click.option(
            "--project",
            type=click.Path(path_type=Path),
            default=".",
            help=_("Folder with datapackage.json. Default: this one."),
        ),
        click.option("--json", "as_json", is_flag=True, help=_("Report on standard output as JSON.")),
        language,
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help=_("Colours.")),
        click.option("--quiet", "-q", is_flag=True, help=_("No progress.")),
    ]
    for option in reversed(options):
        command = option(command)
    return command

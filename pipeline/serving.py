"""The verb that answers others: `serve`, a finished release over HTTP."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from pipeline.errors import Stop
from pipeline.options import common, timed
from pipeline.printed import stopped

INTERRUPTED = 130


def add_command(opendata: click.Group) -> None:
    """The verb, with help in the language that is set."""

    @opendata.command(
        name="serve",
        help=_("Serve a finished release over HTTP: its pages and files, SPARQL at /sparql, its tables at /api/."),
    )
    @click.argument("folder", default="output", type=click.Path(path_type=Path), metavar=_("[FOLDER]"))
    @click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen at."))
    @click.option(
        "--port",
        type=click.IntRange(0, 65_535),
        default=8000,
        show_default=True,
        help=_("Its port; 0 is any that is free."),
    )
    @click.option("--public", is_flag=True, help=_("Let other computers reach it, by any name."))
    @click.option(
        "--workers", type=click.IntRange(1, 64), default=2, show_default=True, help=_("SPARQL queries at once.")
    )
    @timed
    @click.option(
        "--max-answer", type=click.IntRange(1, 1000), default=50, show_default=True, help=_("Megabytes of its answer.")
    )
    @click.option(
        "--max-memory", type=click.IntRange(1, 100_000), default=1000, show_default=True, help=_("Megabytes it takes.")
    )
    @common
    def serve_(
        project: Path,
        folder: Path,
        host: str,
        port: int,
        public: bool,
        workers: int,
        timeout: int,
        max_answer: int,
        max_memory: int,
        **look: Any,
    ) -> int:
        from pipeline.serve.pool import Limits

        limits = Limits(timeout, max_answer * 1_000_000, max_memory * 1_000_000, workers)
        return serve(project / folder, host, port, limits, public=public, **look)


def serve(
    folder: Path, host: str, port: int, limits: Any, *, public: bool, as_json: bool, quiet: bool, color: str
) -> int:
    """`serve`: the address on standard output, then answers, until it is interrupted or terminated."""
    from pipeline.serve.server import serve as answer

    def say(address: str) -> None:
        sentence = _("serving {folder}: {address} (Ctrl-C ends it)")
        click.echo(address if quiet else sentence.format(folder=folder, address=address))

    try:
        answer(folder, host, port, limits, say, public=public)
    except Stop as stop:
        return stopped(stop, as_json=as_json, color=color)
    except KeyboardInterrupt:  # how it is meant to end: nothing was being made that could be lost
        return INTERRUPTED
    return 0

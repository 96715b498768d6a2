"""How far a run is: a line a stage on standard error, and on a terminal the stage under way."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from gettext import gettext as _

import click

STAGES = ("read", "interpret", "validate", "reconcile", "enrich", "validate_published", "emit", "check")


def stage_words(stage: str) -> str:
    """The name of a stage and what its number counts, in the language that is set."""
    return {
        "read": _("Read: {count} tables"),
        "interpret": _("Interpret: {count} values"),
        "validate": _("Validate: {count} raw rows"),
        "reconcile": _("Reconcile: {count} identities"),
        "enrich": _("Enrich: {count} tables"),
        "validate_published": _("Validate: {count} published rows"),
        "emit": _("Emit: {count} files"),
        "check": _("Check: {count} files"),
    }[stage]


@contextlib.contextmanager
def progress(*, quiet: bool, terminal: bool) -> Iterator[Callable[[str, int], None]]:
    """Gives the function to call after each stage. Plain lines where there is no terminal."""
    started = time.perf_counter()

    def say(stage: str, count: int) -> None:
        nonlocal started
        now = time.perf_counter()
        if not quiet:
            click.echo(f"  {stage_words(stage).format(count=f'{count:,}')}  {now - started:.2f}s", err=True)
        started = now

    if quiet or not terminal:
        yield say
        return
    from rich.console import Console

    with Console(stderr=True).status(_("working")):
        yield say

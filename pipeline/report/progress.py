"""How far a run is: a line a stage on standard error, and on a terminal the stage under way."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterator
from gettext import gettext as _

import click


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
        "site": _("Site: {count} files"),
        "check": _("Check: {count} files"),
    }[stage]


@contextlib.contextmanager
def progress(*, quiet: bool, terminal: bool) -> Iterator[Callable[[str, int], None]]:
    """Gives the function to call after each stage. Plain lines where there is no terminal."""
    if quiet:
        yield lambda stage, count: None
    elif terminal:
        from rich.console import Console

        console = Console(stderr=True, highlight=False, markup=False)
        with console.status(_("working")):
            yield _said_by(console.print)
    else:
        yield _said_by(functools.partial(click.echo, err=True))


def _said_by(show: Callable[[str], None]) -> Callable[[str, int], None]:
    """Shows each stage with the time since the one before."""
    started = time.perf_counter()

    def say(stage: str, count: int) -> None:
        nonlocal started
        now = time.perf_counter()
        show(f"  {stage_words(stage).format(count=f'{count:,}')}  {now - started:.2f}s")
        started = now

    return say

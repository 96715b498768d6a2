"""`opendata diff`: two releases compared, printed, and written where that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from gettext import gettext as _
from pathlib import Path
from typing import Any, BinaryIO

import click

from pipeline.errors import Stop
from pipeline.language import current
from pipeline.printed import coloured, stopped
from pipeline.problem import system_problem

DIFFERENT = 7
FORMS = {".ttl": "ttl", ".nt": "nt"}
"""The form of RDF by the ending of a file."""
Writer = Callable[[BinaryIO], Any]


def diff(
    project: Path,
    old: str,
    new: str,
    *,
    html: Path | None,
    rdf: Path | None,
    exit_code: bool,
    as_json: bool,
    quiet: bool,
    color: str,
) -> int:
    """The exit status; 7 with `exit_code` where there are differences. Raises UsageError for another
    ending of a file."""
    from pipeline.release.asked import compared
    from pipeline.release.document import document
    from pipeline.release.shown import text

    if rdf and rdf.suffix not in FORMS:
        raise click.UsageError(_("--rdf: the name must end in .ttl or .nt: {file}").format(file=rdf))
    try:
        found = compared(project, old, new)
        sides = (found.old.folder, found.new.folder)
        if html:
            from pipeline.release.page import page

            _write("--html", html, sides, lambda sink: sink.write(page(found).encode()))
        if rdf:
            from pipeline.release.changesets import write

            _write("--rdf", rdf, sides, lambda sink: write(found, FORMS[rdf.suffix], sink))
        printed = document(found) if as_json else text(found, current())
    except Stop as stop:
        return stopped(stop, as_json=as_json, color=color)
    click.echo(printed, color=coloured(color))
    return DIFFERENT if exit_code and found.differences else 0


def _write(option: str, file: Path, sides: tuple[Path, Path], writer: Writer) -> None:
    """A file that is in neither release, which it would spoil. Raises click.UsageError, and Stop with E-DISK."""
    if any(file.resolve().is_relative_to(folder.resolve()) for folder in sides):
        raise click.UsageError(_("{option}: {file} is inside a release.").format(option=option, file=file))
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as sink:
            writer(sink)
    except OSError as error:
        raise Stop([system_problem("E-DISK", file, error)]) from error

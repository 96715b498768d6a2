"""What is printed of a run or of an answer, and the exit status that says so."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from gettext import gettext as _
from pathlib import Path

import click

from pipeline.errors import Stop
from pipeline.language import current
from pipeline.problem import Problem
from pipeline.report.catalogue import exit_status


def answered(work: Callable[[], str], color: str, *, as_json: bool = False) -> int:
    """The text on standard output, or the problems that stopped it on standard error."""
    try:
        click.echo(work())
    except Stop as stop:
        return stopped(stop, as_json=as_json, color=color)
    return 0


def stopped(stop: Stop, *, as_json: bool = False, color: str) -> int:
    """The problems on standard error."""
    from pipeline.report.document import document
    from pipeline.report.terminal import render

    status = exit_status(stop.problems)
    if as_json:
        click.echo(document(stop.problems, exit=status, rows={}), err=True)
    else:
        click.echo(render(stop.problems, current(), lambda path: ()), err=True, color=coloured(color), nl=False)
    return status


def show(
    verb: str,
    root: Path,
    problems: Sequence[Problem],
    rows: dict[str, int],
    encodings: dict[str, str],
    *,
    published: bool,
    as_json: bool,
    color: str,
    facts: Mapping[str, object] | None = None,
) -> int:
    """Results on standard output, problems on standard error; JSON: all on standard output, with `facts` as
    further members."""
    status = exit_status(problems)
    if as_json:
        from pipeline.report.document import document

        click.echo(document(problems, verb=verb, exit=status, rows=rows, **facts or {}))
        return status
    from pipeline.report.lines import line_reader
    from pipeline.report.terminal import render, summary

    if problems:
        shown = [problem for problem in problems if not (status and problem.severity == "warning")]
        text = render(shown, current(), line_reader(root, encodings))
        if len(shown) < len(problems):  # nobody has to do anything about them now
            counts = Counter(problem.code for problem in problems if problem.severity == "warning")
            counted = ", ".join(f"{code} × {count}" for code, count in counts.items())
            text += _("warnings, beside the errors: {counted} (in full with --json or --report)").format(
                counted=counted
            )
            text += "\n"
        click.echo(text, err=True, color=coloured(color), nl=False)
    done = {
        "build": _("built output/: {tables} tables, {rows} rows"),
        "release": _("released, and output/ is the same: {tables} tables, {rows} rows"),
        "rehearse": _("could be released: {tables} tables, {rows} rows"),
        "validate": _("valid: {tables} tables, {rows} rows"),
        "verify": _("verified: {folder}"),
    }
    failed = {
        "build": _("not built; output/ is as it was"),
        "release": _("not released; output/ is as it was"),
        "rehearse": _("could not be released"),
        "validate": _("not valid"),
        "verify": _("not verified: {folder}"),
    }
    if verb == "validate" and not status and any(problem.code == "I-SKIPPED" for problem in problems):
        done["validate"] = _("no problem in the tables named, but not all could be checked")
    text = (done if published or not status else failed)[verb].format(
        tables=len(rows), rows=f"{sum(rows.values()):,}", folder=root
    )
    click.echo(f"{text}  {summary(problems, current())}")
    return status


def coloured(color: str) -> bool | None:
    """Whether to colour; None lets click decide by the terminal."""
    if color == "auto":
        return False if os.environ.get("NO_COLOR") else None
    return color == "always"

"""What each verb does with the rest of the program, and what is printed of it."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import Stop
from pipeline.language import current
from pipeline.problem import Problem
from pipeline.report.catalogue import catalogue, exit_status

if TYPE_CHECKING:
    from pipeline.package import Package


def run(verb: str, project: Path, tables: Sequence[str], *, as_json: bool, quiet: bool, **look: Any) -> int:
    """`build` and `validate`: the route, its problems, and the exit status."""
    from pipeline import build
    from pipeline.package import DESCRIPTOR, load
    from pipeline.report.progress import progress

    encodings: dict[str, str] = {}
    try:
        if not (project / DESCRIPTOR).exists():
            raise Stop([Problem("E-PROJECT", file=str(project), cell=str(project))])
        package = load(project)
        encodings = {source.path: source.encoding for source in package.raw_sources().values()}
        files = _files(package, tables)
        with progress(quiet=quiet or as_json, terminal=sys.stderr.isatty()) as say:
            run = (build.build if verb == "build" else build.examine)(package, say)
        problems: Sequence[Problem] = [p for p in run.problems if not files or not p.file or p.file in files]
        rows = {name: t.frame.num_rows for name, t in run.tables.items() if not files or name in files}
        published = run.published
    except Stop as stop:
        problems, rows, published = stop.problems, {}, False
    return _show(verb, project, problems, rows, encodings, published=published, as_json=as_json, **look)


def query(folder: Path, query: str, form: str, color: str) -> int:
    """`query`: the answer on standard output."""
    from pipeline.query import answer
    from pipeline.report.terminal import render

    try:
        click.echo(answer(folder, query, form), nl=False)
    except Stop as stop:
        click.echo(render(stop.problems, current(), lambda path: ()), err=True, color=_coloured(color), nl=False)
        return exit_status(stop.problems)
    return 0


def _files(package: Package, tables: Sequence[str]) -> set[str]:
    """The raw files (and names) of the tables that were asked for. Raises Stop with E-TARGET."""
    sources = package.raw_sources()
    names = {resource.name for resource in package.descriptor.resources}
    by_path = {source.path: name for name, source in sources.items()}
    wanted = [by_path.get(table, table) for table in tables]
    unknown = [table for table in wanted if table not in names]
    if unknown:
        known = ", ".join(sorted(names))
        raise Stop([Problem("E-TARGET", cell=table, facts={"known": known}) for table in unknown])
    return {sources[name].path for name in wanted if name in sources} | set(wanted)


def verify(folder: Path, *, as_json: bool, quiet: bool, **look: Any) -> int:
    """`verify`: the problems of a finished release."""
    from pipeline import build

    try:
        problems: Sequence[Problem] = build.verify(folder)
    except Stop as stop:
        problems = stop.problems
    return _show("verify", folder, problems, {}, {}, published=False, as_json=as_json, **look)


def _show(
    verb: str,
    root: Path,
    problems: Sequence[Problem],
    rows: dict[str, int],
    encodings: dict[str, str],
    *,
    published: bool,
    as_json: bool,
    color: str,
) -> int:
    """Results on standard output, problems on standard error; JSON: all on standard output."""
    status = exit_status(problems)
    if as_json:
        from pipeline.report.document import document

        click.echo(document(problems, verb=verb, exit=status, rows=rows))
        return status
    from pipeline.report.terminal import line_reader, render, summary

    if problems:
        text = render(problems, current(), line_reader(root, encodings))
        click.echo(text, err=True, color=_coloured(color), nl=False)
    done = {
        "build": _("built output/: {tables} tables, {rows} rows"),
        "validate": _("valid: {tables} tables, {rows} rows"),
        "verify": _("verified: {folder}"),
    }
    failed = {
        "build": _("not built; output/ is as it was"),
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


def _coloured(color: str) -> bool | None:
    """None lets click decide by the terminal."""
    if color == "auto":
        return False if os.environ.get("NO_COLOR") else None
    return color == "always"


def explain(code: str | None) -> int:
    """`errors`: the page of one code, or all codes with their messages."""
    from pipeline.report.pages import section

    if code is None:
        for entry in catalogue().values():
            click.echo(f"{entry.code:<22} {entry.message[current()]}")
        return 0
    if code.upper() not in catalogue():
        raise click.UsageError(_("There is no problem code {code}.").format(code=code))
    click.echo(section(code.upper(), current()))
    return 0

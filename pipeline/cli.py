"""The command line: verbs, arguments, printing. No work is done here, and nothing heavy is imported
before a verb needs it."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pipeline import __version__
from pipeline.errors import Stop
from pipeline.language import choose, current, speak
from pipeline.problem import Problem
from pipeline.report.catalogue import BUG, catalogue, exit_status, message

if TYPE_CHECKING:
    from pipeline.package import Package

USAGE, DISK, INTERRUPTED, TERMINATED = 2, 4, 130, 143


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of `opendata`. Exits: 0 good, 1 problems in the data, 2 wrong use, 3 descriptor,
    4 disk or network, 5 refused for safety, 70 a bug, 130 interrupted, 143 terminated."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak(choose(given, os.environ))
    signal.signal(signal.SIGTERM, _terminate)
    try:
        commands = _commands()
        with commands.make_context("opendata", given) as context:  # not click's main: it calls a closed pipe exit 1
            sys.exit(commands.invoke(context))
    except click.exceptions.Exit as wanted:  # --help, --version
        sys.exit(wanted.exit_code)
    except click.ClickException as error:
        if "--json" in given:
            _show_json(Problem("E-USAGE", facts={"reason": error.format_message()}))
        else:
            error.show()
        sys.exit(USAGE)
    except (KeyboardInterrupt, click.Abort):
        click.echo(message(Problem("E-INTERRUPTED"), current()), err=True)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO, errno.EBADF):
            _report_bug(error, as_json=False)
            sys.exit(BUG)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nor can the rest be written
        sys.exit(DISK)
    except Exception as error:
        _report_bug(error, as_json="--json" in given)
        sys.exit(BUG)


def _terminate(signum: int, frame: object) -> NoReturn:
    sys.exit(TERMINATED)


def _commands() -> click.Group:
    """The verbs, with help in the language that is set."""

    @click.group(help=_("Publishes raw government tables as a validated open-data package."))
    @click.version_option(__version__, prog_name="opendata")
    @_language
    def opendata() -> None: ...

    @opendata.command(help=_("Build a release in output/. Nothing is written if there are errors."))
    @_common
    def build(project: Path, **look: Any) -> int:
        return _run("build", project, (), **look)

    @opendata.command(help=_("Check the raw tables. Checks all that a build checks, and writes nothing."))
    @click.argument("tables", nargs=-1, metavar=_("[TABLE]..."))
    @_common
    def validate(project: Path, tables: tuple[str, ...], **look: Any) -> int:
        return _run("validate", project, tables, **look)

    @opendata.command(
        help=_("Check a finished release. Needs nothing but its folder: hashes, schemas, identities, derived values.")
    )
    @click.argument("folder", default="output", type=click.Path(path_type=Path), metavar=_("[FOLDER]"))
    @_common
    def verify(project: Path, folder: Path, **look: Any) -> int:
        return _verify(project / folder, **look)

    @opendata.command(help=_("Explain a problem code. Without one, list them all."))
    @click.argument("code", required=False, metavar=_("[CODE]"))
    @_language
    def errors(code: str | None) -> int:
        return _explain(code)

    return opendata


def _language(command: Callable[..., int | None]) -> Callable[..., int | None]:
    """`--lang`, on every verb; `main` has read it already."""
    choice = click.Choice(["ja", "en"])
    return click.option("--lang", type=choice, expose_value=False, help=_("Language of messages."))(command)


def _common(command: Callable[..., int]) -> Callable[..., int]:
    """The options that all verbs share."""
    options: list[Callable[[Callable[..., Any]], Callable[..., Any]]] = [
        click.option(
            "--project",
            type=click.Path(path_type=Path),
            default=".",
            help=_("Folder with datapackage.json. Default: this one."),
        ),
        click.option("--json", "as_json", is_flag=True, help=_("Report on standard output as JSON.")),
        _language,
        click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help=_("Colours.")),
        click.option("--quiet", "-q", is_flag=True, help=_("No progress.")),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _run(verb: str, project: Path, tables: Sequence[str], *, as_json: bool, quiet: bool, **look: Any) -> int:
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


def _verify(folder: Path, *, as_json: bool, quiet: bool, **look: Any) -> int:
    from pipeline.build import verify

    try:
        problems: Sequence[Problem] = verify(folder)
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


def _explain(code: str | None) -> int:
    from pipeline.report.pages import section

    if code is None:
        for entry in catalogue().values():
            click.echo(f"{entry.code:<22} {entry.message[current()]}")
        return 0
    if code.upper() not in catalogue():
        raise click.UsageError(_("There is no problem code {code}.").format(code=code))
    click.echo(section(code.upper(), current()))
    return 0


def _show_json(problem: Problem) -> None:
    from pipeline.report.document import document

    click.echo(document([problem], exit=catalogue()[problem.code].exit, rows={}))


def _report_bug(error: Exception, *, as_json: bool) -> None:
    from pipeline.report.bug import bug

    problem = bug(error)
    click.echo(f"E-BUG: {message(problem, current())}", err=True)
    if as_json:
        _show_json(problem)

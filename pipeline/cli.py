"""The command line: verbs, arguments, printing. No work is done here, and nothing heavy is imported
before a verb needs it."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any, BinaryIO, NoReturn, TextIO

import click

from pipeline import __version__, finished, remote, serving, verbs
from pipeline.errors import Stop
from pipeline.language import choose, current, speak
from pipeline.options import common, language, timed, worked
from pipeline.printed import stopped
from pipeline.problem import Problem
from pipeline.report.catalogue import BUG, catalogue, message

FORMATS = ("table", "csv", "json")
USAGE, DISK, INTERRUPTED, TERMINATED = 2, 4, 130, 143


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Entry point of `opendata`. Exits: 0 good, 1 problems in the data, 2 wrong use, 3 descriptor,
    4 disk or network, 5 refused for safety, 6 not fit for a release, 7 differences found (diff
    --exit-code), 70 a bug, 130 interrupted, 143 terminated."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    speak(choose(given, os.environ))
    signal.signal(signal.SIGTERM, _terminate)
    sys.meta_path.insert(0, _WithoutPandas())
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy computes nothing here, yet would start its threads
    gc.set_threshold(100_000)  # what is made here has no circles; to look for them took a thirtieth of a build
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
        with contextlib.suppress(OSError):
            problem = Problem("E-DISK", file=str(error.filename or ""), facts={"reason": error.strerror or str(error)})
            stopped(Stop([problem]), as_json="--json" in given, color="auto")
        sys.exit(DISK)
    except Exception as error:
        _report_bug(error, as_json="--json" in given)
        sys.exit(BUG)


class _WithoutPandas:
    """No verb needs pandas, and Arrow would import it at its first scalar, which takes longer than a validation."""

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


def _terminate(signum: int, frame: object) -> NoReturn:
    sys.exit(TERMINATED)


def _commands() -> click.Group:
    """The verbs, with help in the language that is set."""

    @click.group(help=_("Publishes raw government tables as a validated open-data package."))
    @click.version_option(__version__, prog_name="opendata")
    @language
    def opendata() -> None: ...

    report = click.option(
        "--report",
        type=click.Path(path_type=Path),
        metavar=_("FOLDER"),
        help=_("Write report.html and marked copies of the raw tables into this folder."),
    )

    @opendata.command(help=_("Build a release in output/. Nothing is written if there are errors."))
    @report
    @worked
    @click.option("--fresh", is_flag=True, help=_("Make everything anew, whatever was made before of the same bytes."))
    @common
    def build(project: Path, **look: Any) -> int:
        return verbs.run("build", project, (), **look)

    @opendata.command(help=_("Make a release in releases/, which is not changed any more, and output/ the same."))
    @click.argument("version", metavar=_("VERSION"))
    @click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help=_("Day of the release. Default: today."))
    @click.option("--dry-run", "rehearse", is_flag=True, help=_("Make and check all, and change nothing."))
    @report
    @worked
    @common
    def release(project: Path, version: str, day: datetime | None, rehearse: bool, **look: Any) -> int:
        return verbs.release(project, version, day or datetime.now(), rehearse=rehearse, **look)

    @opendata.command(help=_("Check the raw tables. Checks all that a build checks, and writes nothing."))
    @click.argument("tables", nargs=-1, metavar=_("[TABLE]..."))
    @report
    @worked
    @common
    def validate(project: Path, tables: tuple[str, ...], **look: Any) -> int:
        return verbs.run("validate", project, tables, **look)

    @opendata.command(
        help=_("Check a finished release. Needs nothing but its folder: hashes, schemas, identities, derived values.")
    )
    @click.argument("folder", default="output", type=click.Path(path_type=Path), metavar=_("[FOLDER]"))
    @click.option("--public-key", default="", metavar=_("FILE_OR_TEXT"), help=_("Check its signature by this key."))
    @click.option("--receipt", "receipt_file", type=click.Path(path_type=Path), help=_("Write the receipt as JSON."))
    @common
    def verify(project: Path, folder: Path, **look: Any) -> int:
        return finished.verify(project / folder, **look)

    @opendata.command(help=_("Sign a finished release with a key of minisign."))
    @click.argument("folder", default="output", type=click.Path(path_type=Path), metavar=_("[FOLDER]"))
    @click.option("--key", required=True, type=click.Path(path_type=Path), help=_("File of the secret key."))
    @click.option("--password-file", type=click.Path(path_type=Path), help=_("File with the password of the key."))
    @common
    def sign(
        project: Path, folder: Path, key: Path, password_file: Path | None, as_json: bool, quiet: bool, color: str
    ) -> int:
        return finished.sign(project / folder, key, password_file, as_json=as_json, color=color)

    @opendata.command(help=_("Explain a published value: what it was made from, back to the cell of the source."))
    @click.argument("table", metavar=_("TABLE"))
    @click.argument("key", metavar=_("KEY"))
    @click.argument("field", metavar=_("FIELD"))
    @click.option("--release", type=click.Path(path_type=Path), default="output", help=_("Folder of the release."))
    @common
    def explain(
        table: str, key: str, field: str, release: Path, project: Path, as_json: bool, quiet: bool, color: str
    ) -> int:
        return finished.explain(project / release, (table, key, field), as_json=as_json, color=color)

    @opendata.command(help=_("What is different between two releases, why, and which version says so."))
    @click.argument("old", required=False, default="", metavar=_("[OLD]"))
    @click.argument("new", required=False, default="output", metavar=_("[NEW]"))
    @click.option("--html", type=click.Path(path_type=Path), metavar=_("FILE"), help=_("Also write it as one page."))
    @click.option("--rdf", type=click.Path(path_type=Path), metavar=_("FILE"), help=_("Also as RDF (.ttl or .nt)."))
    @click.option("--exit-code", is_flag=True, help=_("Exit with 7 where there are differences."))
    @common
    def diff(project: Path, old: str, new: str, **look: Any) -> int:
        from pipeline.diff import diff

        return diff(project, old, new, **look)

    @opendata.command(help=_("Ask a finished release in SPARQL. The query is a file, or - for standard input."))
    @click.argument("file", type=click.File(encoding="utf-8"), metavar=_("FILE"))
    @click.option("--format", "form", type=click.Choice(FORMATS), default="table", help=_("Form of the answer."))
    @click.option("--release", type=click.Path(path_type=Path), default="output", help=_("Folder of the release."))
    @timed
    @common
    def query(file: TextIO, form: str, release: Path, timeout: int, project: Path, as_json: bool, **look: Any) -> int:
        return verbs.query(project / release, file.read(), "json" if as_json else form, timeout, look["color"])

    @opendata.command(help=_("Write a table of a finished release as RDF, row by row, however large it is."))
    @click.argument("table", metavar=_("TABLE"))
    @click.option("--form", type=click.Choice(("nt", "ttl")), default="nt", help=_("N-Triples or Turtle."))
    @click.option("--compress", type=click.Choice(("gzip", "zstd")), default=None, help=_("Compress what is written."))
    @click.option("--output", "sink", type=click.File("wb"), default="-", help=_("File. Default: standard output."))
    @click.option("--release", type=click.Path(path_type=Path), default="output", help=_("Folder of the release."))
    @common
    def export(
        table: str,
        form: str,
        compress: str | None,
        sink: BinaryIO,
        release: Path,
        project: Path,
        as_json: bool,
        quiet: bool,
        color: str,
    ) -> int:
        return verbs.export(project, project / release, table, form, compress or "", sink, as_json=as_json, color=color)

    @opendata.command(help=_("Judge the raw files, or the release, by the rules of machine-readable tables."))
    @click.option("--published", "release", is_flag=True, help=_("The release instead of the raw files."))
    @common
    def rules(project: Path, release: bool, as_json: bool, quiet: bool, color: str) -> int:
        return verbs.rules(project, release=release, as_json=as_json, color=color)

    @opendata.command(help=_("Add a table from its file: two schemas and an entry in datapackage.json."))
    @click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar=_("FILE"))
    @click.option("--name", default="", help=_("Name of the table. Default: that of the file."))
    @click.option("--sheet", default="", help=_("Sheet of the workbook."))
    @common
    def add(project: Path, file: Path, name: str, sheet: str, as_json: bool, quiet: bool, color: str) -> int:
        return verbs.add(project, file, name, sheet, as_json=as_json, color=color)

    @opendata.command(help=_("Start a project for a prefecture or municipality in an empty folder."))
    @click.argument("folder", type=click.Path(path_type=Path), metavar=_("FOLDER"))
    @click.option("--code", required=True, help=_("Its local government code, six digits."))
    @click.option("--name", "ja", required=True, help=_("Its name in Japanese."))
    @click.option("--name-en", "en", required=True, help=_("Its name in English."))
    @click.option("--base", default="https://opendata.example.jp/", help=_("Where identifiers begin."))
    @click.option("--year", default="2025", help=_("Fiscal year of the first edition, by its Western year."))
    @language
    def init(folder: Path, code: str, ja: str, en: str, base: str, year: str) -> int:
        return verbs.init(folder, (code, ja, en, base, year), "auto")

    @opendata.command(help=_("Explain a problem code. Without one, list them all."))
    @click.argument("code", required=False, metavar=_("[CODE]"))
    @language
    def errors(code: str | None) -> int:
        return verbs.explain(code)

    remote.add_commands(opendata, common)
    serving.add_command(opendata, common)
    return opendata


def _show_json(problem: Problem) -> None:
    from pipeline.report.document import document

    click.echo(document([problem], exit=catalogue()[problem.code].exit, rows={}))


def _report_bug(error: Exception, *, as_json: bool) -> None:
    from pipeline.report.bug import bug

    problem = bug(error)
    click.echo(f"E-BUG: {message(problem, current())}", err=True)
    if as_json:
        _show_json(problem)

"""The verbs of the command line, with their arguments and options. No work is done here, and nothing heavy is imported
before a verb needs it."""

from __future__ import annotations

from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import click

from pipeline import __version__, finished, remote, serving, usage, verbs
from pipeline.completion import SHELLS, codes, fields, keys, releases, script, tables
from pipeline.options import common, language, timed, worked

FORMATS = ("table", "csv", "json")


def commands() -> click.Group:
    """The verbs, with help in the language that is set."""

    @click.group(
        help=_("Publishes raw government tables as a validated open-data package."),
        epilog=usage.exits(),
        context_settings={"max_content_width": 100},
    )
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
    @click.argument("tables", nargs=-1, metavar=_("[TABLE]..."), shell_complete=tables)
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
    @click.argument("table", metavar=_("TABLE"), shell_complete=tables)
    @click.argument("key", metavar=_("KEY"), shell_complete=keys)
    @click.argument("field", metavar=_("FIELD"), shell_complete=fields)
    @click.option("--release", type=click.Path(path_type=Path), default="output", help=_("Folder of the release."))
    @common
    def explain(
        table: str, key: str, field: str, release: Path, project: Path, as_json: bool, quiet: bool, color: str
    ) -> int:
        return finished.explain(project / release, (table, key, field), as_json=as_json, color=color)

    @opendata.command(help=_("What is different between two releases, why, and which version says so."))
    @click.argument("old", required=False, default="", metavar=_("[OLD]"), shell_complete=releases)
    @click.argument("new", required=False, default="output", metavar=_("[NEW]"), shell_complete=releases)
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
    @click.argument("table", metavar=_("TABLE"), shell_complete=tables)
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
        return verbs.init(folder, (code, ja, en, base, year))

    @opendata.command(help=_("Explain a problem code. Without one, list them all."))
    @click.argument("code", required=False, metavar=_("[CODE]"), shell_complete=codes)
    @language
    def errors(code: str | None) -> int:
        return verbs.errors(code)

    @opendata.command(help=_("Print the completion script of a shell: table names, keys, options, files."))
    @click.argument("shell", type=click.Choice(SHELLS), metavar=_("SHELL"))
    @language
    def completion(shell: str) -> None:
        click.echo(script(opendata, shell), nl=False)

    remote.add_commands(opendata)
    serving.add_command(opendata)
    for name, command in opendata.commands.items():
        command.epilog = usage.example(name)
    return opendata

"""What each verb does with the rest of the program, and what is printed of it."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from pipeline.errors import Stop
from pipeline.extras import needed
from pipeline.files import belongs
from pipeline.language import current
from pipeline.printed import answered, show, stopped
from pipeline.problem import Problem
from pipeline.report.catalogue import catalogue

if TYPE_CHECKING:
    from pipeline.package import Change, Package
    from pipeline.record import Run
    from pipeline.table import Table

    Issue = Callable[..., Run]


def run(
    verb: str,
    project: Path,
    tables: Sequence[str],
    *,
    report: Path | None,
    engine: str,
    scheduler: str,
    storage: str,
    fresh: bool = False,
    issue: Issue | None = None,
    change: Change | None = None,
    as_json: bool,
    quiet: bool,
    **look: Any,
) -> int:
    """`build`, `validate` and `release`: the route, its problems, and the exit status."""
    from pipeline.choices import engine_of, memory_of, storage_at
    from pipeline.memory import FORGETFUL
    from pipeline.report.progress import progress

    encodings: dict[str, str] = {}
    package: Package | None = None
    raw: Mapping[str, Table] = {}
    counted: Mapping[str, int] = {}
    files: set[str] = set()
    if report:
        from pipeline.build import OUTPUT

        needed("openpyxl")  # of the marked copies
        _refuse(report, project / OUTPUT)
    try:
        package = loaded(project, storage_at(storage) if storage else None, change)
        encodings = {source.path: source.encoding for source in package.raw_sources().values()}
        if report:
            _refuse(report, project / OUTPUT, [project / path for path in encodings])
        files = _files(package, tables)
        shown = progress(quiet=quiet or as_json, terminal=sys.stderr.isatty())
        with engine_of(engine, scheduler) as work, shown as say:
            if verb == "validate":
                from pipeline.examine import examine

                run = examine(package, say, work)
            else:
                from pipeline.build import build

                run = (issue or build)(package, say, work, FORGETFUL if fresh else memory_of(project))
        problems: Sequence[Problem] = [
            p for p in run.problems if not files or not p.file or any(belongs(p.file, file) for file in files)
        ]
        rows = {name: of.rows for name, of in run.summaries.items() if not files or name in files}
        published, raw, counted = run.published, {n: head for n, (_, head) in run.received.items()}, run.rows
    except Stop as stop:
        problems, rows, published = stop.problems, {}, False
    if report:
        problems = [*problems, *_write_report(report, problems, package, raw, counted, files, published=published)]
    return show(verb, project, problems, rows, encodings, published=published, as_json=as_json, **look)


def release(project: Path, version: str, day: datetime, *, rehearse: bool, **options: Any) -> int:
    """`release`: a build that becomes a release."""
    from pipeline.issue import dated, issue
    from pipeline.release.versions import released

    change = functools.partial(dated, wanted=version, day=day.date().isoformat(), first=not released(project))
    made = functools.partial(issue, rehearse=rehearse)
    before = _dated(project)
    status = run("rehearse" if rehearse else "release", project, (), issue=made, change=change, **options)
    now = _dated(project)
    changes = ", ".join(f"{n} {before.get(n)} → {new}" for n, new in now.items() if new != before.get(n)) or "-"
    if not status and not rehearse and not options["as_json"]:
        click.echo(_("changed in datapackage.json: {changes}").format(changes=changes), err=True)
    return status


def _dated(project: Path) -> dict[str, str]:
    """The version and the days that datapackage.json has."""
    from pipeline.package import DESCRIPTOR
    from pipeline.package.document import read_json

    document: Any = read_json(project, DESCRIPTOR, []) or {}
    try:
        days = document["pipeline"]["catalogue"]
        return {"version": document["version"], "issued": days["issued"], "modified": days["modified"]}
    except (KeyError, TypeError):
        return {}  # loading says what is wrong


def _refuse(folder: Path, output: Path, sources: Sequence[Path] = ()) -> None:
    """A folder for a report is no file, is not inside the release, and holds no raw table that a copy could replace."""
    place = folder.resolve()
    if any(path.is_file() for path in (place, *place.parents)):
        raise click.UsageError(_("--report: {folder} is a file.").format(folder=folder))
    if place.is_relative_to(output.resolve()):
        raise click.UsageError(_("--report: {folder} is inside the release.").format(folder=folder))
    if any(path.parent.resolve().is_relative_to(place) for path in sources):
        raise click.UsageError(_("--report: {folder} holds raw tables.").format(folder=folder))


def _write_report(
    folder: Path,
    problems: Sequence[Problem],
    package: Package | None,
    raw: Mapping[str, Table],
    counted: Mapping[str, int],
    files: set[str],
    *,
    published: bool,
) -> list[Problem]:
    """The page, and the marked copies where the raw tables are known. E-DISK where they cannot be written."""
    from pipeline.report.html import checked, page
    from pipeline.report.marked import copies

    marked = copies(problems, package, raw) if package else {}
    tables = [t for t in checked(package, counted) if not files or t.file in files] if package else []
    text = page(problems, tables, {file: path for file, (path, content) in marked.items()}, published=published)
    try:
        for path, content in {"report.html": text.encode(), **dict(marked.values())}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    except OSError as error:
        return [Problem("E-DISK", file=str(folder), facts={"reason": error.strerror or str(error)})]
    click.echo(_("report: {file}").format(file=folder / "report.html"), err=True)
    return []


def query(folder: Path, query: str, form: str, seconds: int, color: str) -> int:
    """`query`: the answer on standard output."""
    from pipeline.query import answer, within

    return answered(lambda: within(seconds, lambda: answer(folder, query, form)).removesuffix("\n"), color)


def export(
    project: Path, folder: Path, table: str, form: str, compression: str, sink: BinaryIO, *, as_json: bool, color: str
) -> int:
    """`export`: the table in the sink; problems as those of the other verbs."""
    from pipeline.export import export as write

    try:
        write(loaded(project), folder, table, form, compression, sink)
    except Stop as stop:
        return stopped(stop, as_json=as_json, color=color)
    return 0


def rules(project: Path, *, release: bool, as_json: bool, color: str) -> int:
    """`rules`: what the rules of machine-readable tables find in the raw files, or in the release."""
    from pipeline.build import OUTPUT
    from pipeline.readability import published, received
    from pipeline.report.readability import document, text

    def judged() -> str:
        package = loaded(project)
        found = list(published(package, OUTPUT) if release else received(package))
        return document(found) if as_json else text(found, current())

    return answered(judged, color)


def add(project: Path, file: Path, name: str, sheet: str, *, as_json: bool, color: str) -> int:
    """`add`: the files that were written, and what a person must decide."""
    from pipeline.add import add

    def added() -> str:
        done = add(loaded(project), file, name, sheet)
        if as_json:
            listed = [{"ja": ja, "en": en} for ja, en in done.decisions]
            return json.dumps({"files": list(done.files), "decisions": listed}, ensure_ascii=False, indent=1)
        decisions = [ja if current() == "ja" else en for ja, en in done.decisions]
        return "\n".join([*done.files, "", _("To decide:"), *(f"- {decision}" for decision in decisions)])

    return answered(added, color)


def init(folder: Path, given: Sequence[str]) -> int:
    """`init`: the files of a new project."""
    from pipeline.add.start import start

    return answered(lambda: "\n".join(start(folder, *given)), "auto")


def loaded(project: Path, storage: Path | None = None, change: Change | None = None) -> Package:
    """The project's descriptors. Raises Stop, with E-PROJECT where there are none."""
    from pipeline.package import DESCRIPTOR, load

    if not (project / DESCRIPTOR).exists():
        raise Stop([Problem("E-PROJECT", file=str(project), cell=str(project))])
    return load(project, storage, change or dict)


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


def errors(code: str | None) -> int:
    """`errors`: the page of one code, or all codes with their messages. Raises UsageError for a code that is none."""
    from pipeline.report.pages import section

    if code is None:
        for entry in catalogue().values():
            click.echo(f"{entry.code:<22} {entry.message[current()]}")
        return 0
    if code.upper() not in catalogue():
        raise click.UsageError(_("There is no problem code {code}.").format(code=code))
    click.echo(section(code.upper(), current()))
    return 0

"""The verbs that reach beyond the project: `fetch` from a network, `publish` to where people find it."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import gettext as _
from pathlib import Path
from typing import Any

import click

from pipeline.completion import tables as named
from pipeline.errors import Stop
from pipeline.extras import needed
from pipeline.options import common
from pipeline.printed import stopped
from pipeline.problem import Problem
from pipeline.report.catalogue import exit_status
from pipeline.verbs import loaded

WAYS = ("folder", "s3", "ckan", "portal-kit")


def add_commands(opendata: click.Group) -> None:
    """The verbs, with help in the language that is set."""

    @opendata.command(
        name="fetch", help=_("Download the raw files that have a url in datapackage.json. Nothing else asks a network.")
    )
    @click.argument("tables", nargs=-1, metavar=_("[TABLE]..."), shell_complete=named)
    @click.option("--allow-http", "http", is_flag=True, help=_("Also without encryption."))
    @click.option("--allow-private", "private", is_flag=True, help=_("Also from this network, and through its proxy."))
    @click.option(
        "--timeout", type=click.FloatRange(1, 86_400), default=60, show_default=True, help=_("Seconds for a file.")
    )
    @click.option(
        "--max-size", type=click.IntRange(1, 1_000_000), default=200, show_default=True, help=_("Megabytes of a file.")
    )
    @click.option("--dry-run", "dry", is_flag=True, help=_("Change nothing; say what would."))
    @common
    def fetch_(
        project: Path,
        tables: tuple[str, ...],
        http: bool,
        private: bool,
        timeout: float,
        max_size: int,
        dry: bool,
        **look: Any,
    ) -> int:
        limits = {"http": http, "private": private, "seconds": timeout, "size": max_size * 1_000_000}
        return fetch(project, tables, limits, dry=dry, **look)

    @opendata.command(name="publish", help=_("Publish a finished release elsewhere: whole, never over another one."))
    @click.argument("folder", default="output", type=click.Path(path_type=Path), metavar=_("[FOLDER]"))
    @click.option(
        "--to",
        type=click.Choice(WAYS),
        required=True,
        help=_("A folder of a web server, a bucket, a CKAN, or an upload folder for a portal."),
    )
    @click.option(
        "--url", metavar="URL", required=True, help=_("The folder, s3://BUCKET/PREFIX, or the address of the CKAN.")
    )
    @click.option(
        "--since",
        type=click.Path(path_type=Path),
        default=None,
        metavar=_("FOLDER"),
        help=_("portal-kit: an earlier release, beside which changes are marked."),
    )
    @click.option("--organization", metavar=_("NAME"), default="", help=_("ckan: organisation of the dataset."))
    @click.option(
        "--token-file",
        type=click.Path(path_type=Path),
        help=_("ckan: file that holds the API token. Default: the variable OPENDATA_CKAN_TOKEN."),
    )
    @click.option("--dry-run", "dry", is_flag=True, help=_("Change nothing; say what would."))
    @common
    def publish_(
        project: Path,
        folder: Path,
        since: Path | None,
        organization: str,
        token_file: Path | None,
        to: str,
        url: str,
        dry: bool,
        **look: Any,
    ) -> int:
        from pipeline.release.gate import unreleased

        release = project / folder
        if to != "ckan":
            _refuse(release, to, url, since)
        if problems := list(unreleased(release, project)):
            return _not_published(problems, to, **look)
        if to == "ckan":
            return publish_to_ckan(release, url, organization, token_file, dry=dry, **look)
        return publish(release, to, url, project / since if since else None, dry=dry, **look)


def fetch(
    project: Path,
    tables: Sequence[str],
    limits: dict[str, Any],
    *,
    dry: bool,
    as_json: bool,
    quiet: bool,
    color: str,
) -> int:
    """`fetch`: what came of each file, and the problems of those that did not come."""
    try:
        from pipeline.fetch import fetch as ask
        from pipeline.fetch.download import Limits

        package = loaded(project)
        outcomes, problems = ask(package, _wanted(package, tables), Limits(**limits), keep=not dry)
    except Stop as stop:
        outcomes, problems = [], list(stop.problems)
    if as_json:
        from dataclasses import asdict

        return _told(problems, verb="fetch", dry_run=dry, files=[asdict(outcome) for outcome in outcomes])
    words = {"new": _("new"), "changed": _("changed"), "unchanged": _("unchanged")}
    for outcome in outcomes:
        click.echo(f"{outcome.path}  {words[outcome.status]}  {outcome.bytes:,}")
    if not outcomes and not problems:
        click.echo(_("no raw table has a url"))
    return stopped(Stop(problems), color=color) if problems else 0


def _wanted(package: Any, tables: Sequence[str]) -> set[str]:
    """The paths of the tables that were asked for, or of all that have an address. Raises Stop with E-TARGET."""
    from pipeline.fetched import addresses

    paths = {name: source.path for name, source in package.raw_sources().items() if source.url}
    known = addresses(package)
    unknown = [table for table in tables if table not in paths and table not in known]
    if unknown:
        facts = {"known": ", ".join(sorted(paths))}
        raise Stop([Problem("E-TARGET", cell=table, facts=facts) for table in unknown])
    return {paths.get(table, table) for table in tables} or set(known)


def publish(
    release: Path,
    to: str,
    url: str,
    since: Path | None,
    *,
    dry: bool,
    as_json: bool,
    quiet: bool,
    color: str,
) -> int:
    """`publish`: what was written where, or why nothing was switched."""
    try:
        if to == "s3":
            needed("s3fs")
        from pipeline.deliver import publish as deliver

        done = deliver(to, release, url, since, dry=dry)
    except Stop as stop:
        return _not_published(stop.problems, to, as_json=as_json, color=color)
    if as_json:
        facts = {"version": done.version, "written": done.written, "there": done.there, "switched": done.switched}
        return _told([], verb="publish", to=to, dry_run=dry, **facts)
    if dry:
        click.echo("".join(f"{path}\n" for path in done.written), nl=False)
    said = _("{version}: {written} files to be written, {there} there already") if dry else ""
    said = said or _("{version}: {written} files written, {there} there already")
    click.echo(said.format(version=done.version, written=len(done.written), there=done.there))
    return 0


def _not_published(problems: Sequence[Problem], to: str, *, as_json: bool, color: str, **rest: Any) -> int:
    return _told(problems, verb="publish", to=to) if as_json else stopped(Stop(problems), color=color)


def publish_to_ckan(
    release: Path, url: str, organization: str, token_file: Path | None, *, dry: bool, **look: Any
) -> int:
    """`publish --to ckan`: what is done, change by change, and where the release then is."""
    from pipeline.deliver.said import Said
    from pipeline.deliver.to_ckan import to_ckan
    from pipeline.deliver.token import token_of

    said = Said(dry_run=dry, **look)
    try:
        place = to_ckan(release, url, token_of(token_file), organization, dry_run=dry, say=said.change)
    except Stop as stop:
        return said.stopped(stop)
    return said.done(place)


def _refuse(release: Path, to: str, url: str, since: Path | None) -> None:
    """An address that is none of its way, and a folder inside the release or around it."""
    if to == "s3":
        if not url.startswith("s3://") or "@" in url.removeprefix("s3://").partition("/")[0]:
            raise click.UsageError(_("--to s3 needs an address s3://BUCKET/PREFIX; keys are in the environment."))
    elif "://" in url:
        raise click.UsageError(_("--url: {url} is no folder.").format(url=url))
    elif Path(url).resolve().is_relative_to(release.resolve()):
        raise click.UsageError(_("--url: {url} is inside the release.").format(url=url))
    if since and to != "portal-kit":
        raise click.UsageError(_("--since needs --to portal-kit."))


def _told(problems: Sequence[Problem], **facts: object) -> int:
    from pipeline.report.document import document

    status = exit_status(problems)
    click.echo(document(problems, exit=status, **facts))
    return status

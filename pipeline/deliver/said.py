"""What is printed of a delivery: a line a change while it goes on, then where it all is; or one JSON document."""

from __future__ import annotations

from gettext import gettext as _

import click

from pipeline.deliver.to_ckan import Change
from pipeline.errors import Stop
from pipeline.printed import stopped
from pipeline.report.catalogue import exit_status
from pipeline.report.document import document


def line(change: Change, *, dry_run: bool) -> str:
    """A change in words, in the language that is set."""
    done = {
        "create": _("dataset created, not yet public"),
        "add": _("added: {file} ({bytes} bytes)"),
        "replace": _("replaced: {file} ({bytes} bytes)"),
        "withdraw": _("marked as withdrawn: {file}"),
        "finish": _("dataset described"),
    }
    planned = {
        "create": _("would create the dataset"),
        "add": _("would add: {file} ({bytes} bytes)"),
        "replace": _("would replace: {file} ({bytes} bytes)"),
        "withdraw": _("would mark as withdrawn: {file}"),
        "finish": _("would describe the dataset"),
    }
    return (planned if dry_run else done)[change.kind].format(file=change.file, bytes=f"{change.bytes:,}")


class Said:
    """Prints a delivery as it goes on: changes on standard error, the result on standard output."""

    def __init__(self, *, dry_run: bool, as_json: bool, quiet: bool, color: str) -> None:
        self._dry_run, self._as_json, self._quiet, self._color = dry_run, as_json, quiet, color
        self._changes: list[Change] = []

    def change(self, change: Change) -> None:
        """One that has been made, or would be."""
        self._changes.append(change)
        if self._as_json or (self._quiet and not self._dry_run):
            return
        click.echo(f"  {line(change, dry_run=self._dry_run)}", err=not self._dry_run)  # a plan is a result

    def done(self, place: str) -> int:
        """The release is at that address, or would be."""
        if self._as_json:
            self._document(None, place)
            return 0
        words = _("published: {place}  {bytes} bytes sent")
        if self._dry_run:
            words = _("would send {bytes} bytes to {place}")
        if not self._changes:
            words = _("nothing to do: {place} has this release")
        click.echo(words.format(place=place, bytes=f"{sum(change.bytes for change in self._changes):,}"))
        return 0

    def stopped(self, stop: Stop) -> int:
        """What has been done stays; the problems say why no more was."""
        if self._as_json:
            self._document(stop, "")
        else:
            stopped(stop, color=self._color)
        return exit_status(stop.problems)

    def _document(self, stop: Stop | None, place: str) -> None:
        problems = stop.problems if stop else ()
        changes = [{"change": c.kind, "file": c.file, "bytes": c.bytes} for c in self._changes]
        facts = {"verb": "publish", "exit": exit_status(problems), "rows": {}, "place": place}
        click.echo(document(problems, **facts, dry_run=self._dry_run, changes=changes))

"""What a shell offers where TAB is pressed: click knows verbs, options and files; names of the project are found here.

A press of TAB answers at once and never with an error, so that these read no more than they must.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Any

import click
from click.shell_completion import get_completion_class, shell_complete

SHELLS = ("bash", "zsh", "fish")
VARIABLE = "_OPENDATA_COMPLETE"
"""By which the script of a shell asks."""
_ROWS = 5_000
"""Of a table, as many as keys are looked for in."""


def script(opendata: click.Group, shell: str) -> str:
    """What a shell has to run so that it asks us."""
    made = get_completion_class(shell)
    assert made
    return made(opendata, {}, "opendata", VARIABLE).source()


def completed(opendata: click.Group, asked: str) -> int:
    """Prints what a shell asks for, such as `bash_complete`, and gives the exit status."""
    return shell_complete(opendata, {}, "opendata", VARIABLE, asked)


def tables(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The tables of the project, or of the release that is asked about."""
    given = context.params.get(parameter.name or "") or ()
    return _beginning(begun, (name for name in _resources(context) if name not in given))


def keys(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The primary keys of the table's rows, as `explain` takes them."""
    resource = _resources(context, released=True).get(context.params.get("table"), {})
    names = resource.get("schema", {}).get("primaryKey") or ()
    try:
        with (_folder(context, released=True) / resource["path"]).open(encoding="utf-8", newline="") as file:
            rows = list(islice(csv.DictReader(file), _ROWS))
        return _beginning(begun, ("/".join(row[name] for name in names) for row in rows) if names else ())
    except (OSError, KeyError, ValueError):
        return []


def fields(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The columns of the table."""
    resource = _resources(context, released=True).get(context.params.get("table"), {})
    return _beginning(begun, (field["name"] for field in resource.get("schema", {}).get("fields", ())))


def releases(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The versions in releases/, and output."""
    folder = _folder(context) / "releases"
    return _beginning(begun, ["output", *sorted(path.name for path in folder.glob("*") if path.is_dir())])


def codes(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """The codes of problems."""
    from pipeline.report.catalogue import catalogue

    return _beginning(begun.upper(), catalogue())


def _folder(context: click.Context, *, released: bool = False) -> Path:
    project = Path(context.params.get("project") or ".")
    return project / (context.params.get("release") or "output") if released else project


def _resources(context: click.Context, *, released: bool = False) -> dict[Any, dict[str, Any]]:
    """The published tables by their names; none where there is no descriptor, or not one like ours."""
    try:
        document = json.loads((_folder(context, released=released) / "datapackage.json").read_bytes())
        return {resource["name"]: resource for resource in document["resources"]}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _beginning(begun: str, names: Iterable[str]) -> list[str]:
    return [name for name in names if name.startswith(begun)]

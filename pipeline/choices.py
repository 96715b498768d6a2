"""What a user chooses to work with: the engine, the memory, the storage."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator
from gettext import gettext as _
from pathlib import Path
from typing import cast

import click

from pipeline.engine import Engine, in_order
from pipeline.errors import Missing
from pipeline.extras import needed
from pipeline.memory import Memory


@contextlib.contextmanager
def engine_of(name: str, scheduler: str) -> Iterator[Engine]:
    """`threads`, or `dask` with the address of its scheduler. Raises click.UsageError where it cannot be."""
    if name != "dask":
        if scheduler:
            raise click.UsageError(_("--scheduler needs --engine dask."))
        yield in_order
        return
    from pipeline.cluster import cluster

    with cluster(scheduler) as engine:
        yield engine


def memory_of(project: Path) -> Memory:
    """What was made of a project, in a folder of the user who makes it (XDG Base Directory Specification)."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    name = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:16]
    return Memory(caches / "opendata" / name)


def storage_at(url: str) -> Path:
    """A folder, here or of any file system that fsspec knows. Raises click.UsageError where it cannot be."""
    if url.startswith("s3:"):
        needed("s3fs")
    try:
        from upath import UPath

        place = UPath(url)
        return cast(Path, place if place.fs else None)  # by which it is known whether its file system is there
    except Missing:
        raise
    except (ImportError, ValueError) as error:
        raise click.UsageError(f"--storage: {error}") from error

"""What a user chooses to work with: the engine, the memory, the storage."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import click

from pipeline.engine import Engine, in_order
from pipeline.memory import Memory


@contextlib.contextmanager
def engine_of(name: str, scheduler: str) -> Iterator[Engine]:
    """`threads`, or `dask` with the address of its scheduler. Raises click.UsageError where it cannot be."""
    if name != "dask":
        if scheduler:
            raise click.UsageError(_("--scheduler needs --engine dask."))
        yield in_order
        return
    if find_spec("distributed") is None:
        needed = _("{module} is needed: pip install 'opendata-pipeline[dask]'")
        raise click.UsageError(needed.format(module="distributed"))
    from pipeline.cluster import cluster

    with cluster(scheduler) as engine:
        yield engine


def memory_of(project: Path) -> Memory:
    """What was made of a project, in a folder of the user who makes it."""
    from platformdirs import user_cache_path

    name = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:16]
    return Memory(user_cache_path("opendata") / name)


def storage_at(url: str) -> Path:
    """A folder, here or of any file system that fsspec knows. Raises click.UsageError where it cannot be."""
    try:
        from upath import UPath

        place = UPath(url)
        return cast(Path, place if place.fs else None)  # by which it is known whether its file system is there
    except (ImportError, ValueError) as error:
        raise click.UsageError(f"--storage: {error}") from error

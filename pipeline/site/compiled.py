"""Compiled templates beside the compiled modules, on the same terms: made anew where the source or Python is another
one, not written where Python is not to write, and done without where the folder cannot be written."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, FileSystemBytecodeCache


class Compiled(FileSystemBytecodeCache):
    """Saves a build a third of the time that the site takes."""

    def __init__(self) -> None:
        folder = Path(__file__).parent / "__pycache__"
        super().__init__(str(folder), "template-%s.pyc")

    def dump_bytecode(self, bucket: Bucket) -> None:
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


def templates(folder: Path, *, html: bool, **options: Any) -> Environment:
    """The templates of a folder. In those that are no HTML what is put in is quoted where it stands."""
    return Environment(
        bytecode_cache=Compiled(),
        loader=FileSystemLoader(folder),
        autoescape=html,  # noqa: S701
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=not html,
        auto_reload=False,
        **options,
    )

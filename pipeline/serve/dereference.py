"""What an identifier answers: the one place where `id/…`, `dataset/…`, `observation/…`, `def/…` are looked up."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from pipeline.serve.released import Released


async def dereferenced(released: Released, request: Request, path: str) -> Response | None:
    """The answer of the identifier that is `path` under the base of the release, or None where there is none.

    It is asked after the files of the web root, and before a page that would be found with a slash behind the path.
    """
    return None

"""The files of a release with its pages laid over them, as any static host would answer them."""

from __future__ import annotations

import asyncio
import functools
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles

from pipeline.files import regular_file, sha256_of
from pipeline.http import media_type
from pipeline.problem import Problem
from pipeline.serve.dereference import dereferenced
from pipeline.serve.links import of_raw
from pipeline.serve.negotiation import HTML, chosen
from pipeline.serve.released import Released
from pipeline.serve.said import PROBLEM, said
from pipeline.site.heads import ENGLISH
from pipeline.site.page import FOLDER, INDEX, LOST

_CONDITIONS = StaticFiles(check_dir=False)


async def answer(released: Released, request: Request) -> Response:
    """What the identifier of that path answers; else a file; else the address with the slash that it lacks; else the
    page which says that there is nothing."""
    path: str = request.path_params["path"]
    if found := await dereferenced(released, request):
        return found
    if file := _file(released.folder, path):
        return await _sent(released, request, path, file)
    if not path.endswith("/") and _file(released.folder, f"{path}/"):
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"{path.rpartition('/')[2]}/{query}", 301)
    return await _missing(released, request, path)


def _file(folder: Path, path: str) -> Path | None:
    """The file of a path in the web root: that of the site, else that of the release."""
    hidden = any(part.startswith(".") and part != ".well-known" for part in path.split("/"))
    if hidden or path.startswith(FOLDER):
        return None
    whole = path + INDEX if not path or path.endswith("/") else path
    places = (regular_file(folder, FOLDER + whole), regular_file(folder, whole))
    return next((place for place in places if isinstance(place, Path)), None)


async def _sent(released: Released, request: Request, path: str, file: Path) -> Response:
    status = file.stat()
    digest = await asyncio.to_thread(_digest, file, status.st_size, status.st_mtime_ns, status.st_ino)
    headers = {
        "Content-Type": media_type(f"{path}{INDEX}" if not path or path.endswith("/") else path),
        "ETag": f'"{digest}"',
        "Cache-Control": "no-cache",  # kept, and asked again whether it is still the same
    }
    if link := released.links.get(path) or of_raw(path):
        headers["Link"] = link
    response = FileResponse(file, headers=headers, stat_result=status)
    if _CONDITIONS.is_not_modified(response.headers, request.headers):
        return NotModifiedResponse(response.headers)
    return response


@functools.lru_cache(maxsize=10_000)
def _digest(file: Path, size: int, changed: int, inode: int) -> str:
    """SHA-256 of a file, as its manifest has it; computed once as long as the file is the same."""
    return sha256_of(file)


async def _missing(released: Released, request: Request, path: str) -> Response:
    """404.html of the site, in the language of the path, for who reads pages; a problem for others."""
    folder = ENGLISH if path.startswith(ENGLISH) else ""
    page = _file(released.folder, folder + LOST) or _file(released.folder, LOST)
    if page and chosen(request.headers.get("accept", ""), (PROBLEM, HTML)) == HTML:
        content = await asyncio.to_thread(page.read_bytes)
        return Response(content, 404, {"Cache-Control": "no-store", "Vary": "Accept"}, HTML)
    return said(request, Problem("E-REQUEST-PATH", cell=f"/{path}"))

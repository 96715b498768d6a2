"""Addresses in requests and answers are encoded as they are on the web."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from starlette.requests import Request

from pipeline.serve.dereference import _document, _requested
from pipeline.serve.described import LIMIT, links_of

BASE = "https://x.jp/"


def test_the_path_below_a_root_that_is_encoded() -> None:
    path = b"/%E3%83%87/id/a%2Fb?x"
    scope: dict[str, Any] = {"type": "http", "raw_path": path, "root_path": "/デ", "path": "/デ/id/a/b"}
    assert _requested(Request(scope)) == "id/a%2Fb"


def test_the_query_for_what_a_description_leaves_out_is_a_header() -> None:
    address = f"{BASE}id/a"
    links = [f"<{BASE}{number}> <{BASE}p> <{address}> .\n" for number in range(LIMIT)]
    content = "".join([f'<{address}> <{BASE}p> "a" .\n', *links]).encode()

    async def ask(*arguments: object, **options: object) -> SimpleNamespace:
        return SimpleNamespace(content=content)

    released: Any = SimpleNamespace(pool=SimpleNamespace(ask=ask), package=SimpleNamespace(prefixes={}))
    answer = asyncio.run(_document(released, BASE, "id/a", "nt", ""))
    assert answer
    [related] = [link for link in answer.headers["link"].split(", ") if 'rel="related"' in link]
    query = related.partition("?query=")[2].partition(">")[0]
    assert unquote(query) == links_of(address)
    assert not set(query) & set(' <>"')

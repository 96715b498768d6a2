"""A bucket of S3, or of what speaks like it, as a place: by s3fs, which takes keys and server from the environment.

An object is there whole or not at all. It is known again by its ETag where that is the MD5 of its content, as it is of
one that was put at once and not encrypted by a key of KMS; otherwise it is read back (Amazon S3 API, Object).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pipeline.deliver.contents import Content
from pipeline.http import media_type

_CHUNK = 1 << 20
_SECRETS = ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")
Made = TypeVar("Made")


class Bucket:
    """What is below an address that fsspec knows, such as `s3://bucket/prefix`. Raises ImportError where the library
    for it is missing, ValueError where there is none."""

    def __init__(self, url: str) -> None:
        from fsspec.core import url_to_fs

        self._fs, root = url_to_fs(url, use_listings_cache=False)
        self._root = root.rstrip("/")
        self._is_s3 = "s3" in self._fs.protocol
        self._etags: dict[str, str] = {}  # of the last listing

    def files(self, folder: str) -> set[str]:
        place = self._place(folder)
        found = _asked(lambda: self._fs.find(place, detail=True) if self._fs.exists(place) else {})
        self._etags = {path.removeprefix(f"{self._root}/"): _etag(info) for path, info in found.items()}
        return set(self._etags)

    def same(self, path: str, content: Content) -> bool:
        place = self._place(path)
        etag = self._etags.pop(path, "") or (self._is_s3 and _etag(_asked(lambda: self._fs.info(place))))
        if etag and etag == content.md5:
            return True
        return _asked(lambda: self._sha256(place)) == content.sha256

    def write(self, path: str, content: Content) -> None:
        place, more = self._place(path), self._headers(path)
        self._etags.pop(path, None)
        if isinstance(content.source, Path):
            _asked(lambda: self._fs.put_file(str(content.source), place, **more))
        else:
            _asked(lambda: self._fs.pipe_file(place, content.source, **more))

    def read(self, path: str) -> bytes | None:
        try:
            return bytes(_asked(lambda: self._fs.cat_file(self._place(path))))
        except FileNotFoundError:
            return None

    def point(self, version: str) -> None:
        """A bucket has no links."""

    def _place(self, path: str) -> str:
        return f"{self._root}/{path}".rstrip("/")

    def _sha256(self, place: str) -> str:
        hashed = hashlib.sha256()
        with self._fs.open(place, "rb", cache_type="none", block_size=_CHUNK) as file:
            while chunk := file.read(_CHUNK):
                hashed.update(chunk)
        return hashed.hexdigest()

    def _headers(self, path: str) -> dict[str, Any]:
        """So that browsers show it as what it is, and ask each time what is the latest."""
        if not self._is_s3:
            return {}
        cached = "no-cache" if "/" not in path else "public, max-age=31536000"
        return {"ContentType": media_type(path), "CacheControl": cached}


def _etag(info: Mapping[str, Any]) -> str:
    return str(info.get("ETag", "")).strip('"')


def _asked(work: Callable[[], Made]) -> Made:
    """What botocore raises of its own (no keys, no server, a refusal) is an OSError like all the rest."""
    try:
        return work()
    except Exception as error:
        theirs = type(error).__module__.partition(".")[0] in ("botocore", "aiobotocore")
        said = f"{type(error).__name__}: {error}" if theirs else str(error)
        if not (theirs or (isinstance(error, OSError) and _unsaid(said) != said)):
            raise
        raise OSError(_unsaid(said)) from error


def _unsaid(text: str) -> str:
    """Without our secrets: a server, or what stands before it, may answer with what it was sent."""
    for secret in filter(None, map(os.environ.get, _SECRETS)):
        text = text.replace(secret, "***")
    return text

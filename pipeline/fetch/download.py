"""One file from a server: conditions, redirects, limits, and another attempt where there is hope."""

from __future__ import annotations

import dataclasses
import email.utils
import hashlib
import re
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit

from requests import Response, Session
from requests.exceptions import ContentDecodingError, InvalidURL, RequestException, SSLError, Timeout

from pipeline.errors import Stop
from pipeline.fetch.connection import session
from pipeline.fetch.form import HEAD
from pipeline.fetch.watch import watched
from pipeline.problem import Problem
from pipeline.web import UNTRUSTED, broken, retry_after

REDIRECTS = 3
CONNECTING = 10.0
"""Seconds that a connection may take to come about."""
_CODINGS = ("", "identity", "gzip", "x-gzip", "deflate")
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_CHUNK = 1 << 16
_ETAG = re.compile(r'(W/)?"[\x21\x23-\x7e]{0,1000}"')


@dataclass(frozen=True, slots=True)
class Limits:
    """What a download may be and take: `http` and `private` allow what is refused otherwise; `pauses` are the seconds
    before each further attempt, where the server does not ask for more."""

    size: int = 200_000_000
    seconds: float = 60.0
    http: bool = False
    private: bool = False
    pauses: tuple[float, ...] = (0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file by its path in the project and its address, and what the server knows our copy by."""

    path: str
    url: str
    etag: str = ""
    last_modified: str = ""

    @property
    def headers(self) -> dict[str, str]:
        """So that a file that has not changed is not sent (RFC 9110, section 13.1)."""
        if self.etag:
            return {"If-None-Match": self.etag}
        return {"If-Modified-Since": self.last_modified} if self.last_modified else {}


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came: its SHA-256, size and first bytes, and what the server will know it by."""

    sha256: str
    size: int
    head: bytes
    etag: str
    last_modified: str


@dataclass(frozen=True, slots=True)
class _Again:
    """An attempt that failed as another one need not, and the seconds that the server asks for."""

    reason: str
    wait: float = 0.0


def download(wanted: Wanted, limits: Limits, sink: BinaryIO) -> Received | Problem | None:
    """The file in the sink; None where the server says that it has not changed. Problems: E-FETCH, E-FETCH-REFUSED,
    E-FETCH-SIZE. Raises OSError where the sink does."""
    slow = _failed(wanted, f"it took longer than {limits.seconds:g} seconds")
    reason = ""
    with watched(limits.seconds) as watch:
        for pause in (*limits.pauses, None):
            with session(wanted.url, watch, CONNECTING, private=limits.private) as http:
                found = _attempt(wanted, limits, http, sink)
            if watch.over:  # what it found may be an end that was ours
                return slow
            if not isinstance(found, _Again):
                return found
            reason = found.reason
            if found.wait > limits.seconds:
                return _failed(wanted, f"the server asks to come back in {found.wait:.0f} seconds")
            if pause is not None:
                watch.pause(max(pause, found.wait))
    return slow if watch.over else _failed(wanted, reason)


def _attempt(wanted: Wanted, limits: Limits, http: Session, sink: BinaryIO) -> Received | Problem | _Again | None:
    url, before = wanted.url, ""
    try:
        for _ in range(1 + REDIRECTS):
            if reason := _refusal(url, before, limits):
                return Problem("E-FETCH-REFUSED", file=wanted.path, facts={"url": url, "reason": reason})
            timeout = (CONNECTING, limits.seconds)
            with http.get(url, headers=wanted.headers, stream=True, allow_redirects=False, timeout=timeout) as response:
                if not response.is_redirect:
                    return _answered(wanted, limits, response, sink)
                before, url = url, _joined(url, response.headers["Location"])
        return _failed(wanted, f"more than {REDIRECTS} redirects")
    except Stop as refused:  # where a connection would have led
        return dataclasses.replace(refused.problems[0], file=wanted.path)
    except InvalidURL:
        return _failed(wanted, "not an address of http or https")
    except SSLError:
        return _failed(wanted, UNTRUSTED)
    except Timeout:
        return _Again("the server does not answer")
    except ContentDecodingError:
        return _failed(wanted, "the compressed content is damaged")
    except RequestException as error:
        return _Again(broken(error))


def _answered(wanted: Wanted, limits: Limits, response: Response, sink: BinaryIO) -> Received | Problem | _Again | None:
    status, headers = response.status_code, response.headers
    if status == 304 and wanted.headers:
        return None
    if status in _AGAIN:
        return _Again(f"the server answered {status}", retry_after(response))
    if status != 200:
        return _failed(wanted, f"the server answered {status}")
    coding = headers.get("Content-Encoding", "").strip().lower()
    if coding not in _CODINGS:  # its bytes would be taken for the file
        return _failed(wanted, f"compressed in a way that was not asked for: {coding[:40]}")
    large = Problem("E-FETCH-SIZE", file=wanted.path, facts={"url": wanted.url, "limit": f"{limits.size:,}"})
    if headers.get("Content-Length", "").isdecimal() and int(headers["Content-Length"][:20]) > limits.size:
        return large
    hashed, size, head = hashlib.sha256(), 0, b""
    sink.seek(0)
    sink.truncate()
    for chunk in response.iter_content(_CHUNK):  # as it is when decompressed
        size += len(chunk)
        if size > limits.size:
            return large
        sink.write(chunk)
        hashed.update(chunk)
        head = (head + chunk)[:HEAD]
    etag, modified = headers.get("ETag", "").strip(), headers.get("Last-Modified", "").strip()
    known = (etag if _ETAG.fullmatch(etag) else "", modified if _is_date(modified) else "")
    return Received(hashed.hexdigest(), size, head, *known)


def _joined(url: str, location: str) -> str:
    """Where a redirect leads, or "" where it leads nowhere."""
    try:
        return urljoin(url, location)
    except ValueError:
        return ""


def _refusal(url: str, before: str, limits: Limits) -> str:
    """Why an address is not asked, or ""."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "not an address of http or https"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "not an address of http or https"
    if parts.username is not None or parts.password is not None:
        return "a user or password in the address"
    if parts.scheme == "http" and before.startswith("https:"):
        return "a redirect from https to http"
    return "" if parts.scheme == "https" or limits.http else "not https (--allow-http)"


def _is_date(text: str) -> bool:
    try:
        return (
            text.isascii()
            and text.isprintable()
            and text.endswith("GMT")
            and bool(email.utils.parsedate_to_datetime(text))
        )
    except (ValueError, TypeError):
        return False


def _failed(wanted: Wanted, reason: str) -> Problem:
    return Problem("E-FETCH", file=wanted.path, facts={"url": wanted.url, "reason": reason})

"""Asking a server of others: safe addresses, time and size limits, no redirects, and patience with one that is busy."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import InvalidHeader, MaxRetryError, NameResolutionError, NewConnectionError
from urllib3.util.retry import Retry

from pipeline import __version__
from pipeline.errors import Stop
from pipeline.problem import Problem

TIMEOUT = (10.0, 120.0)
"""Seconds to connect, and between two bytes of an answer."""
LIMIT = 32 << 20
"""Bytes of an answer that is kept in memory."""
TRIES, BACKOFF, LONGEST = 6, 0.5, 120
"""How often, from how many seconds on (doubled each time), and for how long at most before a try."""
BUSY = (429, 502, 503, 504)
AGENT = f"opendata-pipeline/{__version__}"
"""As whom we ask."""
UNTRUSTED = "TLS: the server cannot show that it is the one of this name"
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server has said."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def checked(url: str) -> str:
    """The address without its last slash. Raises Stop with E-WEB-ADDRESS: it must be https (http on this machine), and
    nothing but host, port and path."""
    shown = url.rpartition("@")[2]  # without what stands before @, which could be a password
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise Stop([Problem("E-WEB-ADDRESS", cell=shown, facts={"reason": "not an address"})]) from error
    if not host or parts.scheme not in ("https", "http"):
        reason = "not an address that begins with https://"
    elif parts.username is not None or parts.query or parts.fragment:
        reason = "it has a user name, ? or #"
    elif parts.scheme == "http" and not _is_this_machine(host):
        reason = "http would show to others what is sent"
    else:
        return url.rstrip("/")
    raise Stop([Problem("E-WEB-ADDRESS", cell=shown, facts={"reason": reason})])


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def session() -> requests.Session:
    """One that says who asks, and leaves trying again to `Patience`. Proxies come from the environment."""
    made = requests.Session()
    made.headers["User-Agent"] = AGENT
    return made


def send(
    session: requests.Session, method: str, url: str, *, hidden: Callable[[str], str] = str, **request: Any
) -> Answer | Problem:
    """The answer; or E-WEB-CONNECTION, which another try may mend.

    `hidden` takes secrets out of what a server says; `request` is what requests takes. Raises Stop where another try
    would not help: E-WEB-REDIRECT, E-WEB-ANSWER (longer than LIMIT), E-WEB-CONNECTION (the certificate).
    """
    host = urlsplit(url).netloc
    try:
        with session.request(method, url, timeout=TIMEOUT, allow_redirects=False, stream=True, **request) as response:
            if response.is_redirect:
                target = hidden(response.headers["Location"])[:200]
                raise Stop([Problem("E-WEB-REDIRECT", cell=target, facts={"host": host})])
            content = bytearray()
            for block in response.iter_content(1 << 16):
                content += block
                if len(content) > LIMIT:
                    facts = {"host": host, "reason": f"longer than {LIMIT:,} bytes"}
                    raise Stop([Problem("E-WEB-ANSWER", facts=facts)])
            return Answer(response.status_code, response.headers, bytes(content))
    except requests.exceptions.SSLError as error:
        raise Stop([Problem("E-WEB-CONNECTION", facts={"host": host, "reason": UNTRUSTED})]) from error
    except (requests.RequestException, OSError) as error:
        reason = broken(error)
        if isinstance(error, requests.Timeout):
            reason = f"no answer within {TIMEOUT[not isinstance(error, requests.ConnectTimeout)]:g} seconds"
        return Problem("E-WEB-CONNECTION", facts={"host": host, "reason": reason})


def broken(error: Exception) -> str:
    """What came between, in words, by what requests has raised."""
    cause = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(cause, NameResolutionError):
        return "there is no server of this name"
    return "no connection to the server" if isinstance(cause, NewConnectionError) else "the connection was cut"


def retry_after(answer: Answer | requests.Response) -> float:
    """The seconds, up to those of a day, that Retry-After asks for (RFC 9110, 10.2.3); 0 where it says nothing that is
    one."""
    try:
        return Retry(retry_after_max=_DAY).get_retry_after(answer) or 0  # type: ignore[arg-type]
    except (InvalidHeader, ValueError, OverflowError):
        return 0


class Patience:
    """How often something is tried again, and after what time: urllib3's Retry, for what its sessions do not retry
    (a write, a body that was cut)."""

    def __init__(self) -> None:
        self._left = Retry(TRIES - 1, backoff_factor=BACKOFF, backoff_max=LONGEST)

    def after(self, failed: Answer | Problem, host: str) -> None:
        """Waits for as long as the server asks, or longer each time. Raises Stop once that makes no sense: the problem
        that it was given, or E-WEB-BUSY."""
        asked = retry_after(failed) if isinstance(failed, Answer) else 0
        try:
            if asked > LONGEST:
                raise MaxRetryError(None, host)  # type: ignore[arg-type]
            self._left = self._left.increment(error=ConnectionError())
        except MaxRetryError as error:
            if isinstance(failed, Problem):
                raise Stop([failed]) from error
            reason = f"it asks to wait more than {LONGEST} seconds" if asked > LONGEST else f"tried {TRIES} times"
            facts = {"host": host, "status": str(failed.status), "reason": reason}
            raise Stop([Problem("E-WEB-BUSY", facts=facts)]) from error
        self._left.sleep(failed if asked else None)  # type: ignore[arg-type]  # it reads nothing but the headers

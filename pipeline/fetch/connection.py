"""A session of `requests` whose connections go where a check has been: the address that is connected to is the one that
was looked at, whatever a name resolves to a moment later. TLS verifies the name as ever."""

from __future__ import annotations

import os
import socket
from typing import Any

from requests import Response, Session
from requests.adapters import HTTPAdapter
from requests.utils import get_environ_proxies
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from pipeline.errors import Stop
from pipeline.fetch.public import is_public
from pipeline.fetch.watch import Watch
from pipeline.problem import Problem
from pipeline.web import AGENT


class Adapter(HTTPAdapter):
    """Its connections are under the watch, and only to public addresses if so wanted."""

    def __init__(self, watch: Watch, connecting: float, *, private: bool) -> None:
        def connect(connection: HTTPConnection) -> socket.socket:
            return _connect(connection, watch, connecting, private=private)

        class Plain(HTTPConnection):
            _new_conn = connect  # the one place of urllib3 where a socket is made

        class Secure(HTTPSConnection):
            _new_conn = connect

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self._pools = {"http": PlainPool, "https": SecurePool}
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = self._pools

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = self._pools
        return manager


class _Session(Session):
    """One that looks into no redirect: `requests` would read its body to the end, into memory."""

    def get_redirect_target(self, resp: Response) -> None:
        return None


def session(url: str, watch: Watch, connecting: float, *, private: bool) -> Session:
    """For one download. Raises Stop with E-FETCH-REFUSED when a connection would be to an address that is not public.

    A proxy would connect for us to where we could not look: the environment's is used only where private addresses
    are allowed. Of it, the certificates of authorities are taken (REQUESTS_CA_BUNDLE, SSL_CERT_FILE), and no password
    from a .netrc.
    """
    made = _Session()
    made.trust_env = False
    made.verify = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("SSL_CERT_FILE") or True
    made.proxies = get_environ_proxies(url) if private else {}
    made.headers.update({"User-Agent": AGENT, "Accept-Encoding": "gzip"})
    for scheme in ("http://", "https://"):
        made.mount(scheme, Adapter(watch, connecting, private=private))
    return made


def _connect(connection: HTTPConnection, watch: Watch, connecting: float, *, private: bool) -> socket.socket:
    host, port = connection.host, connection.port or connection.default_port
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
        raise NameResolutionError(host, connection, reason) from error
    places = list(dict.fromkeys(str(address[0]) for *_, address in found))
    inner = [] if private else [place for place in places if not is_public(place)]
    if inner:
        facts = {"url": f"{host}:{port}", "reason": f"an address that is not public: {inner[0]}"}
        raise Stop([Problem("E-FETCH-REFUSED", facts=facts)])
    failed: OSError = OSError("no address")
    for place in places:
        if watch.over:
            break
        try:
            made = socket.create_connection((place, port), connecting)
        except OSError as error:
            failed = error
            continue
        watch.add(made)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    if isinstance(failed, TimeoutError):
        raise ConnectTimeoutError(connection, str(failed)) from failed
    raise NewConnectionError(connection, str(failed)) from failed

"""Which addresses are refused, and that a connection goes to the address that was looked at."""

from __future__ import annotations

import socket
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from pipeline.fetch import connection
from pipeline.fetch.download import Limits, Received, Wanted, download
from pipeline.fetch.public import is_public
from pipeline.problem import Problem
from tests.fetch.servers import TABLE, redirect, sends, served

REFUSED = [
    *("0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1"),
    *("169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.1.2.3", "::ffff:0:7f00:1"),
    *("64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1"),
    *("2001::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "5f00::1"),
    *("fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "ff0e::1"),
]
ALLOWED = [
    *("1.1.1.1", "8.8.8.8", "100.63.255.255", "100.128.0.1", "172.32.0.1", "223.255.255.1"),
    *("2400:4050::1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"),
]
Names = Any
"""What a resolver gives: host, port -> addresses."""


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_of_the_open_internet_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ALLOWED)
def test_what_is_public_is_not(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1"])
def test_loopback_by_any_name_is_refused_before_it_is_asked(host: str) -> None:
    with served(sends(b"a,b\n1,2\n"), host=host) as server:
        found = download(Wanted(TABLE, server.url), Limits(http=True), BytesIO())
    assert isinstance(found, Problem)
    assert (found.code, found.file) == ("E-FETCH-REFUSED", TABLE)
    assert found.facts["reason"] == "an address that is not public: 127.0.0.1"
    assert not server.asked


def resolving(*answers: list[str]) -> Names:
    """A resolver that gives one list of addresses after the other, as one does that is in an attacker's hand."""
    left = list(answers)

    def getaddrinfo(host: str, port: int, **options: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in left.pop(0)]

    return getaddrinfo


def test_the_address_that_is_connected_to_is_the_one_that_was_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is public when it is looked at, and loopback a moment later."""
    connected: list[Any] = []

    def create_connection(place: Any, timeout: float) -> socket.socket:
        connected.append(place)
        raise TimeoutError

    monkeypatch.setattr(socket, "getaddrinfo", resolving(["8.8.8.8"], ["127.0.0.1"]))
    monkeypatch.setattr(socket, "create_connection", create_connection)
    limits = Limits(http=True, pauses=(0.01,))
    found = download(Wanted(TABLE, "http://rebind.example:80/"), limits, BytesIO())
    assert connected == [("8.8.8.8", 80)]
    assert isinstance(found, Problem)
    assert found.facts["reason"] == "an address that is not public: 127.0.0.1"  # of the second attempt


@pytest.mark.parametrize(
    ("error", "told"),
    [(TimeoutError(), "the server does not answer"), (ConnectionRefusedError(), "no connection to the server")],
)
def test_no_connection_in_time_is_another_reason_than_none(
    monkeypatch: pytest.MonkeyPatch, error: OSError, told: str
) -> None:
    def create_connection(place: Any, timeout: float) -> socket.socket:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", resolving(*[["8.8.8.8"]] * 9))
    monkeypatch.setattr(socket, "create_connection", create_connection)
    found = download(Wanted(TABLE, "http://slow.example:80/"), Limits(http=True, pauses=()), BytesIO())
    assert isinstance(found, Problem)
    assert found.facts["reason"] == told


def test_a_name_with_one_inner_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolving(["8.8.8.8", "10.0.0.1"]))
    monkeypatch.setattr(socket, "create_connection", None)  # would fail
    found = download(Wanted(TABLE, "https://both.example/"), Limits(), BytesIO())
    assert isinstance(found, Problem)
    assert found.facts["reason"] == "an address that is not public: 10.0.0.1"


def test_a_redirect_is_looked_at_like_the_first_address(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server here stands for a public one: of its address alone it is said that it is."""
    with served(sends(b"secret,of\nthe,inside\n")) as inner:
        port = inner.url.rpartition(":")[2]
        with served(redirect(f"http://127.0.0.2:{port}/")) as outer:
            monkeypatch.setattr(connection, "is_public", lambda address: address == "127.0.0.1")
            found = download(Wanted(TABLE, outer.url), Limits(http=True), BytesIO())
        assert outer.asked
        assert not inner.asked
    assert isinstance(found, Problem)
    assert found.facts["reason"] == "an address that is not public: 127.0.0.2"


def test_a_proxy_of_the_environment_is_only_for_a_network_that_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(sends(b"a,b\n1,2\n")) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        wanted = Wanted(TABLE, "http://behind.invalid/a.csv")
        assert isinstance(download(wanted, Limits(http=True, pauses=()), BytesIO()), Problem)
        assert not proxy.asked
        assert isinstance(download(wanted, Limits(http=True, private=True), BytesIO()), Received)
        assert proxy.asked[0][0] == "http://behind.invalid/a.csv"


def test_no_password_of_the_user_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password secret\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    with served(sends(b"a,b\n1,2\n")) as server:
        assert isinstance(download(Wanted(TABLE, server.url), Limits(http=True, private=True), BytesIO()), Received)
        assert "authorization" not in server.asked[0][1]

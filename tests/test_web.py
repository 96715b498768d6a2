"""Addresses to which something may be sent. What a server does is in tests/deliver/test_misbehaving.py."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pipeline.web
from pipeline.errors import Stop
from pipeline.problem import Problem
from pipeline.web import Answer, Patience, checked, send, session
from tests.fetch.servers import sends, served


@pytest.mark.parametrize(
    "url",
    ["https://data.example.jp/", "https://data.example.jp:8443/ckan", "http://localhost:5000", "http://[::1]:5000"],
)
def test_https_and_this_machine(url: str) -> None:
    assert checked(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://data.example.jp",
        "http://localhost.example.jp",
        "http://127.0.0.1.example.jp",
        "https://user:word@data.example.jp",
        "https://data.example.jp/?q",
        "https://data.example.jp/#top",
        "https://data.example.jp:port",
        "https://",
        "ftp://data.example.jp",
        "file:///etc/passwd",
        "data.example.jp",
        "",
    ],
)
def test_and_nothing_else(url: str) -> None:
    with pytest.raises(Stop) as caught:
        checked(url)
    (problem,) = caught.value.problems
    assert problem.code == "E-WEB-ADDRESS"
    assert "word" not in f"{problem.cell}"


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/", "no connection to the server"),
        ("http://nowhere.invalid/", "there is no server of this name"),
    ],
)
def test_where_nobody_answers(url: str, reason: str) -> None:
    found = send(session(), "GET", url)

    assert isinstance(found, Problem)
    assert found.facts["reason"] == reason


PARTS = (
    ["https://", "http://", "ftp://", "https:", ""],
    ["", "word@", "a:word@"],
    ["a.jp", "localhost", "127.0.0.1", "[::1]", "[", "①", ""],
    ["", ":80", ":x", "/path", "/path/"],
    ["", "?", "?q", "#", "#top"],
)
ADDRESSES = st.text(max_size=12) | st.tuples(*map(st.sampled_from, PARTS)).map("".join)


@given(ADDRESSES)
def test_any_text_is_an_address_that_shows_nothing_or_a_problem(url: str) -> None:
    try:
        parts = urlsplit(checked(url))
    except Stop as stop:
        (problem,) = stop.problems
        assert problem.code == "E-WEB-ADDRESS"
        assert "@" not in f"{problem.cell}"
        return
    assert parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")
    assert parts.hostname
    assert (parts.username, parts.query, parts.fragment) == (None, "", "")


def test_an_answer_over_the_limit_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with served(sends(b"12345")) as server:
        found = send(session(), "GET", server.url)
        assert isinstance(found, Answer)
        assert found.content == b"12345"
        monkeypatch.setattr(pipeline.web, "LIMIT", 4)
        with pytest.raises(Stop, match="E-WEB-ANSWER"):
            send(session(), "GET", server.url)


@pytest.mark.parametrize(
    ("failed", "told"),
    [
        (Answer(503, {"Retry-After": "86400"}, b""), "E-WEB-BUSY: it asks to wait more than 120 seconds"),
        (Answer(503, {}, b""), "E-WEB-BUSY: tried 6 times"),
        (
            Problem("E-WEB-CONNECTION", facts={"reason": "the connection was cut"}),
            "E-WEB-CONNECTION: the connection was cut",
        ),
    ],
)
def test_patience_ends_and_says_why(monkeypatch: pytest.MonkeyPatch, failed: Answer | Problem, told: str) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    patience = Patience()

    def tried() -> None:
        for _ in range(pipeline.web.TRIES + 1):
            patience.after(failed, "example.jp")

    with pytest.raises(Stop) as stop:
        tried()
    [problem] = stop.value.problems
    assert f"{problem.code}: {problem.facts['reason']}" == told
    assert sum(slept) <= pipeline.web.LONGEST

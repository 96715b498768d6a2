"""Fetching from real servers: what comes is whole and as its name says, or the file is as it was."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import hashlib
import io
import shutil
import ssl
import threading
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import trustme
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import Stop
from pipeline.fetch import Outcome, fetch
from pipeline.fetch.download import Limits, Received, Wanted, download
from pipeline.lock import locked
from pipeline.package import load
from pipeline.problem import Problem
from tests.conftest import ROOT, tries
from tests.fetch.servers import TABLE, Answer, Server, give_address, in_turn, redirect, sends, served, with_etag

OLD = (ROOT / TABLE).read_bytes()
NEW = OLD.replace(b"\n", b"\r\n")
HERE = Limits(http=True, private=True, pauses=(0.01, 0.02, 0.03), seconds=20)


def fetched(project: Path, url: str, limits: Limits = HERE, *, keep: bool = True) -> Outcome | Problem:
    """What comes of the one table that has an address."""
    give_address(project, url)
    outcomes, problems = fetch(load(project), {TABLE}, limits, keep=keep)
    assert not list((project / "raw").glob(".*"))  # nothing is left beside
    return outcomes[0] if outcomes else problems[0]


def status(found: Outcome | Problem) -> str:
    return found.status if isinstance(found, Outcome) else f"{found.code}: {found.facts.get('reason', '')}"


def record(project: Path) -> list[dict[str, str]]:
    with (project / "fetched.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_file_comes_and_is_recorded_and_is_not_sent_again(project: Path) -> None:
    with served(with_etag(NEW, '"v1"')) as server:
        assert status(fetched(project, server.url + "/goals.csv")) == "changed"
        assert (project / TABLE).read_bytes() == NEW
        sha256 = hashlib.sha256(NEW).hexdigest()
        said = {"path": TABLE, "url": server.url + "/goals.csv", "sha256": sha256, "bytes": str(len(NEW))}
        assert record(project) == [said | {"etag": '"v1"', "last_modified": ""}]
        before = (project / "fetched.csv").read_bytes()
        assert status(fetched(project, server.url + "/goals.csv")) == "unchanged"
        assert server.asked[1][1]["if-none-match"] == '"v1"'
        assert (project / "fetched.csv").read_bytes() == before
        (project / TABLE).unlink()
        assert status(fetched(project, server.url + "/goals.csv")) == "new"
        assert "if-none-match" not in server.asked[2][1]  # there was nothing that could be as it was


def test_a_server_without_etags_is_asked_by_date(project: Path) -> None:
    date = "Tue, 24 Nov 2026 00:00:00 GMT"
    with served(in_turn(sends(NEW, Last_Modified=date), sends(b"", 304))) as server:
        assert status(fetched(project, server.url)) == "changed"
        assert status(fetched(project, server.url)) == "unchanged"
        assert server.asked[1][1]["if-modified-since"] == date


def test_what_the_server_knows_a_file_by_is_not_taken_from_another_address(project: Path) -> None:
    with served(with_etag(NEW, '"v1"')) as server:
        fetched(project, server.url + "/a.csv")
        fetched(project, server.url + "/b.csv")
        assert "if-none-match" not in server.asked[1][1]
        assert [row["url"] for row in record(project)] == [server.url + "/b.csv"]


def test_an_etag_that_is_none_is_not_kept(project: Path) -> None:
    with served(sends(NEW, ETag="=cmd|' /C calc'!A0", Last_Modified="yesterday")) as server:
        fetched(project, server.url)
    assert (record(project)[0]["etag"], record(project)[0]["last_modified"]) == ("", "")


def test_a_dry_run_changes_nothing(project: Path) -> None:
    with served(sends(NEW)) as server:
        assert status(fetched(project, server.url, keep=False)) == "changed"
    assert (project / TABLE).read_bytes() == OLD
    assert not (project / "fetched.csv").exists()


def test_what_was_edited_is_not_written_over(project: Path) -> None:
    with served(in_turn(sends(OLD), sends(NEW))) as server:
        assert status(fetched(project, server.url)) == "unchanged"
        (project / TABLE).write_bytes(OLD + b"mine\n")
        assert status(fetched(project, server.url)).startswith("E-RAW-EDITED")
        assert (project / TABLE).read_bytes() == OLD + b"mine\n"
        (project / TABLE).unlink()
        assert status(fetched(project, server.url)) == "new"


def test_a_fetch_that_was_stopped_before_its_record_is_finished_by_the_next(project: Path) -> None:
    with served(in_turn(sends(OLD), sends(NEW))) as server:
        fetched(project, server.url)
        (project / TABLE).write_bytes(NEW)  # as it is between the two
        assert status(fetched(project, server.url)) == "unchanged"
        assert record(project)[0]["sha256"] == hashlib.sha256(NEW).hexdigest()


def dripping(body: bytes, *, headers: bool) -> Answer:
    """A byte now and then, for ever as it were."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        if not headers:
            request.send_response(200)
            request.end_headers()
        for byte in b"HTTP/1.1 200 OK\r\nX-Wait: " * headers + body:
            request.wfile.write(bytes([byte]))
            request.wfile.flush()
            time.sleep(0.05)

    return answer


def cut(body: bytes, length: int) -> Answer:
    return sends(body, Content_Length=str(length))


def chunks_without_end(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"5\r\na,b\r\n\r\n")


def closing(request: BaseHTTPRequestHandler) -> None:
    """Not a word."""


def gzipped(body: bytes) -> Answer:
    return sends(body, Content_Encoding="gzip")


BAD = {
    "gone": (sends(b"a,b\n", 404), "E-FETCH: the server answered 404"),
    "forbidden": (sends(b"a,b\n", 403), "E-FETCH: the server answered 403"),
    "half": (sends(b"a,b\n", 206), "E-FETCH: the server answered 206"),
    "unasked 304": (sends(b"", 304), "E-FETCH: the server answered 304"),
    "broken": (sends(b"a,b\n", 500), "E-FETCH: the server answered 500"),
    "shorter than it says": (cut(NEW, len(NEW) + 100), "E-FETCH: the connection was cut"),
    "chunks without an end": (chunks_without_end, "E-FETCH: the connection was cut"),
    "no answer at all": (closing, "E-FETCH: the connection was cut"),
    "page": (sends(b"\xef\xbb\xbf\n<!-- 404 -->\n<!DOCTYPE HTML><p>Not Found"), "E-FETCH-FORM: "),
    "page in UTF-16": (sends("<html><body>見つかりません".encode("utf-16")), "E-FETCH-FORM: "),
    "XML": (sends(b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>"), "E-FETCH-FORM: "),
    "PDF": (sends(b"%PDF-1.7\n"), "E-FETCH-FORM: "),
    "workbook": (sends(b"PK\x03\x04rest"), "E-FETCH-FORM: "),
    "gzip that nobody announced": (sends(gzip.compress(NEW)), "E-FETCH-FORM: "),
    "nothing": (sends(b""), "E-FETCH-FORM: "),
    "damaged gzip": (gzipped(b"\x1f\x8b\x08broken"), "E-FETCH: the compressed content is damaged"),
    "round in circles": (redirect("/again"), "E-FETCH: more than 3 redirects"),
    "redirect without a place": (sends(b"", 302), "E-FETCH: the server answered 302"),
    "redirect to a file": (redirect("file:///etc/passwd"), "E-FETCH-REFUSED: not an address of http or https"),
    "redirect to nowhere": (redirect("http://[oops"), "E-FETCH-REFUSED: not an address of http or https"),
    "redirect with a password": (redirect("http://a:b@127.0.0.1/"), "E-FETCH-REFUSED: a user or password"),
    "ask again in an hour": (sends(b"", 503, Retry_After="3600"), "E-FETCH: the server asks to come back in 3600"),
}


@pytest.mark.parametrize("name", BAD)
def test_where_something_is_wrong_the_old_file_stays_whole(project: Path, name: str) -> None:
    answer, expected = BAD[name]
    with served(answer) as server:
        found = status(fetched(project, server.url))
    assert found.startswith(expected)
    assert (project / TABLE).read_bytes() == OLD
    assert not (project / "fetched.csv").exists()


def test_a_page_called_text_html_that_is_a_table_is_one(project: Path) -> None:
    """PHP calls everything text/html unless told otherwise."""
    with served(sends(NEW, Content_Type="text/html")) as server:
        assert status(fetched(project, server.url)) == "changed"


@pytest.mark.parametrize("headers", [False, True], ids=["body", "headers"])
def test_a_server_that_drips_is_cut_off(project: Path, headers: bool) -> None:
    with served(dripping(b"a" * 400, headers=headers)) as server:
        began = time.monotonic()
        found = status(fetched(project, server.url, Limits(http=True, private=True, seconds=1)))
    assert found == "E-FETCH: it took longer than 1 seconds"
    assert time.monotonic() - began < 3
    assert (project / TABLE).read_bytes() == OLD


def test_a_table_that_comes_in_three_redirects_and_gzip(project: Path) -> None:
    steps = [redirect("/1", 301), redirect("2", 307), redirect("/3", 303)]
    with served(in_turn(*steps, gzipped(gzip.compress(NEW)))) as server:
        assert status(fetched(project, server.url + "/folder/0")) == "changed"
        assert [path for path, _ in server.asked] == ["/folder/0", "/1", "/2", "/3"]
    assert (project / TABLE).read_bytes() == NEW


def test_a_server_that_is_busy_is_asked_again_when_it_says(project: Path) -> None:
    busy = sends(b"", 503, Retry_After="1", Date="Tue, 24 Nov 2026 00:00:00 GMT")
    with served(in_turn(busy, cut(NEW * 300, len(NEW) * 301), sends(NEW))) as server:
        began = time.monotonic()
        assert status(fetched(project, server.url)) == "changed"
        assert len(server.asked) == 3
    assert time.monotonic() - began > 1
    assert (project / TABLE).read_bytes() == NEW  # not with what the attempt before had begun


def bomb(megabytes: int) -> bytes:
    """So many zero bytes, in a thousandth of them."""
    packed = zlib.compressobj(9, wbits=31)
    return b"".join([*(packed.compress(bytes(1 << 20)) for _ in range(megabytes)), packed.flush()])


@pytest.mark.parametrize(("code", "expected"), [(200, "E-FETCH-SIZE"), (302, "E-FETCH: more than 3 redirects")])
def test_a_gzip_bomb_is_stopped_by_what_comes_out_of_it(project: Path, code: int, expected: str) -> None:
    large = bomb(100)
    with served(sends(large, code, Content_Encoding="gzip", Location="/")) as server:
        tracemalloc.start()
        found = status(fetched(project, server.url, Limits(size=20_000_000, http=True, private=True)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found.startswith(expected)
    assert peak < 10_000_000


def test_a_file_that_says_it_is_too_large_is_not_begun(project: Path) -> None:
    with served(sends(NEW)) as server:
        found = status(fetched(project, server.url, Limits(size=len(NEW) - 1, http=True, private=True)))
        assert found.startswith("E-FETCH-SIZE")
        assert status(fetched(project, server.url, Limits(size=len(NEW), http=True, private=True))) == "changed"


def test_one_that_fails_does_not_hold_up_the_others(project: Path) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        (sends(NEW) if request.path == "/goals" else sends(b"", 404))(request)

    with served(answer) as server:
        give_address(project, server.url + "/budget", "budget")
        give_address(project, server.url + "/goals")
        outcomes, problems = fetch(load(project), {TABLE, "raw/budget.csv"}, HERE)
    assert [outcome.path for outcome in outcomes] == [TABLE]
    assert [problem.file for problem in problems] == ["raw/budget.csv"]


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], ssl.SSLContext]:
    """A server's side of TLS with a certificate of this name, by an authority that is trusted here."""
    bundle = tmp_path / "authority.pem"
    authority.cert_pem.write_to_path(bundle)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))

    def context(name: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(made)
        return made

    return context


Context = Callable[[str], ssl.SSLContext]


def test_https_needs_no_permission_and_the_name_is_verified(project: Path, tls: Context) -> None:
    with served(sends(NEW), tls("localhost"), "localhost") as server:
        assert status(fetched(project, server.url, Limits(private=True))) == "changed"
    with served(sends(OLD), tls("other.example"), "localhost") as server:
        found = status(fetched(project, server.url, Limits(private=True)))
        assert found == "E-FETCH: TLS: the server cannot show that it is the one of this name"
        assert not server.asked


def test_an_unknown_authority_is_not_trusted(project: Path, tls: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with served(sends(NEW), tls("localhost"), "localhost") as server:
        assert status(fetched(project, server.url, Limits(private=True))).startswith("E-FETCH: TLS")


def test_a_drip_within_tls_is_cut_off(project: Path, tls: Context) -> None:
    with served(dripping(b"a" * 400, headers=False), tls("localhost"), "localhost") as server:
        began = time.monotonic()
        found = status(fetched(project, server.url, Limits(private=True, seconds=1)))
    assert found == "E-FETCH: it took longer than 1 seconds"
    assert time.monotonic() - began < 3


def test_https_never_falls_back_to_http(project: Path, tls: Context) -> None:
    with served(sends(NEW)) as plain, served(redirect(plain.url), tls("localhost"), "localhost") as server:
        assert status(fetched(project, server.url)) == "E-FETCH-REFUSED: a redirect from https to http"
        assert not plain.asked


def test_http_is_refused_unless_allowed(project: Path) -> None:
    with served(sends(NEW)) as server:
        assert status(fetched(project, server.url, Limits(private=True))).startswith("E-FETCH-REFUSED: not https")
        assert not server.asked


@pytest.mark.parametrize("link", ["raw", "raw/goals.csv", "raw/inner"])
def test_nothing_is_written_through_a_link(project: Path, link: str) -> None:
    outside = project / "elsewhere"
    shutil.copytree(project / "raw", outside)
    path = "raw/inner/goals.csv" if link == "raw/inner" else TABLE
    if link == "raw":
        shutil.rmtree(project / "raw")
    else:
        (project / link).unlink(missing_ok=True)
    (project / link).symlink_to(outside / "goals.csv" if link == TABLE else outside)
    with served(sends(NEW)) as server:
        give_address(project, server.url)
        place = project / "datapackage.json"
        place.write_text(place.read_text("utf-8").replace(f'"{TABLE}"', f'"{path}"'), "utf-8")
        _, problems = fetch(load(project), {path}, HERE)
        assert not server.asked
    assert [problem.code for problem in problems] == ["E-PATH"]
    assert (outside / "goals.csv").read_bytes() == OLD


def test_a_link_to_another_raw_file_is_not_written_through(project: Path) -> None:
    other = (project / "raw/budget.csv").read_bytes()
    (project / TABLE).unlink()
    (project / TABLE).symlink_to("budget.csv")
    with served(sends(NEW)) as server:
        assert status(fetched(project, server.url)).startswith("E-PATH")
    assert (project / "raw/budget.csv").read_bytes() == other


def test_a_fetch_waits_for_no_build(project: Path) -> None:
    give_address(project, "https://example.jp/")
    with locked(project), pytest.raises(Stop) as stop:
        fetch(load(project), {TABLE}, HERE)
    assert [problem.code for problem in stop.value.problems] == ["E-LOCKED"]


def test_a_disk_that_is_full_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.fetch.replace_file", full)
    with served(sends(NEW)) as server:
        assert status(fetched(project, server.url)) == "E-DISK: No space left on device"
    assert (project / TABLE).read_bytes() == OLD


def test_no_thread_or_connection_is_left(project: Path) -> None:
    with served(sends(NEW)) as server:
        fetched(project, server.url)
    assert [thread.name for thread in threading.enumerate() if isinstance(thread, threading.Timer)] == []


def test_an_address_of_ipv6_in_brackets(project: Path) -> None:
    found = status(fetched(project, "http://[::1]:9/goals.csv", Limits(http=True)))
    assert found == "E-FETCH-REFUSED: an address that is not public: ::1"


def test_a_server_that_is_not_there(project: Path) -> None:
    with served(sends(NEW)) as server:
        pass
    assert status(fetched(project, server.url)) == "E-FETCH: no connection to the server"


def test_where_the_record_cannot_be_read_nothing_is_asked(project: Path) -> None:
    (project / "fetched.csv").write_text("path,url\n", "utf-8")
    with served(sends(NEW)) as server:
        give_address(project, server.url)
        with pytest.raises(Stop, match="E-FETCHED"):
            fetch(load(project), {TABLE}, HERE, keep=True)
        assert server.asked == []


@pytest.fixture(scope="module")
def anything() -> Iterator[Server]:
    """A server whose answer is set anew for each example."""
    with served(sends(b"")) as server:
        yield server


LINES = st.sampled_from(
    [
        *("Content-Length: 3", "Content-Length: 99999", "Content-Length: x", "Transfer-Encoding: chunked", 'ETag: "a"'),
        *("Content-Encoding: gzip", "Content-Encoding: br", "Location: /", "Location: http://[", "Retry-After: 9999"),
        *("Retry-After: 1", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT", "Last-Modified: 令和", "nonsense", ": x"),
    ]
)
STATUS = st.sampled_from([*["HTTP/1.1 200 OK"] * 4, *(f"HTTP/1.1 {code} x" for code in (304, 302, 503, 418)), "x"])
BODIES = st.binary(max_size=30) | st.sampled_from([gzip.compress(b"a,b"), b"3\r\nabc\r\n0\r\n\r\n", b"abc"])


@tries(60)
@given(STATUS, st.lists(LINES, max_size=3), BODIES, st.sampled_from(["", '"a"']))
def test_any_answer_is_a_file_or_a_problem(
    anything: Server, status: str, lines: list[str], body: bytes, etag: str
) -> None:
    head = "\r\n".join([status, *lines, "Connection: close", "", ""]).encode()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(head + body)

    anything.answer = answer
    sink = io.BytesIO()
    limits = dataclasses.replace(HERE, pauses=(), size=20)
    found = download(Wanted("raw/t.csv", anything.url, etag), limits, sink)
    if isinstance(found, Received):
        assert status.endswith("200 OK")
        assert (found.size, found.sha256) == (len(sink.getvalue()), hashlib.sha256(sink.getvalue()).hexdigest())
        assert found.size <= 20
        assert sink.getvalue() in (body, body[:3], b"a,b", b"abc", b"")
        assert found.head == sink.getvalue()
        assert found.etag in ("", '"a"')
    elif found is None:
        assert "304" in status
    else:
        assert found.file == "raw/t.csv"
        assert found.code in ("E-FETCH", "E-FETCH-SIZE", "E-FETCH-REFUSED")

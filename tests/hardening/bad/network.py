"""Addresses that are not to be asked, and servers that answer badly. What a server does beyond one answer (TLS, drips,
bombs, names that change) is tried in tests/fetch."""

from __future__ import annotations

import gzip
from http.server import BaseHTTPRequestHandler
from typing import NamedTuple

from tests.fetch.servers import Answer, redirect, sends
from tests.hardening.bad.files import workbook
from tests.hardening.bad.project import GOOD

GOOD_BYTES = GOOD.encode()


def spoken(content: bytes) -> Answer:
    """These bytes instead of HTTP."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(content)

    return answer


class Answered(NamedTuple):
    """What a server answers to who fetches the raw table, and the problem that is to be said."""

    name: str
    answer: Answer
    code: str


ANSWERS = [
    Answered("another protocol", spoken(b"220 ftp.example.jp ready\r\n"), "E-FETCH"),
    Answered("nothing but line ends", spoken(b"\r\n\r\n"), "E-FETCH"),
    Answered("a status that is no number", spoken(b"HTTP/1.1 OK 200\r\n\r\n"), "E-FETCH"),
    Answered("a status of 999", spoken(b"HTTP/1.1 999 x\r\n\r\n"), "E-FETCH"),
    Answered("headers without end", spoken(b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 10_000), "E-FETCH"),
    Answered("a header of a megabyte", spoken(b"HTTP/1.1 200 OK\r\nX-A: " + b"b" * 1_000_000 + b"\r\n\r\n"), "E-FETCH"),
    Answered("a negative length", spoken(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), "E-FETCH-FORM"),
    Answered("two lengths", spoken(b"HTTP/1.1 200 OK\r\nContent-Length: 5, 9\r\n\r\ncode,kind"), "E-FETCH"),
    Answered(
        "a length of 1 EB", spoken(b"HTTP/1.1 200 OK\r\nContent-Length: 1152921504606846976\r\n\r\n"), "E-FETCH-SIZE"
    ),
    Answered(
        "a length that is a digit above the line",
        spoken(b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\n"),
        "E-FETCH-FORM",
    ),
    Answered(
        "a time that is a digit above the line", spoken(b"HTTP/1.1 503 x\r\nRetry-After: \xb2\r\n\r\n"), "E-FETCH"
    ),
    Answered("chunks of no size", spoken(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "E-FETCH"),
    Answered(
        "a chunk of 1 EB",
        spoken(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nx"),
        "E-FETCH",
    ),
    Answered("brotli that is none", sends(b"\x00\x01", Content_Encoding="br"), "E-FETCH"),
    Answered(
        "gzip in gzip",
        sends(gzip.compress(gzip.compress(GOOD_BYTES, mtime=0), mtime=0), Content_Encoding="gzip"),
        "E-FETCH-FORM",
    ),
    Answered("a login page", sends(b"<html><form action=/login>"), "E-FETCH-FORM"),
    Answered("a page after a comment", sends(b"<!-- x -->\n<HTML>"), "E-FETCH-FORM"),
    Answered("a workbook for a CSV", sends(workbook()), "E-FETCH-FORM"),
    Answered("a PDF for a CSV", sends(b"%PDF-1.7"), "E-FETCH-FORM"),
    Answered("nothing", sends(b""), "E-FETCH-FORM"),
    Answered("half of it", sends(GOOD_BYTES, Content_Length=str(len(GOOD_BYTES) + 1)), "E-FETCH"),
    Answered("401", sends(GOOD_BYTES, 401, WWW_Authenticate="Basic"), "E-FETCH"),
    Answered("418", sends(GOOD_BYTES, 418), "E-FETCH"),
    Answered("in circles", redirect("/"), "E-FETCH"),
    Answered("to a file", redirect("file:///etc/passwd"), "E-FETCH-REFUSED"),
    Answered("to ftp", redirect("ftp://127.0.0.1/x"), "E-FETCH-REFUSED"),
    Answered("to gopher", redirect("gopher://127.0.0.1:6379/_FLUSHALL"), "E-FETCH-REFUSED"),
    Answered("to data", redirect("data:text/csv,code"), "E-FETCH-REFUSED"),
    Answered("to a script", redirect("javascript:alert(1)"), "E-FETCH-REFUSED"),
    Answered("to a password", redirect("http://root:x@127.0.0.1/"), "E-FETCH-REFUSED"),
    Answered("to a port of none", redirect("http://127.0.0.1:99999/"), "E-FETCH"),
    Answered("to no host", redirect("http:///x"), "E-FETCH"),
    Answered("to a line end", spoken(b"HTTP/1.1 302 x\r\nLocation: http://127.0.0.1\t/\r\n\r\n"), "E-FETCH"),
]

ADDRESSES = [
    *(
        "file:///etc/passwd",
        "ftp://example.jp/t.csv",
        "data:text/csv,code",
        "javascript:alert(1)",
        "gopher://example.jp/",
    ),
    *("//example.jp/t.csv", "example.jp/t.csv", "https:/example.jp", "https://", "https:///t.csv", "https://[oops/"),
    *("https://a:b@example.jp/", "https://例え.jp/", "https://example.jp/表.csv", "https://example.jp/a b"),
    *("https://example.jp/\n", "https://example.jp\\@127.0.0.1/", "https://example.jp/%zz", "https://example.jp/<x>"),
]
"""Of a raw file; E-DESCRIPTOR."""
INNER = [
    *("https://127.0.0.1:9/", "https://localhost:9/", "https://127.1:9/", "https://2130706433:9/", "https://0x7f.1:9/"),
    *("https://[::1]:9/", "https://[::ffff:127.0.0.1]:9/", "https://0.0.0.0:9/", "https://169.254.169.254/"),
    *("https://10.0.0.1/", "https://192.168.0.1/", "https://[fd00::1]/", "https://[fe80::1]/", "https://100.64.0.1/"),
]
"""Addresses of the own machine and of networks behind it; E-FETCH-REFUSED, and nothing is asked."""

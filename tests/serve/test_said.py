"""Problems as answers, and a bug that says no more to a stranger than that it is one."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from starlette.requests import Request

from pipeline.problem import Problem
from pipeline.serve.said import broken, said


def request(path: str, **headers: str) -> Request:
    lines = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": path, "headers": lines, "query_string": b""})


def test_a_program_gets_both_languages_and_a_browser_its_own() -> None:
    problem = Problem("E-API-TABLE", cell="<b>", facts={"known": "kpis"})
    document = json.loads(bytes(said(request("/api/x"), problem).body))
    assert (document["code"], document["status"]) == ("E-API-TABLE", 404)
    assert document["message"]["ja"].startswith("表「<b>」はない")
    page = bytes(said(request("/api/x", **{"accept": "text/html", "accept-language": "en"}), problem).body).decode()
    assert '<html lang="en">' in page
    assert "there is no table &#34;&lt;b&gt;&#34;" in page
    assert 'href="../assets/site.css"' in page


def test_who_asks_learns_nothing_of_a_bug_and_who_serves_where_its_report_is(
    capsys: pytest.CaptureFixture[str],
) -> None:
    answer = asyncio.run(broken(request("/x"), ValueError("secret")))
    assert answer.status_code == 500
    assert "secret" not in bytes(answer.body).decode()
    found = re.search(r"\S+opendata-bug-\S+\.txt", capsys.readouterr().err)
    assert found
    assert "secret" in Path(found[0]).read_text("utf-8")
    Path(found[0]).unlink()

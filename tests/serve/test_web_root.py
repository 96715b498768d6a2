"""Files and pages over HTTP: types, hashes, conditions, ranges, and nothing outside the release."""

from __future__ import annotations

import hashlib
import http.client
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from pipeline.http import headers
from tests.serve.conftest import PAGES


def get(address: str, **options: object) -> requests.Response:
    return requests.get(address, timeout=10, allow_redirects=False, **options)  # type: ignore[arg-type]


def raw(server: str, path: str) -> tuple[int, bytes]:
    """A request whose path no client has tidied."""
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=10)
    try:
        connection.putrequest("GET", path)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("path", "media"),
    [
        ("data/kpis.csv", "text/csv; charset=utf-8"),
        ("data/kpis.csv-metadata.json", "application/csvm+json"),
        ("raw/kpis.csv", "text/csv"),
        ("datapackage.json", "application/json"),
        ("rdf/kpis.ttl", "text/turtle; charset=utf-8"),
        ("rdf/kpis.nt", "application/n-triples; charset=utf-8"),
        ("rdf/kpis.jsonld", "application/ld+json"),
        ("feed.atom", "application/atom+xml; charset=utf-8"),
        ("manifest-sha256.txt", "text/plain; charset=utf-8"),
        ("assets/site.css", "text/css; charset=utf-8"),
        ("", "text/html; charset=utf-8"),
        ("dataset/kpis/", "text/html; charset=utf-8"),
    ],
)
def test_a_file_comes_with_its_type_hash_and_headers(server: str, release: Path, path: str, media: str) -> None:
    answer = get(server + path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media
    assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert "Content-Disposition" not in answer.headers
    assert all(answer.headers[name] == value for name, value in headers().items())


def test_the_etag_of_a_table_is_its_hash_in_the_manifest(server: str) -> None:
    lines = get(f"{server}manifest-sha256.txt").text.splitlines()
    listed = {line[66:]: line[:64] for line in lines}
    assert get(f"{server}data/kpis.csv").headers["ETag"] == f'"{listed["data/kpis.csv"]}"'


def test_a_page_lies_over_a_file_of_the_release(server: str) -> None:
    assert get(f"{server}README.md").text == PAGES["README.md"]
    assert get(f"{server}site/README.md").status_code == 404


def test_a_path_without_its_slash_leads_to_the_page(server: str) -> None:
    answer = get(f"{server}dataset/kpis?x=1")
    assert answer.status_code == 301
    assert urljoin(answer.url, answer.headers["Location"]) == f"{server}dataset/kpis/?x=1"


def test_what_a_client_has_is_not_sent_again(server: str) -> None:
    address = f"{server}data/kpis.csv"
    first = get(address)
    same = get(address, headers={"If-None-Match": f'"other", W/{first.headers["ETag"]}'})
    assert (same.status_code, same.content) == (304, b"")
    assert get(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]}).status_code == 304


def test_part_of_a_file_can_be_asked_for(server: str) -> None:
    address = f"{server}data/kpis.csv"
    whole = get(address)
    part = get(address, headers={"Range": "bytes=3-9", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.content) == (206, whole.content[3:10])
    assert part.headers["Content-Range"] == f"bytes 3-9/{len(whole.content)}"
    assert get(address, headers={"Range": "bytes=3-9", "If-Range": '"other"'}).content == whole.content
    assert get(address, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_head_is_get_without_the_body(server: str) -> None:
    head, whole = requests.head(f"{server}data/kpis.csv", timeout=10), get(f"{server}data/kpis.csv")
    assert (head.status_code, head.content) == (200, b"")
    assert {**head.headers, "date": ""} == {**whole.headers, "date": ""}


def test_a_file_that_changes_has_another_hash(server: str, release: Path) -> None:
    file = release / "data" / "changing.txt"
    file.write_text("before", "utf-8")
    first = get(f"{server}data/changing.txt").headers["ETag"]
    file.write_text("behind", "utf-8")
    assert get(f"{server}data/changing.txt").headers["ETag"] != first


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/data/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/data/%2e%2e/%2e%2e/secret.txt",
        "/data/..%2f..%2fsecret.txt",
        "/data/..%252f..%252fsecret.txt",
        "/data\\..\\..\\secret.txt",
        "/data/%5c..%5c..%5csecret.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/file:///etc/passwd",
        "/data/link.csv",
        "/data/.hidden",
        "/data/pipe.csv",
        "/data/%00",
        "/data/kpis.csv%00.html",
        "/site/../../secret.txt",
        "/site/index.html",
        "/data",
        "/data/",
        "/~root/",
        "/%ff%fe",
        "/" + "a" * 5000,
        "/" + "a/" * 3000,
    ],
)
def test_nothing_outside_the_release_is_sent(server: str, path: str) -> None:
    status, content = raw(server, path)
    assert status == 404
    assert b"secret" not in content.replace(b"secret.txt", b"")
    assert b"root:" not in content


def test_what_is_not_there_is_said_to_people_and_to_programs(server: str) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    assert get(f"{server}nothing", headers=browser).text == PAGES["404.html"]
    assert get(f"{server}en/nothing", headers=browser).text == PAGES["en/404.html"]
    program = get(f"{server}nothing")
    assert program.status_code == 404
    assert program.headers["Content-Type"] == "application/problem+json"
    assert program.json()["code"] == "E-REQUEST-PATH"
    assert set(program.json()["message"]) == {"ja", "en"}


def test_links_lead_to_what_describes_a_table_and_to_its_other_forms(server: str) -> None:
    for path in ("data/kpis.csv", "rdf/kpis.ttl", "dataset/kpis/"):
        answer = get(server + path)
        found = requests.utils.parse_header_links(answer.headers["Link"])
        assert {"describedby", "license", "alternate"} == {link["rel"] for link in found}
        for link in found:
            if link["rel"] != "license":
                described = get(urljoin(answer.url, link["url"]))
                assert described.status_code == 200
                assert described.headers["Content-Type"].startswith(link["type"])


def test_scripts_of_other_sites_may_read(server: str) -> None:
    answer = get(f"{server}data/kpis.csv", headers={"Origin": "https://example.jp"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]


def test_void_is_at_its_known_place(server: str) -> None:
    answer = get(f"{server}.well-known/void")
    assert answer.status_code == 303
    assert get(urljoin(answer.url, answer.headers["Location"])).headers["Content-Type"].startswith("text/turtle")


def test_nothing_is_written(server: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = requests.request(method, f"{server}data/kpis.csv", timeout=10)
        assert answer.status_code == 405
        assert answer.json()["code"] == "E-REQUEST-METHOD"
        assert "GET" in answer.headers["Allow"]


def test_a_raw_file_says_what_describes_it(server: str) -> None:
    link = get(f"{server}raw/kpi_values.csv").headers["Link"]
    targets = re.findall('<([^>]+)>; rel="describedby"', link)
    assert targets == ["../raw/datapackage.json", "../rdf/provenance.ttl"]
    assert b"raw/kpi_values.csv#sha256" in get(f"{server}rdf/provenance.ttl").content
    assert "kpi_values.csv" in get(f"{server}raw/datapackage.json").text
    assert "Link" not in get(f"{server}raw/datapackage.json").headers
